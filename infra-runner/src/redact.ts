/** Keeps secrets from leaving the runner. */

const mask = '***';

/** A value shorter than this is not taken for a secret: masking every `a` would help nobody. */
const shortest = 6;
/** Nor is a declared one that is shorter than this: somebody may call `on` a secret. */
const shortestDeclared = 4;

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

/** Takes secrets out of one text. */
export type Mask = (text: string) => string;

/** A mask for the lines of one stream, in their order. */
export type Redactor = (text: string) => string;

/** What a job must not say. */
export type Secrets = {
  /** Declared as secret by whoever made them. */
  declared: readonly string[];
  /** Taken for secret by their name. */
  guessed: readonly string[];
};

/** A function that masks the given values and everything that looks like a credential. */
export function makeMask(secrets: Secrets): Mask {
  const scrub = makeScrubber(secrets);
  return (text) => scrub(text).clean;
}

/** Also tells whether the text ends within a private key. */
function makeScrubber({ declared, guessed }: Secrets): (text: string) => { clean: string; open: boolean } {
  const wanted = [
    ...declared.filter((secret) => secret.trim().length >= shortestDeclared),
    ...guessed.filter((secret) => secret.trim().length >= shortest),
  ];
  const known = [...new Set(wanted.flatMap(forms))]
    // The longer first: a secret may contain another one.
    .sort((a, b) => b.length - a.length);

  return (text) => {
    let clean = text;
    for (const secret of known) clean = clean.replaceAll(secret, mask);
    for (const [pattern, replacement] of patterns) clean = clean.replace(pattern, replacement);
    const begin = clean.search(keyBegin);
    return begin === -1 ? { clean, open: false } : { clean: clean.slice(0, begin) + mask, open: true };
  };
}

/** As `makeMask`; it remembers from line to line whether a private key is being printed. */
export function makeRedactor(secrets: Secrets): Redactor {
  const scrub = makeScrubber(secrets);
  let keyLines = 0;

  return (text) => {
    if (keyLines > 0) {
      keyLines = keyEnd.test(text) || keyLines > longestKey ? 0 : keyLines + 1;
      return mask;
    }
    const { clean, open } = scrub(text);
    if (open) keyLines = 1;
    return clean;
  };
}

/** How a secret may look in output: as it is, line by line, inside JSON, HCL or an address, quoted, or encoded. */
function forms(secret: string): string[] {
  const whole = secret.trim();
  const json = inJson(whole);
  const url = encodeURIComponent(whole);
  return [
    whole,
    ...whole.split(/\r?\n/).filter((line) => line.trim().length >= 2 * shortest),
    json,
    inJson(json),
    // Terraform and Go write these as \u0026, and HCL doubles what would begin a template.
    json.replace(/[<>&]/g, (sign) => `\\u00${sign.charCodeAt(0).toString(16)}`),
    json.replace(/([$%])\{/g, '$1$1{'),
    url,
    url.replaceAll('%20', '+'),
    whole.replaceAll("'", "'\\''"),
    whole.replace(/[<>&"']/g, (sign) => `&#${sign.charCodeAt(0)};`),
    whole.replace(/[<>&"]/g, (sign) => entities[sign] ?? sign),
    ...(whole.length >= 2 * shortest ? encoded(whole) : []),
  ];
}

const inJson = (text: string) => JSON.stringify(text).slice(1, -1);

const entities: Record<string, string> = { '<': '&lt;', '>': '&gt;', '&': '&amp;', '"': '&quot;' };

/** Hexadecimal and base64, also where the secret is a part of what was encoded: at each of the three offsets. */
function encoded(secret: string): string[] {
  const bytes = Buffer.from(secret);
  const parts = [0, 1, 2].map((offset) => {
    // The characters that also hold bits of what stands before or after are left out.
    const text = Buffer.concat([Buffer.alloc(offset), bytes])
      .toString('base64')
      .replace(/=+$/, '');
    return text.slice(offset === 0 ? 0 : offset + 1, (bytes.length + offset) % 3 === 0 ? undefined : -1);
  });
  const urlSafe = parts.map((part) => part.replaceAll('+', '-').replaceAll('/', '_'));
  const hex = bytes.toString('hex');
  return [hex, hex.toUpperCase(), bytes.toString('base64'), ...parts, ...urlSafe];
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

/** All texts in what was declared to be secret. */
export const textsIn = (declared: unknown): string[] => secretsIn(declared, true);
