import { Alert, Stack, Text } from '@chakra-ui/react';
import { Checkbox } from '@hosterizer/ui/Checkbox.tsx';

type Props = { checked: boolean; problem: string | undefined; onChange: (checked: boolean) => void };

/** Whether the module may do what needs leave. */
export function LeaveField({ checked, problem, onChange }: Props) {
  return (
    <Stack gap="2">
      <Checkbox checked={checked} onChange={onChange}>
        It may run commands on a runner
        <Text as="span" display="block" textStyle="xs" color="fg.muted">
          Also: providers that are not on the platform’s list, modules from elsewhere, files that are not its
          own.
        </Text>
      </Checkbox>
      {problem && (
        <Text role="alert" textStyle="xs" color="fg.error" overflowWrap="anywhere">
          {problem}
        </Text>
      )}
      {checked && (
        <Alert.Root status="warning" size="sm" alignItems="flex-start">
          <Alert.Indicator mt="0.5" />
          <Alert.Content>
            <Alert.Description>
              This is trust in whoever wrote it: at every deployment it does on the runner whatever the
              runner’s user may. Read the module first.
            </Alert.Description>
          </Alert.Content>
        </Alert.Root>
      )}
    </Stack>
  );
}
