import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { actingScopes, customerRoles, grantableScopes, platformRoles } from '@hosterizer/kit/scopes';

const file = join(__dirname, '../../../docs/access.md');

/** The table below "Roles and scopes": by column, the scopes with a tick. */
function tableOf(text: string): Record<string, string[]> {
  const section = text.split('## Roles and scopes')[1]!.split('\n## ')[0]!;
  const [head, , ...rows] = section
    .split('\n')
    .filter((line) => line.startsWith('|'))
    .map((line) => line.split('|').map((cell) => cell.trim()));
  const columns = head!.slice(3, -1);
  return Object.fromEntries(
    columns.map((column, index) => [
      column,
      rows.filter((row) => row[index + 3] === '✓').map((row) => row[1]!.replaceAll('`', '')),
    ]),
  );
}

test('docs/access.md says of every role what the code says', () => {
  const sorted = (table: Record<string, readonly string[]>) =>
    Object.fromEntries(Object.entries(table).map(([name, scopes]) => [name, [...scopes].sort()]));
  expect(sorted(tableOf(readFileSync(file, 'utf8')))).toEqual(
    sorted({ ...customerRoles, ...platformRoles, acting: actingScopes, key: grantableScopes }),
  );
});
