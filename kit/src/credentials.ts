/** How the gateway hears that a session, a key or a membership is not what it was. */
import type { Events } from './events.ts';

/** Whose credentials changed: those that match any of these are asked about again. */
export type CredentialsChanged = {
  sessionId?: string;
  apiKeyId?: string;
  userId?: string;
  customerId?: string;
};

const channel = 'credentials';

/** To be called after the transaction that changed them has committed. */
export const announceCredentials = (events: Pick<Events, 'publish'>, changed: CredentialsChanged): void =>
  events.publish(channel, changed);

/** Resolves once Redis has confirmed, with the way to stop. */
export const followCredentials = (
  events: Pick<Events, 'subscribe'>,
  onChange: (changed: CredentialsChanged) => void,
): Promise<() => void> => events.subscribe(channel, (hint) => onChange(hint as CredentialsChanged));
