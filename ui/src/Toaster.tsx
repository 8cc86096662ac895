import { createToaster, Portal, Spinner, Stack, Toast, Toaster as ChakraToaster } from '@chakra-ui/react';
import { TraceId } from './ErrorState.tsx';
import { readFailure } from './failure.ts';

export const toaster = createToaster({ placement: 'bottom-end', pauseOnPageIdle: true, max: 4 });

export const say = (title: string, description?: string) =>
  toaster.create({
    type: 'success',
    title,
    duration: 4000,
    closable: true,
    ...(description && { description }),
  });

/** An error stays until it is closed: its trace id may still be needed. */
export function sayFailure(title: string, error: unknown): void {
  const { message, traceId } = readFailure(error);
  toaster.create({
    type: 'error',
    title,
    description: message,
    duration: Infinity,
    closable: true,
    ...(traceId && { meta: { traceId } }),
  });
}

// A neutral face with a coloured mark: white on a green face could not be read.
const look = {
  '&[data-type]': { bg: 'bg.panel', color: 'fg', borderWidth: '1px', shadow: 'lg' },
  '&[data-type=success] > svg': { color: 'green.fg' },
  '&[data-type=error] > svg': { color: 'fg.error' },
};

export function Toaster() {
  return (
    <Portal>
      <ChakraToaster toaster={toaster} insetInline={{ mdDown: '4' }}>
        {(toast) => (
          <Toast.Root width={{ md: 'sm' }} css={look}>
            {toast.type === 'loading' ? <Spinner size="sm" /> : <Toast.Indicator />}
            <Stack gap="1" flex="1" maxWidth="100%" minW="0">
              {toast.title && <Toast.Title>{toast.title}</Toast.Title>}
              {toast.description && <Toast.Description>{toast.description}</Toast.Description>}
              {typeof toast.meta?.['traceId'] === 'string' && <TraceId id={toast.meta['traceId']} />}
            </Stack>
            {toast.closable && <Toast.CloseTrigger />}
          </Toast.Root>
        )}
      </ChakraToaster>
    </Portal>
  );
}
