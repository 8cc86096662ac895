import { spawn } from 'node:child_process';
import { identify, signal } from './process.ts';

/**
 * Watches over a runner that dies without a word, or stands still. Its Terraform goes on, since its work is wanted and
 * the next process takes it up; but once its lease is over another runner may begin, and nothing may be applied by two at
 * once. So without its runner it is interrupted then, and in any case killed within the platform's grace. It is the
 * shell's work: one small process for a runner, which outlives it and ends when nothing is left to watch over, or the
 * next process has come.
 *
 * $1: the runner's pid. $2: when it started, as the system tells it; empty where that cannot be asked.
 */
const script = `
unset PWD OLDPWD
began() { read -r line 2>/dev/null < "/proc/$1/stat" || return; set -- \${line##*) }; echo "\${20}"; }
lives() { kill -0 "$1" 2>/dev/null && { [ -z "$2" ] || [ "$(began "$1")" = "$2" ]; }; }
field() { sed -n 's/.*"'"$2"'":"*\\([^",}]*\\).*/\\1/p' "$1" 2>/dev/null; }

told=
while sleep 1; do
  if lives "$1" "$2"; then alive=1; else
    alive=0
    next=$(field runner.json pid)
    if [ -n "$next" ] && [ "$next" != "$1" ] && kill -0 "$next" 2>/dev/null; then exit; fi
  fi
  left=0
  for file in sites/*/group.json; do
    pid=$(field "$file" pid)
    [ -n "$pid" ] && kill -0 "-$pid" 2>/dev/null || continue
    # Another process may have been given the number since.
    if [ -d "/proc/$pid" ] && [ "$(began "$pid")" != "$(field "$file" start)" ]; then continue; fi
    left=1
    until=$(cat "\${file%group.json}lease" 2>/dev/null)
    over=$(($(date +%s) - \${until:-0}))
    if [ "$over" -gt 10 ] && [ -n "$until$told" ]; then kill -KILL "-$pid" 2>/dev/null
    # A runner that lives interrupts by itself, and Terraform that is told twice leaves without its state.
    elif [ "$alive" = 0 ] && [ "$over" -ge 0 ] && [ "$told" = "\${told#* $pid }" ]; then
      kill -INT "-$pid" 2>/dev/null
      told="$told $pid "
    fi
  done
  [ "$alive$left" = 00 ] && exit
done
`;

/** Starts the guard of this process in its work folder. Returns what ends it. */
export function startGuard(work: string): () => void {
  const self = identify(process.pid);
  // ps tells a start in words that change with the language; there the number has to do.
  const start = process.platform === 'linux' ? (self?.start ?? '') : '';
  const guard = spawn('/bin/sh', ['-c', script, 'guard', String(process.pid), start], {
    cwd: work,
    env: { PATH: '/usr/local/bin:/usr/bin:/bin' },
    stdio: 'ignore',
    detached: true,
  });
  guard.on('error', () => {}); // Without a shell there is no guard, and all else works.
  guard.unref();
  return () => {
    // With the pause that it is in.
    if (guard.pid !== undefined && guard.exitCode === null) signal(-guard.pid, 'SIGKILL');
  };
}
