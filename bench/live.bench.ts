/** What it costs to keep many people up to date: the gateway's live updates against a raw server and stock graphql-ws. */
import { liveConfig, parts, type Part } from './live-config.ts';
import { benchIdle } from './live-idle.ts';
import { benchLines } from './live-lines.ts';
import { benchMany } from './live-many.ts';
import { benchMessages } from './live-messages.ts';
import { benchSparse } from './live-sparse.ts';
import { openWorld, type World } from './live-world.ts';
import { tell, type Figure } from './report.ts';

const benches: Record<Part, (world: World) => Promise<Figure[]>> = {
  messages: benchMessages,
  lines: benchLines,
  sparse: benchSparse,
  idle: benchIdle,
  many: benchMany,
};

export async function bench(): Promise<void> {
  const { parts: chosen } = liveConfig();
  const world = await openWorld();
  // The same signal may come twice: from the terminal, and passed on by the launcher.
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.on(signal, () => void world.close().finally(() => process.exit(130)));
  try {
    const figures: Figure[] = [];
    for (const part of chosen) figures.push(...(await benches[part](world)));
    // What is only a part must not take the place of the whole.
    tell(chosen.length === parts.length ? 'live' : `live-${chosen.join('-')}`, figures);
  } finally {
    await world.close();
  }
}
