import type { StartConfig } from './config.ts';
import { demoPeople } from './seed.ts';

/** The last words of a start: where everything is, who may sign in, how to stop. */
export function banner(url: string, config: StartConfig, { development }: { development: boolean }): string {
  const rows = (pairs: ReadonlyArray<readonly [string, string]>) => {
    const width = Math.max(...pairs.map(([left]) => left.length));
    return pairs.map(([left, right]) => `    ${left.padEnd(width)}   ${right}`);
  };
  return [
    '',
    '  Hosterizer is ready.',
    '',
    ...rows([
      ['Customer portal', `${url}/`],
      ['Admin portal', `${url}/admin/`],
      ['GraphiQL', `${url}/graphiql`],
      ['GraphQL API', `${url}/graphql`],
      ['Health', `${url}/health`],
      ...(development && !config.HOSTERIZER_MAIL_URL ? [['Mail', `${url}/dev/mail`] as const] : []),
    ]),
    ...(development
      ? [
          '',
          `  Sign in with the password ${config.HOSTERIZER_DEMO_PASSWORD} (as of the first start) as`,
          '',
          ...rows(demoPeople.map(({ email, who }) => [email, who] as const)),
        ]
      : []),
    '',
    `  Data: ${config.HOSTERIZER_DATA}`,
    '  Stop with Ctrl-C; sites on this machine stay up until `npm run sites:stop`.',
    '',
    '',
  ].join('\n');
}
