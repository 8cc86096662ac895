/** `npm run audit:verify`: says of every chain of the audit log whether it is as it was sealed; ends with 1 when not. */
import { checkChains, parseExpected, type ChainReport, type Expected } from './audit-chains.ts';
import { asOwner } from './owner-client.ts';
import { exitWith, Sentence } from './sentence.ts';

const usage = 'Say it as: npm run audit:verify -- --expect <customer id or platform>:<sequence>:<hash>';

try {
  const expected = expectedOf(process.argv.slice(2));
  const reports = await asOwner(({ client, sealer }) => checkChains(client, sealer, expected));
  for (const report of reports) process.stdout.write(`${line(report)}\n`);
  const wrong = reports.filter(({ problem }) => problem !== null).length;
  if (wrong > 0) throw new Sentence(`${wrong} of ${reports.length} chains are not as they were sealed.`);
  process.stdout.write(`Every chain is as it was sealed: ${reports.length} in all.\n`);
} catch (error) {
  exitWith(error);
}

/** What follows each --expect. */
function expectedOf(words: string[]): Expected[] {
  const expected: Expected[] = [];
  for (let at = 0; at < words.length; at += 2) {
    const parsed = words[at] === '--expect' ? parseExpected(words[at + 1] ?? '') : null;
    if (!parsed) throw new Sentence(usage);
    expected.push(parsed);
  }
  return expected;
}

/** The chain, how many entries, its head as --expect takes it, and how it stands. */
function line({ chain, entries, head, problem }: ChainReport): string {
  const noted = head.sequence === 0 ? '' : ` ${chain}:${head.sequence}:${head.hash.toString('hex')}`;
  return `${problem === null ? 'OK   ' : 'WRONG'} ${chain} ${entries} entries${noted}${problem === null ? '' : `\n      ${problem}`}`;
}
