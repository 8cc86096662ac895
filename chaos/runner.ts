/** `npm run chaos:runner`: kills parts of a platform at work, and sees that it loses nothing and makes nothing twice. */
import { ConfigError } from '@hosterizer/kit/config';
import { setUp } from '@hosterizer/standalone/setup';
import { chaosConfig } from './config.ts';

const say = (line: string) => console.log(line);

try {
  const config = chaosConfig();
  await setUp(say, { withPages: false });
  // Only now is there what it imports.
  const { holdChaos } = await import('./session.ts');
  process.exit((await holdChaos(config, say)) ? 0 : 1);
} catch (error) {
  console.error(error instanceof ConfigError ? error.message : error);
  process.exit(1);
}
