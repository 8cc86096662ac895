/** `npm run types`: checks the types of every project, two at a time. */
import { projects, typeCheck } from './checks.ts';
import { inTurns } from './turns.ts';

let failed = false;
await inTurns(2, projects(), async (project) => {
  const { passed, said } = await typeCheck(project).run();
  if (!passed) process.stdout.write(`${said}\n`);
  failed ||= !passed;
});
process.exit(failed ? 1 : 0);
