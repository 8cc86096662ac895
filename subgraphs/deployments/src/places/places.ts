/** The places by kind, at the addresses that this installation's settings name and no customer can. */
import type { CloudEndpoints } from '@hosterizer/kit/cloud-endpoints';
import { isUnreachable, makeAsk } from '../clouds/ask.ts';
import { storageToken as azureToken } from '../clouds/azure.ts';
import type { Parts, Verdict } from '../clouds/cloud.ts';
import { titleOf as cloudTitle } from '../clouds/clouds.ts';
import { tokenFor as googleToken } from '../clouds/gcp.ts';
import { openAzureBlob } from './azure-blob.ts';
import { openGcs } from './gcs.ts';
import { away, cloudOfKind, type Place, type PlaceStore } from './place.ts';
import { openS3 } from './s3.ts';

/** Opens a place with the customer's credential of its cloud. */
export type Places = (place: Place, parts: Parts) => PlaceStore;

const patience = 10_000;
/** Tokens hold for an hour. */
const tokenLife = 30 * 60 * 1000;

export const makePlaces =
  (ends: CloudEndpoints): Places =>
  (place, parts) => {
    if (place.kind === 'S3') return openS3(place, parts, ends.aws.s3);
    if (place.kind === 'GCS')
      return openGcs(
        place,
        tokens(place, () => googleToken(parts, asking(), ends.gcp)),
        ends.gcp.storage,
      );
    return openAzureBlob(
      place,
      tokens(place, () => azureToken(parts, asking(), ends.azure)),
      ends.azure.blob,
    );
  };

const asking = () => makeAsk(AbortSignal.timeout(patience));

/** The same token for a while. */
function tokens(place: Place, fetchToken: () => Promise<string | Verdict>): () => Promise<string> {
  let held: { token: string; until: number } | null = null;
  return async () => {
    if (!held || held.until < Date.now())
      held = { token: await tokenAt(place, fetchToken), until: Date.now() + tokenLife };
    return held.token;
  };
}

async function tokenAt(place: Place, fetchToken: () => Promise<string | Verdict>): Promise<string> {
  const title = cloudTitle(cloudOfKind[place.kind]);
  try {
    const said = await fetchToken();
    if (typeof said === 'string') return said;
    throw away(`${said.status === 'VALID' ? '' : said.reason} Connect ${title} anew.`.trim(), {
      refused: true,
    });
  } catch (error) {
    if (!isUnreachable(error)) throw error;
    throw away(`${title} ${error.message}: the state lies there. Try again in a while.`, {
      ...{ refused: false, cause: error },
    });
  }
}
