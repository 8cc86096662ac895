import { useMutation, useQuery } from '@apollo/client/react';
import { Field, Flex, Input, NativeSelect, Stack, Text } from '@chakra-ui/react';
import { Checkbox } from '@hosterizer/ui/Checkbox.tsx';
import { DialogForm } from '@hosterizer/ui/DialogForm.tsx';
import { DialogFrame } from '@hosterizer/ui/DialogFrame.tsx';
import type { Problems } from '@hosterizer/ui/fields';
import { environmentNames, environments } from '@hosterizer/ui/sites/environments';
import { say } from '@hosterizer/ui/Toaster.tsx';
import { useState, type ReactNode } from 'react';
import { useNavigate } from 'react-router';
import { RunsQuery } from '../blueprints/documents.ts';
import { tableOf } from '../blueprints/runs.ts';
import type { BlueprintDetailFragment, Environment, StartUpgradeInput } from '../generated/graphql.ts';
import { StartUpgradeMutation } from './documents.ts';
import { UpgradePreview, usePreview } from './UpgradePreview.tsx';
import { usual } from './waves.ts';
import { WavesField } from './WavesField.tsx';
import { upgradePath } from './words.ts';

type Props = { open: boolean; blueprint: BlueprintDetailFragment; onClose: () => void };

/** Asks which sites are to be upgraded, and in which waves; says beforehand how many these are. */
export const StartUpgrade = ({ open, blueprint, onClose }: Props) => (
  <DialogFrame open={open} size="lg" title={`Upgrade sites of ${blueprint.title}`} onClose={onClose}>
    <Form blueprint={blueprint} onClose={onClose} />
  </DialogFrame>
);

type Chosen = {
  toVersion: number;
  environments: readonly Environment[];
  customerId: string;
  waves: readonly number[];
  atOnce: string;
  mostFailures: string;
};

function Form({ blueprint: { name, versions, published }, onClose }: Omit<Props, 'open'>) {
  const [chosen, setChosen] = useState<Chosen>({
    ...{ toVersion: published!.number, environments, customerId: '', waves: usual },
    ...{ atOnce: '5', mostFailures: '0' },
  });
  const put = (part: Partial<Chosen>) => setChosen((old) => ({ ...old, ...part }));
  const [start] = useMutation(StartUpgradeMutation);
  const navigate = useNavigate();
  const which = whichOf(name, chosen);
  const preview = usePreview(which);
  return (
    <DialogForm
      confirm="Start the upgrade"
      fields={['toVersion', 'environments', 'customerId', 'waves', 'atOnce', 'mostFailures']}
      check={() => problemsOf(chosen)}
      disabled={preview.isNothing}
      onSubmit={async () => {
        const more = { atOnce: Number(chosen.atOnce), mostFailures: Number(chosen.mostFailures) };
        const { data } = await start({ variables: { input: { ...which, ...more } } });
        say('The upgrade has begun');
        void navigate(upgradePath(data!.startUpgrade.id));
      }}
      onClose={onClose}
    >
      {(problems) => (
        <Stack gap="5">
          <Which
            blueprint={name}
            offered={versions.filter(({ status }) => status === 'PUBLISHED').map(({ number }) => number)}
            chosen={chosen}
            problems={problems}
            onChange={put}
          />
          <WavesField waves={chosen.waves} problem={problems['waves']} onChange={(waves) => put({ waves })} />
          <UpgradePreview preview={preview} />
          <Flex gap="4" direction={{ base: 'column', sm: 'row' }}>
            <CountField
              label="Sites at once"
              hint="1 to 50."
              value={chosen.atOnce}
              problem={problems['atOnce']}
              onChange={(atOnce) => put({ atOnce })}
            />
            <CountField
              label="Failures borne"
              hint="It stops when more have failed."
              value={chosen.mostFailures}
              problem={problems['mostFailures']}
              onChange={(mostFailures) => put({ mostFailures })}
            />
          </Flex>
        </Stack>
      )}
    </DialogForm>
  );
}

const whichOf = (
  blueprint: string,
  { toVersion, environments: those, customerId, waves }: Chosen,
): StartUpgradeInput => ({
  ...{ blueprint, toVersion, waves: [...waves], environments: [...those] },
  ...(customerId && { customerId }),
});

