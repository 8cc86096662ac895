/** Later ones call themselves by the names of earlier ones too, so the order counts. */
const browsers: ReadonlyArray<readonly [RegExp, string]> = [
  [/Edg(e|A|iOS)?\//, 'Edge'],
  [/OPR\/|Opera/, 'Opera'],
  [/SamsungBrowser\//, 'Samsung Internet'],
  [/Firefox\/|FxiOS\//, 'Firefox'],
  [/HeadlessChrome\//, 'Chrome (headless)'],
  [/Chrome\/|CriOS\//, 'Chrome'],
  [/Safari\//, 'Safari'],
];

const systems: ReadonlyArray<readonly [RegExp, string]> = [
  [/iPhone/, 'an iPhone'],
  [/iPad/, 'an iPad'],
  [/Android/, 'Android'],
  [/CrOS/, 'ChromeOS'],
  [/Windows/, 'Windows'],
  [/Mac OS X|Macintosh/, 'a Mac'],
  [/Linux|X11/, 'Linux'],
];

const programs: ReadonlyArray<readonly [RegExp, string]> = [
  [/^curl\//i, 'curl'],
  [/^node$|undici|hosterizer-sdk/i, 'A program on Node.js'],
  [/python|aiohttp|httpx/i, 'A Python program'],
  [/Go-http-client/i, 'A Go program'],
];

const named = (names: ReadonlyArray<readonly [RegExp, string]>, text: string) =>
  names.find(([sign]) => sign.test(text))?.[1];

/** What calls itself this, in plain words: `Firefox on Windows`, `A program on Node.js`, `Unknown browser`. */
export function sayBrowser(userAgent: string | null | undefined): string {
  const text = userAgent?.trim();
  if (!text) return 'Unknown browser';
  const browser = named(browsers, text);
  const system = named(systems, text);
  if (browser) return system ? `${browser} on ${system}` : browser;
  return named(programs, text) ?? (text.length > 40 ? `${text.slice(0, 40)}…` : text);
}
