/** `npm run chaos:live`: disturbs everything between a line and those who watch, and sees that nobody misses one. */
import { ConfigError } from '@hosterizer/kit/config';
import { setUp } from '@hosterizer/standalone/setup';
import { liveConfig } from './config.ts';

const say = (line: string) => console.log(line);

try {
  const config = liveConfig();
  await setUp(say, { withPages: false });
  // Only now is there what it imports.
  const { holdLive } = await import('./live/session.ts');
  process.exit((await holdLive(config, say)) ? 0 : 1);
} catch (error) {
  console.error(error instanceof ConfigError ? error.message : error);
  process.exit(1);
}
