/** One chaos run, from an empty folder to what it has shown. */
import { createClient, type Client } from '@hosterizer/sdk/client';
import { join } from 'node:path';
import { makeChance } from './chance.ts';
import { checkEvents } from './checks/events.ts';
import { checkHolds } from './checks/holds.ts';
import { checkMachines } from './checks/ledger.ts';
import { checkOthers, readEnds, type End } from './checks/others.ts';
import { checkStates, checkVersions } from './checks/state.ts';
import type { ChaosConfig } from './config.ts';
import { keepCopies, type Copies } from './copies.ts';
import { kill, overcome, type Killed, type Room } from './killing.ts';
import type { Machines } from './machines.ts';
import { deploy, liveWith, remove, type Story } from './owners.ts';
import { planKills } from './plan.ts';
import { demoPassword, type Platform } from './platform.ts';
import { eventually } from './waiting.ts';
import type { Watch } from './watch.ts';

/** The two customers of a demo installation. */
const owners = ['owner@acme.test', 'owner@solar.test'];

export type Shown = {
  killed: Killed[];
  ends: Map<string, End>;
  violations: string[];
  totals: { sites: number; deployments: number; events: number; lines: number; breaks: string[] };
};

/** How long what is under way may take to end once nothing is killed any more, in milliseconds. */
const quietWithin = 120_000;

/** What takes longer is told by its id, in milliseconds. */
const slowAfter = 15_000;

export async function runChaos(
  config: ChaosConfig,
  {
    platform,
    machines,
    watch,
    say,
  }: { platform: Platform; machines: Machines; watch: Watch; say: (line: string) => void },
): Promise<Shown> {
  const chance = makeChance(config.seed);
  const story: Story = { sites: [], followed: [], violations: [] };
  const stopping = new AbortController();
  const late = AbortSignal.timeout(config.time);
  const room: Room = { platform, machines, watch, stop: late };
  const clients = new Map<string, Client>();
  for (const owner of owners) {
    const client = createClient({ url: platform.url });
    await client.signIn({ email: owner, password: demoPassword });
    clients.set(owner, client);
  }
  const copies = keepCopies(join(platform.folders.shared, 'copies'), machines);
  machines.start();

  const lives = owners.flatMap((owner, customer) =>
    Array.from({ length: config.sites }, (_, number) => {
      const place = `Site ${customer + 1}.${number + 1}`;
      const parts = { client: clients.get(owner)!, chance: chance.of(place), story, stop: stopping.signal };
      return liveWith(owner, place, parts).catch((error: Error) => {
        story.violations.push(`Nothing more could be ordered for ${place}: ${error.message}`);
      });
    }),
  );

  const killed = await killAll(config, room, { chance: chance.of('kills'), story, say });
  if (late.aborted)
    story.violations.push(`The time was over after ${killed.length} of ${config.kills} kills.`);
  say('Nothing more is killed; waiting until all is quiet.');
  stopping.abort();
  for (const { process } of [...machines.runners, { process: platform.part('deployments') }])
    process.comeBack();
  const quiet = await Promise.race([Promise.all(lives), eventually(() => false, { within: quietWithin })]);
  if (!quiet) story.violations.push(`Not everything had ended ${quietWithin / 1000} s after the last kill.`);

  // Before anybody deploys again: what was hit, and how that ended.
  const ends = await readEnds(watch);
  story.violations.push(...checkOthers(ends, killed), ...(await checkHolds(watch, machines)));
  if (quiet) await mend(story, clients, say);
  const totals = await checkAll(story, { platform, machines, watch, copies });
  for (const client of clients.values()) await client.close();
  return { killed, ends, violations: story.violations, totals };
}

async function killAll(
  config: ChaosConfig,
  room: Room,
  {
    chance,
    story,
    say,
  }: { chance: ReturnType<typeof makeChance>; story: Story; say: (line: string) => void },
): Promise<Killed[]> {
  const killed: Killed[] = [];
  const watching: Promise<void>[] = [];
  for (const wanted of planKills(config.kills, { chance, absences: config.absences })) {
    if (room.stop.aborted) break;
    const one = await kill(wanted, room);
    if (!one) {
      if (!room.stop.aborted)
        story.violations.push(
          `Nothing was ${wanted.phase} within a minute: no ${wanted.place} could be killed.`,
        );
      continue;
    }
    killed.push(one);
    const getsOver = overcome(one, room).then((stuck) => {
      const all = stuck.map(({ id, status, jobStatus }) => `${id} (${status}, job ${jobStatus})`).join(', ');
      if (stuck.length > 0)
        story.violations.push(
          `60 s after kill ${killed.indexOf(one) + 1}, of ${one.place}, nobody went on with ${all}.`,
        );
      const after = one.recovered === null ? 'never' : `after ${(one.recovered / 1000).toFixed(1)} s`;
      const slow = (one.recovered ?? Infinity) > slowAfter && one.slowest ? ` (${one.slowest})` : '';
      say(
        `${killed.indexOf(one) + 1}. ${one.place} (${one.phase}, ${one.command ?? '-'}), gone on ${after}${slow}`,
      );
    });
    watching.push(getsOver);
    if (!wanted.hasty) await getsOver;
  }
  await Promise.all(watching);
  return killed;
}

/** What failed since somebody killed its Terraform is asked for once more, as its owner would. */
async function mend(
  story: Story,
  clients: ReadonlyMap<string, Client>,
  say: (line: string) => void,
): Promise<void> {
  for (const site of story.sites.filter(({ status }) => status !== 'COMPLETED')) {
    say(`Asking once more for "${site.name}", which is ${site.status}.`);
    const client = clients.get(site.owner)!;
    const removal = story.followed.findLast(({ siteId }) => siteId === site.id)?.removal ?? false;
    await (removal ? remove(client, site, story) : deploy(client, site, story));
    if (site.status !== 'COMPLETED')
      story.violations.push(`"${site.name}" cannot be mended: it is ${site.status}.`);
  }
}

async function checkAll(
  story: Story,
  {
    platform,
    machines,
    watch,
    copies,
  }: { platform: Platform; machines: Machines; watch: Watch; copies: Copies },
): Promise<Shown['totals']> {
  const tokens = new Map<string, string>();
  for (const owner of owners) {
    const { accessToken } = await createClient({ url: platform.url }).signIn({
      email: owner,
      password: demoPassword,
    });
    tokens.set(owner, accessToken ?? '');
  }
  const { violations, events, lines } = await checkEvents(watch, story.followed, copies.all());
  copies.stop();
  story.violations.push(
    ...checkMachines(machines.all, story.sites),
    ...(await checkStates(platform.url, machines.all, story.sites, (owner) => tokens.get(owner)!)),
    ...(await checkVersions(watch)),
    ...(await checkHolds(watch, machines)),
    ...violations,
  );
  return {
    sites: story.sites.length,
    deployments: story.followed.length,
    events,
    lines,
    breaks: story.followed.flatMap(({ breaks }) => breaks),
  };
}
