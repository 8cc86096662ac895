/** A container of Azure Blob Storage, opened with a token of Microsoft Entra. */
import { wordOf } from '../clouds/ask.ts';
import { knock, longestAnswer, type PlaceAnswer } from './knock.ts';
import { away, type Place, type PlaceStore } from './place.ts';

const version = '2023-11-03';

/** `endpoint` may hold `{account}`. */
export function openAzureBlob(place: Place, token: () => Promise<string>, endpoint: string): PlaceStore {
  const base = endpoint.replaceAll('{account}', place.storageAccount!);
  const at = (key: string) => `${base}/${place.bucket}/${key.split('/').map(encodeURIComponent).join('/')}`;

  async function ask(
    method: string,
    key: string,
    { bytes, most, ...more }: Asked = {},
  ): Promise<PlaceAnswer> {
    const headers = { ...more, authorization: `Bearer ${await token()}`, 'x-ms-version': version };
    const make = () =>
      new Request(at(key), { method, headers, ...(bytes && { body: new Uint8Array(bytes) }) });
    return knock(place, make, most);
  }

  return {
    async get(key, most) {
      const answer = await ask('GET', key, { most: Math.max(most, longestAnswer) });
      if (answer.status === 404 && codeOf(answer) === 'BlobNotFound') return null;
      mustBe(place, answer, 'read');
      return { bytes: answer.body, mark: answer.headers.get('etag') ?? '' };
    },

    async put(key, bytes, over) {
      const condition = over === null ? { 'if-none-match': '*' } : over && { 'if-match': over };
      const answer = await ask('PUT', key, { bytes, 'x-ms-blob-type': 'BlockBlob', ...(condition || {}) });
      if (over !== undefined && unmet.includes(codeOf(answer))) return false;
      mustBe(place, answer, 'write');
      return true;
    },

    async delete(key) {
      const answer = await ask('DELETE', key);
      if (codeOf(answer) !== 'BlobNotFound') mustBe(place, answer, 'delete');
    },
  };
}

type Asked = {
  bytes?: Buffer;
  most?: number;
  'if-none-match'?: string;
  'if-match'?: string;
  'x-ms-blob-type'?: string;
};

const unmet = ['BlobAlreadyExists', 'ConditionNotMet', 'BlobNotFound'];

const codeOf = ({ headers }: PlaceAnswer): string =>
  wordOf(headers.get('x-ms-error-code')) ?? 'no reason given';

const powerless = [
  'AuthorizationPermissionMismatch',
  'AuthorizationFailure',
  'InsufficientAccountPermissions',
];

function mustBe(place: Place, answer: PlaceAnswer, verb: string): void {
  if (answer.status < 300) return;
  throw away(sentenceOf(place, codeOf(answer), verb), { refused: true });
}

function sentenceOf({ bucket, storageAccount }: Place, code: string, verb: string): string {
  if (code === 'ContainerNotFound') return `There is no container ${bucket} in ${storageAccount}.`;
  if (powerless.includes(code))
    return `Azure does not let the app ${verb} in the container ${bucket}. Give it the role Storage Blob Data Contributor on the container, and let it through the account’s firewall.`;
  return `Azure does not let the platform ${verb} in the container ${bucket} of ${storageAccount} (${code}).`;
}
