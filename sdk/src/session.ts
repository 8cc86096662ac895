/** What a sign-in or a refresh gives. `expiresAt` is when the access token ends. */
export type Tokens = { accessToken: string; refreshToken?: string | undefined; expiresAt?: Date | undefined };

export type TokenSession = {
  begin(tokens: Tokens | undefined): void;
  /** The bearer token to send now; fetches a new one first when the present one is about to end. */
  token(): Promise<string | undefined>;
  /** Trades the refresh token now. False when there is none. Throws what the refresh throws. */
  renew(): Promise<boolean>;
};

/** How long before its end a token counts as ended, in milliseconds: a request takes time to arrive. */
const margin = 30_000;

/** Holds the tokens of one client. Many requests at once share one refresh, since a refresh token works once. */
export function makeTokenSession(refresh: (refreshToken: string) => Promise<Tokens>): TokenSession {
  let tokens: Tokens | undefined;
  let renewing: Promise<boolean> | undefined;

  async function trade(refreshToken: string): Promise<boolean> {
    try {
      tokens = await refresh(refreshToken);
      return true;
    } finally {
      renewing = undefined;
    }
  }

  async function renew(): Promise<boolean> {
    if (!tokens?.refreshToken) return false;
    return (renewing ??= trade(tokens.refreshToken));
  }

  return {
    begin: (given) => void (tokens = given),
    renew,
    async token() {
      const endsSoon = tokens?.expiresAt !== undefined && tokens.expiresAt.getTime() - Date.now() < margin;
      if (endsSoon) await renew();
      return tokens?.accessToken;
    },
  };
}
