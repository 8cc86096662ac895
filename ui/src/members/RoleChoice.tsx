import { Choices } from '../Choices.tsx';
import type { CustomerRole } from '../generated/graphql.ts';
import { roles, roleTexts } from './roles.ts';

type Props = { value: CustomerRole; onChange: (role: CustomerRole) => void };

/** The roles with what each means. */
export const RoleChoice = ({ value, onChange }: Props) => (
  <Choices
    legend="Role"
    value={value}
    choices={roles.map((role) => ({ value: role, ...roleTexts[role] }))}
    onChange={onChange}
  />
);
