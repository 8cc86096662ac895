import { mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';
import { connectDatabase, type Database } from '../src/database.ts';
import { newId } from '../src/ids.ts';
import { startMailDelivery, type MailDelivery } from '../src/mail-delivery.ts';
import { readFolder } from '../src/mail-folder.ts';
import { mailChannel, queueMail, type Mail, type MailSettings } from '../src/mail.ts';
import { asUser, inTenant } from '../src/tenancy.ts';
import { eventually, makeWorld, type World } from '../src/testing.ts';

let world: World;
let db: Database;
const started: MailDelivery[] = [];
const servers: SMTPServer[] = [];
const folders: string[] = [];

beforeAll(async () => {
  world = await makeWorld();
  db = await connectDatabase({ ...world.settings, entities: [] }, world.settings);
});
afterEach(async () => {
  await Promise.all(started.splice(0).map((delivery) => delivery.stop()));
  await Promise.all(servers.splice(0).map((server) => new Promise<void>((done) => server.close(done))));
  await Promise.all(folders.splice(0).map((folder) => rm(folder, { recursive: true })));
  await world.owner.query(`delete from platform.mail`);
});
afterAll(async () => {
  await db?.close();
  await world?.close();
});

const from = 'Hosterizer <no-reply@hosterizer.test>';
const start = (transport: MailSettings['transport']) =>
  void started.push(startMailDelivery(db, { from, transport }));

const send = (mail: Mail) => asUser(db, newId(), (tx) => queueMail(tx, db.sealer, mail));

const waiting = async () =>
  (
    await world.owner.query<{ attempts: number; last_error: string | null; seconds: number }>(
      `select attempts, last_error, extract(epoch from next_attempt_at - now())::float as seconds from platform.mail`,
    )
  ).rows;

/** As if the time of the next attempt had come. */
async function tryAgain() {
  await world.owner.query(`update platform.mail set next_attempt_at = now()`);
  world.events.publish(mailChannel);
}

type Received = { to: string[]; message: string };

/** A mail server on a port of its own. `refuse` answers the reason why it does not take a mail. */
async function smtpServer(
  refuse: (attempt: number) => string | null = () => null,
  options: SMTPServerOptions = { disabledCommands: ['STARTTLS'] },
) {
  const received: Received[] = [];
  let attempts = 0;
  const server = new SMTPServer({
    authOptional: true,
    ...options,
    onData(stream, session, done) {
      const parts: Buffer[] = [];
      stream.on('data', (part: Buffer) => parts.push(part));
      stream.on('end', () => {
        const reason = refuse((attempts += 1));
        if (reason) return done(Object.assign(new Error(reason), { responseCode: 451 }));
        const to = session.envelope.rcptTo.map(({ address }) => address);
        received.push({ to, message: Buffer.concat(parts).toString() });
        done();
      });
    },
  });
  server.on('error', () => {}); // A client that does not trust the certificate.
  servers.push(server);
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  return { received, port: (server.server.address() as AddressInfo).port };
}

async function folder() {
  const made = join(await mkdtemp(join(tmpdir(), 'hosterizer-mail-')), 'mail');
  folders.push(join(made, '..'));
  return made;
}

const hello = { to: 'ada@people.test', subject: 'Grüße', text: 'Hello,\n\nhttps://x.test/a?token=é\n' };

test('mail goes to the server as soon as its transaction has committed, and is kept no longer', async () => {
  const { received, port } = await smtpServer();
  start({ url: `smtp://127.0.0.1:${port}` });
  await send(hello);
  const [mail] = await eventually(() => received.length > 0 && received);
  expect(mail!.to).toEqual(['ada@people.test']);
  expect(mail!.message).toContain('From: Hosterizer <no-reply@hosterizer.test>');
  expect(mail!.message).toMatch(/^Message-ID: <[0-9a-f-]{36}@hosterizer\.test>/im);
  await eventually(async () => (await waiting()).length === 0);
});

test('mail of a transaction that fails is never sent', async () => {
  const { received, port } = await smtpServer();
  start({ url: `smtp://127.0.0.1:${port}` });
  const customer = await world.customer();
  const failed = inTenant(db, customer, async (tx) => {
    await queueMail(tx, db.sealer, { ...hello, subject: 'never' });
    throw new Error('not today');
  });
  await expect(failed).rejects.toThrow('not today');
  await inTenant(db, customer, (tx) => queueMail(tx, db.sealer, { ...hello, subject: 'always' }));
  await eventually(() => received.length > 0);
  expect(received.map(({ message }) => /^Subject: (.*?)\r?$/m.exec(message)?.[1])).toEqual(['always']);
});

test('mail that is refused waits longer each time, keeps no address in its reason, and arrives once it is taken', async () => {
  const refused = 3;
  const { received, port } = await smtpServer((attempt) =>
    attempt <= refused ? 'Mailbox <ada@people.test> is busy' : null,
  );
  start({ url: `smtp://127.0.0.1:${port}` });
  await send(hello);
  for (let attempt = 1; attempt <= refused; attempt += 1) {
    const [row] = await eventually(async () => {
      const rows = await waiting();
      return rows[0]?.attempts === attempt && rows;
    });
    expect(row!.last_error).toContain('is busy');
    expect(row!.last_error).not.toContain('ada@people.test');
    expect(row!.seconds).toBeGreaterThan(5 * 2 ** (attempt - 1) - 3);
    await tryAgain();
  }
  await eventually(() => received.length === 1);
  await eventually(async () => (await waiting()).length === 0);
});

test('one mail that is refused keeps no other from going, and no mail is given up', async () => {
  const { received, port } = await smtpServer((attempt) => (attempt === 1 ? 'not this one' : null));
  await send(hello);
  await world.owner.query(`update platform.mail set attempts = 200, created_at = now() - interval '9 days'`);
  await send({ ...hello, to: 'bob@people.test' });
  start({ url: `smtp://127.0.0.1:${port}` });
  world.events.publish(mailChannel);
  await eventually(() => received.length === 1);
  expect(received[0]!.to).toEqual(['bob@people.test']);
  const [row] = await eventually(async () => {
    const rows = await waiting();
    return rows[0]?.attempts === 201 && rows;
  });
  expect(row!.seconds).toBeGreaterThan(3500);
  expect(row!.seconds).toBeLessThanOrEqual(3600);
});

test('a server that is away is asked again', async () => {
  const { port } = await smtpServer();
  await new Promise<void>((done) => servers.splice(0)[0]!.close(done));
  start({ url: `smtp://127.0.0.1:${port}` });
  await send(hello);
  const [row] = await eventually(async () => {
    const rows = await waiting();
    return rows[0]?.attempts === 1 && rows;
  });
  expect(row!.last_error).toContain('ECONNREFUSED');
});

test('a server whose certificate nobody vouches for gets no mail', async () => {
  // The server warns that its certificate is a well-known one, which is the point here.
  jest.spyOn(console, 'error').mockImplementationOnce(() => {});
  const { received, port } = await smtpServer(() => null, { secure: true });
  start({ url: `smtps://127.0.0.1:${port}` });
  await send(hello);
  const [row] = await eventually(async () => {
    const rows = await waiting();
    return rows[0]?.attempts === 1 && rows;
  });
  expect(row!.last_error).toMatch(/self.signed|certificate/i);
  expect(received).toEqual([]);
});

test('two processes that look at once send each mail once', async () => {
  const { received, port } = await smtpServer();
  for (let count = 0; count < 10; count += 1) await send({ ...hello, to: `p${count}@people.test` });
  start({ url: `smtp://127.0.0.1:${port}` });
  start({ url: `smtp://127.0.0.1:${port}` });
  world.events.publish(mailChannel);
  await eventually(async () => (await waiting()).length === 0);
  expect(received.map(({ to }) => to[0]).sort()).toEqual(
    Array.from({ length: 10 }, (_, index) => `p${index}@people.test`),
  );
});

test('an address with a comma is one address', async () => {
  const { received, port } = await smtpServer();
  start({ url: `smtp://127.0.0.1:${port}` });
  await send({ ...hello, to: 'ada,bob@people.test' });
  await eventually(async () => received.length > 0 || (await waiting())[0]?.attempts === 1);
  for (const { to } of received) expect(to).not.toContain('bob@people.test');
});

test('a folder gets one file for each mail, which nobody else can read and which reads as it was written', async () => {
  const path = await folder();
  start({ folder: path });
  await send(hello);
  await eventually(async () => (await waiting()).length === 0);
  await send({ ...hello, subject: 'The second', text: 'Nothing but =3D and ten lines.\n' });
  const mails = await eventually(async () => {
    const read = await readFolder(path, 10);
    return read.length === 2 && read;
  });
  expect(mails).toMatchObject([
    { to: 'ada@people.test', subject: 'The second' },
    { to: 'ada@people.test', subject: 'Grüße' },
  ]);
  expect(mails.map(({ text }) => text.trim())).toEqual(['Nothing but =3D and ten lines.', hello.text.trim()]);
  expect(Math.abs(Date.now() - mails[0]!.at.getTime())).toBeLessThan(60_000);
  const names = await readdir(path);
  for (const name of names) {
    expect(name).toMatch(/^\d{4}-\d\d-\d\dT.*\.eml$/);
    expect((await stat(join(path, name))).mode & 0o777).toBe(0o600);
  }
  expect((await stat(path)).mode & 0o777).toBe(0o700);
});

test('a folder that is not there holds no mail', async () => {
  expect(await readFolder(await folder(), 10)).toEqual([]);
});

test('without a way to send it mail waits, and what waits tells nobody who reads the table anything', async () => {
  const delivery = startMailDelivery(db, undefined);
  await send(hello);
  world.events.publish(mailChannel);
  await delivery.stop();
  expect(await waiting()).toMatchObject([{ attempts: 0 }]);
  const { rows } = await world.owner.query(`select content from platform.mail`);
  expect(rows[0].content.toString('latin1')).not.toContain('ada@people.test');
});
