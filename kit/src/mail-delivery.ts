/** Sends the mail that waits, in every process that starts this: each mail is one process's at a time. */
import { createTransport } from 'nodemailer';
import { rowsOf, type Database } from './database.ts';
import { writeToFolder } from './mail-folder.ts';
import { mailChannel, mailColumn, type Mail, type MailSettings } from './mail.ts';
import { startSweep } from './sweep.ts';

export type MailDelivery = {
  /** Resolves once the mail that is on its way has arrived or failed. */
  stop(): Promise<void>;
};

/** Resolves when the mail has been taken over by somebody else; rejects when it has not. */
type Send = (mail: Mail, messageId: string) => Promise<void>;

type WaitingRow = { id: string; content: Buffer; attempts: number };

/** Failures of one mail after which somebody should look. */
const manyAttempts = 10;
const longestDelaySeconds = 60 * 60;
/** So that a server that says nothing does not keep the others' mail waiting. */
const patience = { connectionTimeout: 10_000, greetingTimeout: 10_000, socketTimeout: 30_000 };

/** Without settings nothing is sent, and the mail waits. */
export function startMailDelivery(db: Database, settings: MailSettings | undefined): MailDelivery {
  if (!settings) {
    db.log.warn(
      'No mail is sent, it waits in the database: set HOSTERIZER_MAIL_URL or HOSTERIZER_MAIL_FOLDER.',
    );
    return { stop: async () => {} };
  }
  const send = makeSend(settings);
  let stopped = false;
  let asked = false;
  let running: Promise<void> | undefined;

  async function run(): Promise<void> {
    try {
      do {
        asked = false;
        while (!stopped && (await deliverNext(db, send)));
      } while (asked && !stopped);
    } catch (error) {
      db.log.warn({ err: error }, 'Mail cannot be looked for; the next sweep tries again.');
    } finally {
      running = undefined;
    }
  }
  const wake = () => {
    asked = true;
    if (!stopped) running ??= run();
  };

  const following = db.events.subscribe(mailChannel, wake);
  following.catch((error: unknown) => db.log.warn({ err: error }, 'Hints of mail are not heard.'));
  const sweep = startSweep(db, 'mail', '*/5 * * * * *', async () => wake());

  return {
    async stop() {
      stopped = true;
      // It may never have begun: Redis can be away.
      void following.then((leave) => leave()).catch(() => {});
      await sweep.stop();
      await running;
    },
  };
}

/** Whether there was one. The row stays locked while its mail is on its way, so that nobody else sends it too. */
function deliverNext(db: Database, send: Send): Promise<boolean> {
  return db.app.transaction(async (tx) => {
    const [row] = await rowsOf<WaitingRow>(
      tx,
      `select id, content, attempts from platform.mail where next_attempt_at <= now()
       order by next_attempt_at, id limit 1 for update skip locked`,
    );
    if (!row) return false;
    const { id, content } = row;
    try {
      await send(JSON.parse(db.sealer.open(content, mailColumn, id)) as Mail, id);
      await tx.query(`delete from platform.mail where id = $1`, [id]);
    } catch (error) {
      const attempts = row.attempts + 1;
      const reason = reasonOf(error);
      const seconds = Math.min(longestDelaySeconds, 5 * 2 ** (attempts - 1));
      await tx.query(
        `update platform.mail set attempts = $2, last_error = $3,
           next_attempt_at = clock_timestamp() + make_interval(secs => $4) where id = $1`,
        [id, attempts, reason, seconds],
      );
      db.log[attempts < manyAttempts ? 'warn' : 'error'](
        { mail: id, attempts, reason, nextAttemptSeconds: seconds },
        'A mail was not sent.',
      );
    }
    return true;
  });
}

/** Servers like to say whom they refuse; addresses are stored sealed or not at all. */
const reasonOf = (error: unknown): string =>
  (error instanceof Error ? error.message : String(error)).replace(/\S+@\S+/g, '[address]').slice(0, 500);

function makeSend({ from, transport }: MailSettings): Send {
  const domain = /@([\w.-]+)/.exec(from)?.[1] ?? 'localhost';
  // Always the same for a mail, so that one that was sent twice is known as one.
  const messageOf = ({ to, ...mail }: Mail, id: string) => ({
    ...mail,
    from,
    // As an object it is one address, whatever is in it.
    to: { name: '', address: to },
    messageId: `<${id}@${domain}>`,
  });

  if ('folder' in transport) {
    const composer = createTransport({ streamTransport: true, buffer: true });
    return async (mail, id) => {
      const { message } = await composer.sendMail({
        ...messageOf(mail, id),
        textEncoding: 'quoted-printable',
      });
      await writeToFolder(transport.folder, Buffer.from(message as Buffer));
    };
  }
  const smtp = createTransport({
    url: transport.url,
    requireTLS: leavesTheMachine(transport.url),
    ...patience,
  });
  return async (mail, id) => void (await smtp.sendMail(messageOf(mail, id)));
}

/** Whether mail to this server could be read on its way, so that it has to speak TLS, by smtps or by STARTTLS. */
const leavesTheMachine = (url: string): boolean =>
  !['localhost', '127.0.0.1', '[::1]'].includes(new URL(url).hostname);
