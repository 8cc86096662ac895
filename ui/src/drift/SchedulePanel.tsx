import { useMutation, useQuery } from '@apollo/client/react';
import {
  Box,
  Button,
  Code,
  Field,
  Flex,
  HStack,
  Input,
  NativeSelect,
  Skeleton,
  Stack,
  Text,
} from '@chakra-ui/react';
import { useState, type FormEvent } from 'react';
import { ErrorState } from '../ErrorState.tsx';
import { sortFailure } from '../fields.ts';
import type { Failure } from '../failure.ts';
import { FormFailure } from '../FormFailure.tsx';
import type { DriftQuery as DriftAnswer } from '../generated/graphql.ts';
import { Panel } from '../Panel.tsx';
import { PermissionGate } from '../PermissionGate.tsx';
import { RelativeTime } from '../RelativeTime.tsx';
import { say } from '../Toaster.tsx';
import { DriftQuery, SetDriftSchedule } from './documents.ts';
import { presetOf, presets, type PresetName } from './schedule.ts';

type Schedule = NonNullable<NonNullable<DriftAnswer['site']>['driftSchedule']>;

/** When the site is checked by itself. */
export function SchedulePanel({ siteId }: { siteId: string }) {
  const { data, error, refetch } = useQuery(DriftQuery, {
    variables: { id: siteId },
    fetchPolicy: 'cache-and-network',
  });
  return (
    <Panel title="Drift schedule">
      <Box borderTopWidth="1px" p="4">
        {error && !data && <ErrorState error={error} onRetry={() => void refetch()} />}
        {!data && !error && <Skeleton h="8" w="320px" maxW="full" />}
        {data && (
          <Editor
            // What is stored begins the form anew, also when somebody else has stored it.
            key={data.site?.driftSchedule?.expression ?? ''}
            siteId={siteId}
            schedule={data.site?.driftSchedule ?? null}
          />
        )}
      </Box>
    </Panel>
  );
}

function Editor({ siteId, schedule }: { siteId: string; schedule: Schedule | null }) {
  const stored = schedule?.expression ?? null;
  const [preset, setPreset] = useState<PresetName>(presetOf(stored));
  const [own, setOwn] = useState(stored ?? '');
  const [problem, setProblem] = useState<string>();
  const [failure, setFailure] = useState<Failure | null>(null);
  const [set, { loading }] = useMutation(SetDriftSchedule);
  const wanted = preset === 'own' ? own.trim() : presets[preset].expression;

  async function save(event: FormEvent) {
    event.preventDefault();
    setProblem(undefined);
    setFailure(null);
    if (wanted === '') return setProblem('Write five fields, such as 0 3 * * 1.');
    try {
      await set({ variables: { input: { siteId, expression: wanted } } });
      say(wanted === null ? 'No longer checked by itself' : 'The schedule is saved');
    } catch (error) {
      const sorted = sortFailure(error, ['expression']);
      setProblem(sorted.problems['expression']);
      setFailure(sorted.rest);
    }
  }
  return (
    <form onSubmit={(event) => void save(event)} noValidate>
      <Stack gap="3">
        <FormFailure failure={failure} />
        <Flex gap="3" wrap="wrap" align="flex-end">
          <Field.Root w={{ base: 'full', sm: '260px' }}>
            <Field.Label>Check for drift</Field.Label>
            <NativeSelect.Root size="sm">
              <NativeSelect.Field
                value={preset}
                onChange={(event) => {
                  setPreset(event.target.value as PresetName);
                  setProblem(undefined);
                }}
              >
                {Object.entries(presets).map(([name, { label }]) => (
                  <option key={name} value={name}>
                    {label}
                  </option>
                ))}
              </NativeSelect.Field>
              <NativeSelect.Indicator />
            </NativeSelect.Root>
          </Field.Root>
          <PermissionGate scope="deployments:write">
            <Button
              type="submit"
              size="sm"
              {...(wanted === stored ? { variant: 'outline' as const } : { colorPalette: 'brand' })}
              disabled={wanted === stored}
              loading={loading}
            >
              Save the schedule
            </Button>
          </PermissionGate>
        </Flex>
        {preset === 'own' && (
          <Field.Root invalid={!!problem} maxW="420px">
            <Field.Label>Expression</Field.Label>
            <Input
              size="sm"
              fontFamily="mono"
              value={own}
              placeholder="0 3 * * 1"
              autoComplete="off"
              spellCheck={false}
              onChange={(event) => setOwn(event.target.value)}
            />
            <Field.HelperText>Minute, hour, day of month, month, day of week; in UTC.</Field.HelperText>
            <Field.ErrorText>{problem}</Field.ErrorText>
          </Field.Root>
        )}
        {preset !== 'own' && problem && (
          <Text role="alert" textStyle="xs" color="fg.error">
            {problem}
          </Text>
        )}
        <HStack textStyle="xs" color="fg.muted" gap="1.5" wrap="wrap">
          {schedule ? (
            <>
              <Code size="sm">{schedule.expression}</Code>
              <span>
                The next check is <RelativeTime at={schedule.nextAt} />.
              </span>
            </>
          ) : (
            <span>The site is checked only when somebody asks for it.</span>
          )}
        </HStack>
      </Stack>
    </form>
  );
}
