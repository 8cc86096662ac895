/** What a line of a job's output file means to the people who watch. */
import type { DeploymentEventInput } from '@hosterizer/sdk/generated/graphql';

export type Event = DeploymentEventInput;
export type Phase = Event['phase'];

/** At most this many characters of a line are shown; the API takes no more. */
const longest = 65_536;

/** A line of Terraform's `-json` output or of the runner's own. */
type Said = {
  type?: string;
  '@level'?: string;
  '@message'?: string;
  '@timestamp'?: string;
  hook?: { resource?: { addr?: string }; output?: string };
  change?: { resource?: { addr?: string }; action?: string; reason?: string };
  changes?: { operation?: string };
  outputs?: Record<string, { sensitive?: boolean; value?: unknown }>;
  diagnostic?: Diagnostic;
  phase?: Phase;
};

/** A finding as Terraform reports it. */
export type Diagnostic = {
  severity: string;
  summary: string;
  detail?: string;
  address?: string;
  range?: { filename: string; start: { line: number } };
  snippet?: {
    context?: string | null;
    code: string;
    start_line: number;
    values?: Array<{ traversal: string; statement: string }>;
  };
};

type Draft = Pick<Event, 'kind' | 'message'> & Partial<Pick<Event, 'level' | 'resource' | 'phase'>>;

/**
 * The one event of one line. `phase` is the phase before the line; after it, it is the event's. Lines that are not
 * JSON, such as a provider's panic, are log lines with `now` as their time.
 */
export function eventOf(
  line: string,
  phase: Phase,
  redact: (text: string) => string,
  now = new Date(),
): Event {
  const said = parse(line);
  const draft = said
    ? (readers[said.type ?? ''] ?? readLog)(said, phase)
    : { kind: 'LOG' as const, message: line };
  const at = new Date(said?.['@timestamp'] ?? now);
  return {
    at: (Number.isNaN(at.getTime()) ? now : at).toISOString(),
    kind: draft.kind,
    level: draft.level ?? (said ? levelOf(said['@level']) : 'INFO'),
    phase: draft.phase ?? phase,
    resource: draft.resource ?? null,
    // A secret that the end cuts in two is cut off as well: twice the length is looked at.
    message: bounded(redact(withoutColours(draft.message.slice(0, 2 * longest)))),
  };
}

const readers: Record<string, (said: Said, phase: Phase) => Draft> = {
  hosterizer_phase: (said) => ({
    kind: 'PHASE',
    message: textOf(said),
    ...(said.phase && { phase: said.phase }),
  }),
  hosterizer_plan: (said) => ({ kind: 'PLAN', message: textOf(said) }),
  hosterizer_diagnostic: (said) => ({ kind: 'DIAGNOSTIC', message: textOf(said) }),
  hosterizer_log: readLog,

  version: (said) => ({ kind: 'LOG', level: 'DEBUG', message: textOf(said) }),
  log: (said) => ({
    ...readLog(said),
    // Where the runner keeps the state is its own arrangement.
    ...(textOf(said).includes('configured the backend "local"') && { level: 'DEBUG' }),
  }),
  init_output: readLog,
  planned_change: (said, phase) => ({
    ...readLog(said),
    // An apply repeats its plan.
    ...(phase === 'APPLYING' && { level: 'DEBUG' }),
    resource: said.change?.resource?.addr ?? null,
  }),
  resource_drift: (said) => ({
    ...readLog(said),
    level: 'WARN',
    resource: said.change?.resource?.addr ?? null,
  }),
  change_summary: (said, phase) => ({
    ...readLog(said),
    // The plan is told as a PLAN event.
    ...(phase === 'PLANNING' && { level: 'DEBUG' }),
  }),
  outputs: readOutputs,
  diagnostic: readDiagnostic,

  apply_start: readResource,
  apply_progress: readResource,
  apply_complete: readResource,
  apply_errored: readFailure,
  refresh_start: readResource,
  refresh_complete: readResource,
  ephemeral_op_start: readResource,
  ephemeral_op_progress: readResource,
  ephemeral_op_complete: readResource,
  ephemeral_op_errored: readFailure,
  provision_start: readResource,
  provision_progress: (said) => ({
    kind: 'LOG',
    // The command is the module's; what it says is for people.
    level: /^(local-exec: )?Executing: /.test(said.hook?.output ?? '') ? 'DEBUG' : 'INFO',
    resource: said.hook?.resource?.addr ?? null,
    message: said.hook?.output ?? textOf(said),
  }),
  provision_complete: readResource,
  provision_errored: readFailure,
};

