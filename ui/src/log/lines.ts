import type { DeploymentEventKind, DeploymentEventLevel, DeploymentPhase } from '../generated/graphql.ts';
import { openSequences } from './ansi.ts';

export type LogEvent = {
  sequence: number;
  at: string;
  kind: DeploymentEventKind;
  level: DeploymentEventLevel;
  phase: DeploymentPhase;
  message: string;
};

/** One row of the log. An event whose message has several lines is several rows of one sequence number. */
export type Line = {
  sequence: number;
  /** Milliseconds since 1970. */
  at: number;
  kind: DeploymentEventKind;
  level: DeploymentEventLevel;
  phase: DeploymentPhase;
  /** As it came, escapes included, tabs expanded. */
  text: string;
  /** The first row of its event. */
  first: boolean;
  /** How many events are missing here; 0 in every line that is not such a gap. */
  missing: number;
};

export function linesOf(event: LogEvent): Line[] {
  const { sequence, kind, level, phase } = event;
  const at = Date.parse(event.at);
  return rowsOf(event.message).map((text, row) => ({
    sequence,
    at,
    kind,
    level,
    phase,
    text,
    first: row === 0,
    missing: 0,
  }));
}

/** Stands where events are missing between two sequence numbers. */
export function gapLine(after: number, before: Line): Line {
  const missing = before.sequence - after - 1;
  const text = `${missing.toLocaleString('en')} ${missing === 1 ? 'event is' : 'events are'} missing here`;
  return { ...before, sequence: after + 1, kind: 'LOG', level: 'INFO', text, first: true, missing };
}

function rowsOf(message: string): string[] {
  const rows = message.replace(/\r?\n$/, '').split(/\r?\n/);
  const expanded = rows.map((row) => {
    // A progress bar draws over itself with carriage returns; only its last state is worth a row.
    const whole = row.replace(/\r+$/, '');
    const drawn = whole.slice(whole.lastIndexOf('\r') + 1);
    return drawn.replaceAll('\t', '    ');
  });
  if (expanded.length === 1 || !message.includes('\x1b')) return expanded;

  let open = '';
  return expanded.map((row) => {
    const whole = open + row;
    open = openSequences(whole);
    return whole;
  });
}
