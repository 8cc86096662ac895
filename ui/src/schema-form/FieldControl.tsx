import { ChoiceControl } from './ChoiceControl.tsx';
import type { ControlProps } from './form.ts';
import { GroupControl } from './GroupControl.tsx';
import { JsonControl } from './JsonControl.tsx';
import { ListControl } from './ListControl.tsx';
import { MapControl } from './MapControl.tsx';
import { NumberControl } from './NumberControl.tsx';
import { SwitchControl } from './SwitchControl.tsx';
import { TextControl } from './TextControl.tsx';
import { isObject } from './schema.ts';

/** The control of a field; what its value is no control can show is shown as JSON. */
export function FieldControl(props: ControlProps) {
  const { field, value } = props;
  switch (field.kind.is) {
    case 'text':
      return typeof value === 'string' || value === undefined ? (
        <TextControl {...props} kind={field.kind} />
      ) : (
        <JsonControl {...props} />
      );
    case 'number':
      return <NumberControl {...props} kind={field.kind} />;
    case 'switch':
      return <SwitchControl {...props} />;
    case 'choice':
      return <ChoiceControl {...props} choices={field.kind.choices} />;
    case 'fixed':
      return <ChoiceControl {...props} choices={[field.kind.value]} />;
    case 'group':
      return isObject(value) || value === undefined ? (
        <GroupControl {...props} />
      ) : (
        <JsonControl {...props} />
      );
    case 'map':
      return isObject(value) || value === undefined ? <MapControl {...props} /> : <JsonControl {...props} />;
    case 'list':
      return Array.isArray(value) || value === undefined ? (
        <ListControl {...props} />
      ) : (
        <JsonControl {...props} />
      );
    case 'json':
      return <JsonControl {...props} />;
  }
}