function readLog(said: Said): Draft {
  return { kind: 'LOG', message: textOf(said).trim() };
}

function readResource(said: Said): Draft {
  return { kind: 'RESOURCE', resource: said.hook?.resource?.addr ?? null, message: textOf(said) };
}

function readFailure(said: Said): Draft {
  return { ...readResource(said), level: 'ERROR' };
}

/** While it plans, Terraform names the outputs without their values; only values are outputs to a reader. */
function readOutputs(said: Said): Draft {
  const outputs = Object.entries(said.outputs ?? {}).filter(
    ([, { sensitive, value }]) => sensitive || value !== undefined,
  );
  const known = outputs.some(([, { value }]) => value !== undefined);
  if (!known) return { ...readLog(said), level: 'DEBUG' };
  const lines = outputs.map(([name, { sensitive, value }]) => {
    return `${name} = ${sensitive ? '(sensitive)' : shown(value)}`;
  });
  return { kind: 'OUTPUT', message: lines.join('\n') };
}

/** An address or a number is for whoever reads the log; lists of a provider's own ids are not. */
function shown(value: unknown): string {
  if (value === null || typeof value !== 'object') return String(value);
  return `(${Object.keys(value).length} entries)`;
}

function readDiagnostic(said: Said): Draft {
  const { diagnostic } = said;
  if (!diagnostic) return { kind: 'DIAGNOSTIC', message: textOf(said) };
  return {
    kind: 'DIAGNOSTIC',
    level: diagnostic.severity === 'warning' ? 'WARN' : 'ERROR',
    resource: diagnostic.address ?? null,
    message: describe(diagnostic),
  };
}

/** Summary, place with the lines of code, and explanation, as Terraform prints them to a terminal. */
function describe({ severity, summary, detail, range, snippet }: Diagnostic): string {
  const place =
    range &&
    `  on ${range.filename} line ${range.start.line}${snippet?.context ? `, in ${snippet.context}` : ''}:`;
  const code = snippet?.code.split('\n').map((text, index) => `  ${snippet.start_line + index}: ${text}`);
  const values = snippet?.values?.map(({ traversal, statement }) => `    ${traversal} ${statement}`);
  const where = [place, ...(code ?? []), ...(values ?? [])].filter((text) => text !== undefined).join('\n');
  return [`${severity === 'warning' ? 'Warning' : 'Error'}: ${summary}`, where, detail]
    .filter(Boolean)
    .join('\n\n');
}

function textOf(said: Said): string {
  return said['@message'] ?? JSON.stringify(said);
}

function levelOf(level = 'info'): Event['level'] {
  if (level === 'error') return 'ERROR';
  if (level === 'warn') return 'WARN';
  return level === 'info' ? 'INFO' : 'DEBUG';
}

function parse(line: string): Said | null {
  if (!line.startsWith('{')) return null;
  try {
    const said = JSON.parse(line) as Said;
    // A program under Terraform may print JSON of its own; that is a log line like any other.
    return typeof said['@message'] === 'string' || said.type?.startsWith('hosterizer_') ? said : null;
  } catch {
    return null;
  }
}

/** Terminal colours and cursor movements say nothing in a log. */
function withoutColours(text: string): string {
  // eslint-disable-next-line no-control-regex
  return text.replace(/\u001b\[[0-9;?]*[ -/]*[@-~]|\u0000/g, '');
}

function bounded(message: string): string {
  if (message.length <= longest) return message;
  const note = '\n… (the rest of a long line is left out)';
  return message.slice(0, longest - note.length).replace(/[\ud800-\udbff]$/, '') + note;
}
