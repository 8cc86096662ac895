/** A bucket of Google Cloud Storage by its JSON API, opened with a token of the service account. */
import { jsonOf, wordOf } from '../clouds/ask.ts';
import { knock, longestAnswer, type PlaceAnswer } from './knock.ts';
import { away, type Place, type PlaceStore } from './place.ts';

export function openGcs(place: Place, token: () => Promise<string>, endpoint: string): PlaceStore {
  const name = encodeURIComponent(place.bucket);
  const at = (key: string) => `${endpoint}/storage/v1/b/${name}/o/${encodeURIComponent(key)}`;

  async function ask(method: string, url: string, { bytes, most }: Asked = {}): Promise<PlaceAnswer> {
    const headers = {
      authorization: `Bearer ${await token()}`,
      ...(bytes && { 'content-type': 'application/octet-stream' }),
    };
    const make = () => new Request(url, { method, headers, ...(bytes && { body: new Uint8Array(bytes) }) });
    return knock(place, make, most);
  }

  return {
    async get(key, most) {
      const answer = await ask('GET', `${at(key)}?alt=media`, { most: Math.max(most, longestAnswer) });
      if (isMissing(answer)) return null;
      mustBe(place, answer, 'read');
      return { bytes: answer.body, mark: answer.headers.get('x-goog-generation') ?? '' };
    },

    async put(key, bytes, over) {
      const query = new URLSearchParams({ uploadType: 'media', name: key });
      // Zero stands for an object that there is not.
      if (over !== undefined) query.set('ifGenerationMatch', over ?? '0');
      const answer = await ask('POST', `${endpoint}/upload/storage/v1/b/${name}/o?${query}`, { bytes });
      if (over !== undefined && answer.status === 412) return false;
      mustBe(place, answer, 'write');
      return true;
    },

    async delete(key) {
      const answer = await ask('DELETE', at(key));
      if (!isMissing(answer)) mustBe(place, answer, 'delete');
    },
  };
}

type Asked = { bytes?: Buffer; most?: number };

const noBucket = (answer: PlaceAnswer) => /bucket does not exist/i.test(answer.body.toString());
const isMissing = (answer: PlaceAnswer) => answer.status === 404 && !noBucket(answer);

function mustBe(place: Place, answer: PlaceAnswer, verb: string): void {
  if (answer.status < 300) return;
  throw away(sentenceOf(place, answer, verb), { refused: true });
}

function sentenceOf({ bucket }: Place, answer: PlaceAnswer, verb: string): string {
  if (answer.status === 404) return `There is no bucket ${bucket}.`;
  if (answer.status === 403)
    return `Google does not let the service account ${verb} in the bucket ${bucket}. Give it the role Storage Object User on the bucket.`;
  const { error } = jsonOf({ text: answer.body.toString() });
  const code = wordOf(error?.errors?.[0]?.reason) ?? String(answer.status);
  return `Google does not let the platform ${verb} in the bucket ${bucket} (${code}).`;
}
