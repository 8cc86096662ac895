/** Somebody who watches a deployment: from its first line or from late on, and perhaps not all the time. */
import { setTimeout as wait } from 'node:timers/promises';
import { crc32 } from 'node:zlib';
import type { Chance } from '../chance.ts';
import type { Order } from './judge.ts';
import type { Station } from './station.ts';

export type Visit = {
  /** When it begins and when they leave, in milliseconds after the deployment was ordered; null for not before its end. */
  from: number;
  until: number | null;
  /** So many events that they have seen before are asked for again. */
  again: number;
};

export type Watcher = {
  station: Station;
  deploymentId: string;
  orders: Order[];
  /** What they were told instead. */
  refusals: string[];
};

/** A third each: who is there from the first moment to the last, who comes late, and who leaves and comes again. */
export function planVisits(chance: Chance, milliseconds: number): Visit[] {
  const at = (least: number, most: number) => chance.between(least * milliseconds, most * milliseconds);
  const toTheEnd = { until: null, again: 0 };
  switch (chance.between(0, 2)) {
    case 0:
      return [{ from: 0, ...toTheEnd }];
    case 1:
      return [{ from: at(0.1, 1.2), ...toTheEnd }];
    default:
      return [
        { from: at(0, 0.2), until: at(0.3, 0.6), again: 0 },
        { from: at(0.6, 1.2), until: null, again: chance.happens(0.5) ? chance.between(1, 200) : 0 },
      ];
  }
}

/** Watches as planned. Resolves at the end of the last visit. */
export async function watch(watcher: Watcher, visits: readonly Visit[]): Promise<void> {
  const { station, deploymentId, orders, refusals } = watcher;
  const began = performance.now();
  const until = (time: number) => wait(Math.max(0, began + time - performance.now()));
  for (const visit of visits) {
    await until(visit.from);
    const after = Math.max(0, known(orders) - visit.again);
    const order: Order = { after, sequences: [], sums: [], times: [], ended: null };
    orders.push(order);
    let leave = () => {};
    const over = new Promise<void>((resolve) => {
      leave = station.follow(deploymentId, after, {
        take({ events, lastSequence, ended }) {
          const now = performance.now();
          for (const { sequence, message } of events) {
            order.sequences.push(sequence);
            order.sums.push(crc32(message));
            order.times.push(now);
          }
          if (!ended) return;
          order.ended = lastSequence;
          resolve();
        },
        refused(why) {
          refusals.push(why);
          resolve();
        },
      });
    });
    await (visit.until === null ? over : Promise.race([over, until(visit.until)]));
    leave();
  }
}

/** The highest number that has come. */
const known = (orders: readonly Order[]) =>
  orders.reduce((highest, { sequences }) => Math.max(highest, sequences.at(-1) ?? 0), 0);
