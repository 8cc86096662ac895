import { Box, chakra, Flex, Text } from '@chakra-ui/react';
import { useId, type ReactNode } from 'react';
import { useProblem, type ControlProps } from './form.ts';
import { ProblemText } from './ProblemText.tsx';

type Props = Pick<ControlProps, 'field' | 'path'> & { aside?: ReactNode; children: ReactNode };

/** Fields that belong together, under one name. */
export function Framed({ field, path, aside, children }: Props) {
  const problem = useProblem(path);
  const id = useId();
  return (
    <chakra.fieldset
      border="0"
      minW="0"
      aria-labelledby={`${id}-title`}
      aria-describedby={`${id}-about`}
      data-invalid={problem && ''}
    >
      <Flex justify="space-between" align="center" gap="3" mb="1">
        <Text id={`${id}-title`} textStyle="sm" fontWeight="medium" overflowWrap="anywhere">
          {field.title}
          {field.required && (
            <Text as="span" color="fg.error" aria-hidden>
              {' '}
              *
            </Text>
          )}
        </Text>
        {aside}
      </Flex>
      <Box id={`${id}-about`} mb="2.5">
        {field.description && (
          <Text textStyle="xs" color="fg.muted">
            {field.description}
          </Text>
        )}
        <ProblemText text={problem} />
      </Box>
      {children}
    </chakra.fieldset>
  );
}
