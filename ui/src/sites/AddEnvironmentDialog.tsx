import { useMutation } from '@apollo/client/react';
import { useState } from 'react';
import { useNavigate } from 'react-router';
import { Choices } from '../Choices.tsx';
import { Consequence, DialogForm } from '../DialogForm.tsx';
import { DialogFrame } from '../DialogFrame.tsx';
import type { Environment } from '../generated/graphql.ts';
import { usePortal } from '../portal.tsx';
import { say } from '../Toaster.tsx';
import { AddEnvironment, SiteQuery } from './documents.ts';
import { environmentNames } from './environments.ts';
import type { SiteDetail } from './SitePage.tsx';

type Props = { site: SiteDetail; missing: readonly Environment[]; onClose: () => void };

const meanings: Record<Environment, string> = {
  PRODUCTION: 'What visitors see.',
  STAGING: 'To look at a change before visitors do.',
  DEVELOPMENT: 'To try things out.',
};

/** Orders the site once more, beside itself. */
export function AddEnvironmentDialog({ open, ...props }: Props & { open: boolean }) {
  return (
    <DialogFrame open={open} title={`Add an environment to ${props.site.name}`} onClose={props.onClose}>
      <Add {...props} />
    </DialogFrame>
  );
}

function Add({ site, missing, onClose }: Props) {
  const { paths } = usePortal();
  const navigate = useNavigate();
  const [environment, setEnvironment] = useState(missing[0]!);
  const [add] = useMutation(AddEnvironment, {
    refetchQueries: [{ query: SiteQuery, variables: { id: site.id } }],
  });

  async function save() {
    const { data } = await add({ variables: { input: { siteId: site.id, environment } } });
    if (!data) return;
    say(`${environmentNames[environment]} is ordered`, 'Nothing is built until you deploy it.');
    onClose();
    void navigate(paths.site(data.addEnvironment.id));
  }
  return (
    <DialogForm confirm="Add it" fields={['environment']} onSubmit={save} onClose={onClose}>
      {({ environment: problem }) => (
        <>
          <Consequence>
            Configuration and size are copied from {environmentNames[site.environment].toLowerCase()}. State,
            variables and secrets are its own and begin empty.
          </Consequence>
          <Choices
            legend="Environment"
            value={environment}
            choices={missing.map((value) => ({
              value,
              name: environmentNames[value],
              meaning: meanings[value],
            }))}
            problem={problem}
            onChange={setEnvironment}
          />
        </>
      )}
    </DialogForm>
  );
}
