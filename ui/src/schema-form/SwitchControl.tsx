import { Stack, Text } from '@chakra-ui/react';
import { useId } from 'react';
import { Checkbox } from '../Checkbox.tsx';
import { ChoiceControl } from './ChoiceControl.tsx';
import { useProblem, type ControlProps } from './form.ts';
import { ProblemText } from './ProblemText.tsx';

/** Yes or no; where neither is what happens when it is left out, that is a third answer. */
export function SwitchControl(props: ControlProps) {
  const { field, value, onChange, path } = props;
  const problem = useProblem(path);
  const id = useId();
  const usual = field.schema['default'];
  if (!field.required && typeof usual !== 'boolean')
    return <ChoiceControl {...props} choices={[true, false]} />;
  return (
    <Stack gap="1">
      <Checkbox checked={(value ?? usual) === true} onChange={onChange} describedBy={id}>
        {field.title}
      </Checkbox>
      <Stack id={id} gap="1" ps="6.5" data-invalid={problem && ''}>
        {field.description && (
          <Text textStyle="xs" color="fg.muted">
            {field.description}
          </Text>
        )}
        <ProblemText text={problem} />
      </Stack>
    </Stack>
  );
}
