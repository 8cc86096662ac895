/** Where PostgreSQL is and how it is reached, out of a URL: one reading of it for TypeORM and for pg's own clients. */
export type PostgresAddress = {
  /** Without what the URL says about TLS. */
  url: string;
  ssl: false | { rejectUnauthorized: true };
};

/** Libpq's names for how certificates are treated, by whether they mean TLS; here it is always verified, or off. */
const modes: Record<string, boolean> = { disable: false, require: true, 'verify-full': true };

/**
 * `sslmode` may be disable (the default), require or verify-full, and the latter two mean the same: the server's
 * certificate has to be of an authority that Node trusts, and for the host of the URL. Throws an Error for every other
 * word on TLS, rather than to connect less safely than somebody thinks.
 */
export function postgresAddress(url: string): PostgresAddress {
  if (!URL.canParse(url)) return { url, ssl: false };
  const parsed = new URL(url);
  const mode = parsed.searchParams.get('sslmode') ?? 'disable';
  if (!Object.hasOwn(modes, mode)) {
    throw new Error(`sslmode=${mode} is not served: say verify-full, or leave it out for no TLS.`);
  }
  parsed.searchParams.delete('sslmode');
  for (const name of parsed.searchParams.keys()) {
    if (!/ssl|libpq/i.test(name)) continue;
    throw new Error(
      `${name} is not served in a database URL: certificates are verified by sslmode=verify-full, and NODE_EXTRA_CA_CERTS names the file of an authority of your own.`,
    );
  }
  return { url: parsed.href, ssl: modes[mode] ? { rejectUnauthorized: true } : false };
}

/** For pg's own Client and Pool. */
export function clientOptions(url: string): {
  connectionString: string;
  ssl: false | { rejectUnauthorized: true };
} {
  const { url: connectionString, ssl } = postgresAddress(url);
  return { connectionString, ssl };
}