function problemsOf({ atOnce, mostFailures, environments: those }: Chosen): Problems {
  const isWhole = (text: string, least: number, most: number) =>
    /^\d{1,4}$/.test(text.trim()) && Number(text) >= least && Number(text) <= most;
  return {
    ...(!isWhole(atOnce, 1, 50) && { atOnce: 'A whole number from 1 to 50.' }),
    ...(!isWhole(mostFailures, 0, 1000) && { mostFailures: 'A whole number from 0 to 1,000.' }),
    ...(those.length === 0 && { environments: 'Choose at least one.' }),
  };
}

type WhichProps = {
  blueprint: string;
  offered: readonly number[];
  chosen: Chosen;
  problems: Problems;
  onChange: (part: Partial<Chosen>) => void;
};

function Which({ blueprint, offered, chosen, problems, onChange }: WhichProps) {
  const { data } = useQuery(RunsQuery, { variables: { name: blueprint } });
  const { customers } = tableOf(
    data?.blueprint.versions.filter(({ number }) => number < chosen.toVersion) ?? [],
  );
  return (
    <>
      <Flex gap="4" direction={{ base: 'column', sm: 'row' }}>
        <Choice
          label="To"
          problem={problems['toVersion']}
          value={String(chosen.toVersion)}
          hint="From every version before it."
          onChange={(toVersion) => onChange({ toVersion: Number(toVersion) })}
        >
          {offered.map((number) => (
            <option key={number} value={number}>
              Version {number}
            </option>
          ))}
        </Choice>
        <Choice
          label="Sites of"
          problem={problems['customerId']}
          value={chosen.customerId}
          hint="Those who have a site at an older version."
          onChange={(customerId) => onChange({ customerId })}
        >
          <option value="">All customers</option>
          {customers.map(({ id, name, all }) => (
            <option key={id} value={id}>
              {name} ({all})
            </option>
          ))}
        </Choice>
      </Flex>
      <Environments
        chosen={chosen.environments}
        problem={problems['environments']}
        onChange={(those) => onChange({ environments: those })}
      />
    </>
  );
}

type EnvironmentsProps = {
  chosen: readonly Environment[];
  problem: string | undefined;
  onChange: (chosen: readonly Environment[]) => void;
};

const Environments = ({ chosen, problem, onChange }: EnvironmentsProps) => (
  <Stack as="fieldset" gap="2" border="0" minW="0">
    <Text as="legend" textStyle="sm" fontWeight="medium" mb="1.5">
      Environments
    </Text>
    <Flex gap="5" wrap="wrap">
      {environments.map((one) => (
        <Checkbox
          key={one}
          checked={chosen.includes(one)}
          onChange={(isOn) =>
            onChange(environments.filter((other) => (other === one ? isOn : chosen.includes(other))))
          }
        >
          {environmentNames[one]}
        </Checkbox>
      ))}
    </Flex>
    {problem ? (
      <Text role="alert" textStyle="xs" color="fg.error">
        {problem}
      </Text>
    ) : (
      <Text textStyle="xs" color="fg.muted">
        Development goes first, production last.
      </Text>
    )}
  </Stack>
);

type ChoiceProps = {
  label: string;
  value: string;
  hint: string;
  problem: string | undefined;
  onChange: (value: string) => void;
  children: ReactNode;
};

const Choice = ({ label, value, hint, problem, onChange, children }: ChoiceProps) => (
  <Field.Root invalid={!!problem}>
    <Field.Label>{label}</Field.Label>
    <NativeSelect.Root>
      <NativeSelect.Field value={value} onChange={(event) => onChange(event.target.value)}>
        {children}
      </NativeSelect.Field>
      <NativeSelect.Indicator />
    </NativeSelect.Root>
    <Field.HelperText>{hint}</Field.HelperText>
    <Field.ErrorText>{problem}</Field.ErrorText>
  </Field.Root>
);

type NumberProps = {
  label: string;
  hint: string;
  value: string;
  problem: string | undefined;
  onChange: (value: string) => void;
};

const CountField = ({ label, hint, value, problem, onChange }: NumberProps) => (
  <Field.Root invalid={!!problem}>
    <Field.Label>{label}</Field.Label>
    <Input
      value={value}
      inputMode="numeric"
      maxLength={4}
      onChange={(event) => onChange(event.target.value)}
    />
    <Field.HelperText>{hint}</Field.HelperText>
    <Field.ErrorText>{problem}</Field.ErrorText>
  </Field.Root>
);
