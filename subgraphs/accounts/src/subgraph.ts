import { connectDatabase } from '@hosterizer/kit/database';
import { startMailDelivery } from '@hosterizer/kit/mail-delivery';
import type { SubgraphSettings } from '@hosterizer/kit/process';
import { executableSchema, type Subgraph } from '@hosterizer/kit/subgraph';
import { startSweep } from '@hosterizer/kit/sweep';
import { auditRoute } from './audit-export.ts';
import { AuditEntry } from './audit-log.ts';
import { sealEntries } from './audit-seal.ts';
import { makeContext } from './context.ts';
import { entities } from './entities.ts';
import { makeLater } from './later.ts';
import { removeOldFailures } from './lockout.ts';
import { removeOldLinks } from './mail-links.ts';
import { mailboxRoute } from './mailbox-page.ts';
import { resolvers } from './resolvers.ts';
import { removeExpiredSessions } from './sessions.ts';

export async function makeSubgraph(settings: SubgraphSettings): Promise<Subgraph> {
  const { tokens, publicUrl, mail, secureCookies = false, development = false } = settings;
  const db = await connectDatabase({ ...settings, entities: [...entities, AuditEntry] }, settings);
  const delivery = startMailDelivery(db, mail);
  const later = makeLater(db.log);
  const sweep = startSweep(db, 'accounts', '0 * * * *', async () => {
    await removeExpiredSessions(db);
    await removeOldLinks(db);
    await removeOldFailures(db);
  });
  const sealing = startSweep(db, 'audit', '*/5 * * * * *', () => sealEntries(db));
  // Nobody gets the mail that is in a folder, so whoever develops reads it there.
  const mailbox =
    development && mail && 'folder' in mail.transport ? [mailboxRoute(mail.transport.folder)] : [];

  return {
    name: 'accounts',
    schema: executableSchema('accounts', resolvers),
    context: makeContext({ db, tokens, secureCookies, publicUrl, later }),
    routes: [auditRoute(db), ...mailbox],
    checks: [db.check],
    async stop() {
      await later.done();
      await delivery.stop();
      await sweep.stop();
      await sealing.stop();
      await db.close();
    },
  };
}
