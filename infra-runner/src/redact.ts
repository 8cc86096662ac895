/** Keeps secrets from leaving the runner. */

const mask = '***';

/** A value shorter than this is not taken for a secret: masking every `a` would help nobody. */
const shortest = 6;

// Every repetition is bounded, or begins at something rare: a long line must not take seconds.
const patterns: ReadonlyArray<[pattern: RegExp, replacement: string]> = [
  [
    /-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY( BLOCK)?-----[\s\S]*?-----END [A-Z0-9 ]{0,40}PRIVATE KEY( BLOCK)?-----/g,
    mask,
  ],
  [/\b(AKIA|ASIA|AROA|AIDA|AGPA|ANPA)[A-Z0-9]{16}\b/g, mask],
  [/\beyJ[\w-]{6,4096}\.[\w-]{6,8192}\.[\w-]{0,4096}/g, mask],
  [/\b(gh[pousr]_\w{20,255}|github_pat_\w{20,255}|glpat-[\w-]{16,255}|xox[abprs]-[\w-]{10,255})/g, mask],
  [/\b(dop_v1_[a-f0-9]{32,255}|sk_live_\w{10,255})/g, mask],
  [/\b(bearer|basic)\s{1,10}[\w.~+/=-]{8,8192}/gi, `$1 ${mask}`],
  // Credentials in an address.
  [/(\b[a-z][a-z0-9+.-]{0,20}:\/\/[^\s:/@]{0,255}):[^\s/@]{1,255}@/gi, `$1:${mask}@`],
  // `password = "…"`, `"secret_key": "…"`, AWS_SECRET_ACCESS_KEY=…
  [
    /((?:passw(?:or)?d|passphrase|secret|api[_-]?key|access[_-]?key|private[_-]?key|(?<![a-z])token)(?:[_-]?(?:id|key|value|access[_-]?key))?["']?\s{0,10}(?:=>|[:=])\s{0,10})("(?:[^"\\]|\\.){0,4096}"|'[^']{0,4096}'|[^\s,;"'&}\])]{1,4096})/gi,
    `$1${mask}`,
  ],
];

const keyBegin = /-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY( BLOCK)?-----/;
const keyEnd = /-----END [A-Z0-9 ]{0,40}PRIVATE KEY( BLOCK)?-----/;

/** A private key that is printed line by line ends within this many lines, or was none. */
const longestKey = 200;

export type Redactor = (text: string) => string;

/**
 * A function that masks the given values and everything that looks like a credential. It remembers from call to call
 * whether a private key is being printed, so it belongs to one stream of lines.
 */
export function makeRedactor(secrets: Iterable<string>): Redactor {
  const known = [...new Set([...secrets].flatMap(forms))]
    .filter((secret) => secret.length >= shortest)
    // The longer first: a secret may contain another one.
    .sort((a, b) => b.length - a.length);
  let keyLines = 0;

  return (text) => {
    if (keyLines > 0) {
      keyLines = keyEnd.test(text) || keyLines > longestKey ? 0 : keyLines + 1;
      return mask;
    }
    let clean = text;
    for (const secret of known) clean = clean.replaceAll(secret, mask);
    for (const [pattern, replacement] of patterns) clean = clean.replace(pattern, replacement);
    if (!keyBegin.test(clean)) return clean;
    keyLines = 1;
    return clean.slice(0, clean.search(keyBegin)) + mask;
  };
}

/** How a secret may look in output: as it is, line by line, inside JSON, inside an address, in base64. */
function forms(secret: string): string[] {
  const whole = secret.trim();
  return [
    whole,
    ...whole.split(/\r?\n/).filter((line) => line.trim().length >= 2 * shortest),
    JSON.stringify(whole).slice(1, -1),
    encodeURIComponent(whole),
    ...(whole.length >= 2 * shortest ? [Buffer.from(whole).toString('base64')] : []),
  ];
}

const sensitiveName = /passw|secret|token|credential|private|api_?key|access_?key/i;

/** The values in a job's variables whose names say that they are secret, however deep. */
export function secretsIn(variables: unknown, named = false): string[] {
  if (typeof variables === 'string') return named ? [variables] : [];
  if (typeof variables !== 'object' || variables === null) return [];
  return Object.entries(variables).flatMap(([name, value]) =>
    secretsIn(value, named || sensitiveName.test(name)),
  );
}
