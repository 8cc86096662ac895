/** Where on earth a region is, by the provider's own name for it. */
type Region = { name: string; title: string };

const beginnings: ReadonlyArray<[continent: string, names: RegExp]> = [
  [
    'Europe',
    /^(eu|europe|gb|de|fr|nl|se|es|it)-|europe$|^(uk|france|germany|switzerland|norway|sweden|poland|italy|spain|ams|lon|fra)/,
  ],
  ['North America', /^(us|ca|mx|northamerica)-|us\d?$|^(canada|mexico|nyc|sfo|atl|tor)/],
  ['South America', /^(sa|br|southamerica)-|^brazil/],
  [
    'Asia and Pacific',
    /^(ap|asia|australia|in|sg|id|jp|au)-|(asia|india)$|^(japan|korea|australia|newzealand|blr|sgp|syd)/,
  ],
  ['Middle East', /^(il|me)-|^(israel|uae|qatar)/],
  ['Africa', /^(af|africa)-|^southafrica/],
];

const elsewhere = 'Elsewhere';

export const continentOf = (name: string): string =>
  beginnings.find(([, names]) => names.test(name))?.[0] ?? elsewhere;

/** The regions by continents, in one order for all providers. */
export function byContinent<R extends Region>(
  regions: readonly R[],
): Array<{ continent: string; regions: R[] }> {
  return [...beginnings.map(([continent]) => continent), elsewhere]
    .map((continent) => ({
      continent,
      regions: regions.filter(({ name }) => continentOf(name) === continent),
    }))
    .filter(({ regions: found }) => found.length > 0);
}

/** Those whose name, title or continent has all words of the text in it. */
export function searched<R extends Region>(regions: readonly R[], text: string): R[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  return regions.filter(({ name, title }) => {
    const said = `${name} ${title} ${continentOf(name)}`.toLowerCase();
    return words.every((word) => said.includes(word));
  });
}
