import { connectEvents } from '@hosterizer/kit/events';
import { makeLog } from '@hosterizer/kit/log';
import { eventually } from '@hosterizer/kit/testing';
import { Redis } from 'ioredis';
import { makeRedis } from './redis.ts';

test('a connection that is closed before Redis has answered to a leave ends nothing else', async () => {
  const redis = await makeRedis();
  const admin = new Redis(redis.url);
  const unheard = jest.fn();
  process.on('unhandledRejection', unheard);
  try {
    const events = connectEvents(redis.url, makeLog('test', 'silent'));
    const leave = await events.subscribe('mail', () => {});
    await admin.client('PAUSE', 2_000, 'ALL');
    leave();
    await events.close();
    // Nobody is connected any more but this one: by then every answer that was waited for has been refused.
    await eventually(async () => /connected_clients:1\r/.test(await admin.info('clients')));
    expect(unheard).not.toHaveBeenCalled();
  } finally {
    process.off('unhandledRejection', unheard);
    admin.disconnect();
    await redis.remove();
  }
});
