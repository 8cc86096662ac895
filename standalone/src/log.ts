import { destination, symbols } from 'pino';
import { makeLog, type Log } from '@hosterizer/kit/log';

/** The platform's log, written to a file: the terminal is for people. */
export function makeFileLog(name: string, level: string, file: string): Log {
  const log = makeLog(name, level);
  return Object.assign(log, { [symbols.streamSym]: destination({ dest: file, mkdir: true, sync: true }) });
}
