import { Alert, Button } from '@chakra-ui/react';
import { useSyncExternalStore } from 'react';
import { LuArrowDown } from 'react-icons/lu';
import type { DeploymentDetailFragment } from '../generated/graphql.ts';
import type { LogStore } from '../log/store.ts';

type Props = { deployment: DeploymentDetailFragment; store: LogStore; onShow: () => void };

/** Why it went wrong, or what is not known yet, with the way to the first line of the log that says so. */
export function Problem({ deployment: { status, errorMessage }, store, onShow }: Props) {
  useSyncExternalStore(store.subscribeSlow, store.slowVersion);
  const hasErrors = store.errors().length > 0;
  return (
    <Alert.Root
      status={status === 'FAILED' ? 'error' : 'warning'}
      borderWidth="1px"
      rounded="lg"
      alignItems="flex-start"
    >
      <Alert.Indicator mt="0.5" />
      <Alert.Content gap="1">
        <Alert.Title>{titles[status] ?? 'Something is in the way'}</Alert.Title>
        <Alert.Description whiteSpace="pre-wrap" overflowWrap="anywhere">
          {errorMessage}
        </Alert.Description>
      </Alert.Content>
      {hasErrors && (
        <Button size="xs" variant="outline" bg="bg.panel" flexShrink={0} onClick={onShow}>
          <LuArrowDown /> Show in the log
        </Button>
      )}
    </Alert.Root>
  );
}

const titles: Partial<Record<DeploymentDetailFragment['status'], string>> = {
  FAILED: 'The deployment failed',
  CANCELLED: 'The deployment was stopped',
  UNRESOLVED: 'The outcome is not known yet',
};
