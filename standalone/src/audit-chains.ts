/** Walks the chains of the audit log and recomputes every seal, as whoever holds the index key can. */
import { noHead, platformChain, sealAfter, type Head } from '@hosterizer/accounts/audit-seal';
import type { Sealer } from '@hosterizer/kit/sealer';
import type { Client } from 'pg';

export type ChainReport = {
  /** A customer's id, or `platform`. */
  chain: string;
  entries: number;
  /** The last seal that is as it was made. */
  head: Head;
  /** The first thing that is wrong; null when nothing is. */
  problem: string | null;
};

/** A head that somebody noted earlier: the chain must still go through it. */
export type Expected = { chain: string; sequence: number; hash: Buffer };

const batch = 1_000;

/** How long an entry may wait for its seal: a platform that runs seals every few seconds. */
const patience = `1 minute`;

/** `<customer or platform>:<sequence>:<hash in hex>`; null when it is not. */
export function parseExpected(text: string): Expected | null {
  const [, chain, sequence, hash] =
    /^([0-9a-f-]{36}|platform):(\d{1,15}):([0-9a-f]{64})$/i.exec(text.trim()) ?? [];
  if (!chain || !sequence || !hash) return null;
  return { chain: chain.toLowerCase(), sequence: Number(sequence), hash: Buffer.from(hash, 'hex') };
}

/**
 * Every chain, by id. The client must see all rows: the database's owner, or a member of hosterizer_platform. It reads
 * the log as it is at one moment, while a platform goes on writing and sealing.
 */
export async function checkChains(
  client: Pick<Client, 'query'>,
  sealer: Sealer,
  expected: readonly Expected[] = [],
): Promise<ChainReport[]> {
  await client.query('begin isolation level repeatable read read only');
  try {
    const { rows } = await client.query<{ chain: string }>(
      `select chain from platform.audit_entry union select chain from platform.audit_seal
       union select unnest($1::uuid[]) order by chain`,
      [expected.map(({ chain }) => idOf(chain))],
    );
    const reports: ChainReport[] = [];
    for (const { chain } of rows) {
      const noted = expected.filter((head) => idOf(head.chain) === chain);
      reports.push(await checkChain(client, sealer, chain, noted));
    }
    return reports;
  } finally {
    await client.query('rollback');
  }
}

const idOf = (chain: string) => (chain === 'platform' ? platformChain : chain);

async function checkChain(
  client: Pick<Client, 'query'>,
  sealer: Sealer,
  chain: string,
  expected: readonly Expected[],
): Promise<ChainReport> {
  const { rows } = await client.query<{ entries: number }>(
    `select count(*)::int as entries from platform.audit_entry where chain = $1`,
    [chain],
  );
  const { head, problem } = await walk(client, sealer, chain, expected);
  return {
    chain: chain === platformChain ? 'platform' : chain,
    entries: rows[0]!.entries,
    head,
    problem: problem ?? (await unsealed(client, chain)) ?? cutOff(head, expected),
  };
}

type SealRow = { sequence: string; entry_id: string; hash: Buffer; content: string | null };

async function walk(
  client: Pick<Client, 'query'>,
  sealer: Sealer,
  chain: string,
  expected: readonly Expected[],
): Promise<{ head: Head; problem: string | null }> {
  let head = noHead;
  for (;;) {
    const { rows } = await client.query<SealRow>(
      `select sequence, entry_id, hash,
         case when entry.id is not null then platform.audit_content(entry) end as content
       from platform.audit_seal left join platform.audit_entry entry on entry.id = entry_id
       where audit_seal.chain = $1 and sequence > $2 order by sequence limit $3`,
      [chain, head.sequence, batch],
    );
    for (const seal of rows) {
      const next = nextHead(sealer, head, seal);
      if (typeof next === 'string') return { head, problem: next };
      head = next;
      const noted = expected.find(({ sequence }) => sequence === next.sequence);
      if (noted && !noted.hash.equals(next.hash)) {
        return { head, problem: `At ${next.sequence} another hash was noted: the chain was made anew.` };
      }
    }
    if (rows.length < batch) return { head, problem: null };
  }
}

/** The head with this seal, or what is wrong with it. */
function nextHead(sealer: Sealer, head: Head, { sequence, entry_id, hash, content }: SealRow): Head | string {
  const [due, found] = [head.sequence + 1, Number(sequence)];
  if (found === due + 1) return `Seal ${due} is missing.`;
  if (found !== due) return `Seals ${due} to ${found - 1} are missing.`;
  if (content === null) return `Entry ${entry_id}, sealed at ${due}, is missing.`;
  const next = sealAfter(sealer, head, content);
  if (next.hash.equals(hash)) return next;
  return `At ${due} stands entry ${entry_id}, and it is not what was sealed there: it was changed, or moved, or its seal was.`;
}

/** The first entry that no seal holds: one that waits too long, or one whose seal was taken away. */
async function unsealed(client: Pick<Client, 'query'>, chain: string): Promise<string | null> {
  const { rows } = await client.query<{ id: string; waits: boolean; at: Date }>(
    `select entry.id, entry.at, audit_unsealed.entry_id is not null as waits
     from platform.audit_entry entry
     left join platform.audit_seal on audit_seal.entry_id = entry.id
     left join platform.audit_unsealed on audit_unsealed.entry_id = entry.id
     where entry.chain = $1 and audit_seal.entry_id is null
       and (audit_unsealed.entry_id is null or entry.at < now() - $2::interval)
     order by entry.id limit 1`,
    [chain, patience],
  );
  const [first] = rows;
  if (!first) return null;
  return first.waits
    ? `Entry ${first.id} waits for its seal since ${first.at.toISOString()}: is a platform running?`
    : `The seal of entry ${first.id} is missing.`;
}

function cutOff({ sequence }: Head, expected: readonly Expected[]): string | null {
  const longer = expected.find((noted) => noted.sequence > sequence);
  return longer
    ? `The chain ends at ${sequence}, and it was noted at ${longer.sequence}: its end is missing.`
    : null;
}
