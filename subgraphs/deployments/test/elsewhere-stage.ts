/** What tests of states in customers' own clouds begin with: local servers of the clouds, and a site with what it needs there. */
import { member } from '@hosterizer/kit/testing';
import { startClouds, type CloudServer } from './cloud-server.ts';
import { setStage, type Stage } from './order.ts';
import { bucket, startPlaces, storageAccount, type PlaceServers } from './places-servers.ts';
import { ownedSite } from './state-stage.ts';

export const Connect = `mutation ($input: SetCloudCredentialInput!) { setCloudCredential(input: $input) { status } }`;
export const Move = `mutation ($input: SetStateBackendInput!) {
  setStateBackend(input: $input) { id stateBackend { kind bucket prefix region storageAccount since } stateMove { copied } }
}`;
export const Where = `query ($id: ID!) { _entities(representations: [{ __typename: "Site", id: $id }]) { ... on Site {
  stateBackend { kind bucket since } stateMove { kind copied total } stateVersions(first: 50) { edges { node { version } } }
} } }`;

export const inputs = {
  S3: { kind: 'S3', bucket, prefix: '/of/acme/', region: 'eu-test-1' },
  AZURE_BLOB: { kind: 'AZURE_BLOB', bucket, storageAccount },
  GCS: { kind: 'GCS', bucket },
  PLATFORM: { kind: 'PLATFORM' },
} as const;

export type ElsewhereStage = Stage & {
  clouds: CloudServer;
  servers: PlaceServers;
  /** Everything that was broken is whole again, and every place empty. */
  mend(): void;
  /** A site whose owner has connected three clouds. */
  connected(): Promise<Awaited<ReturnType<typeof ownedSite>> & Mover>;
};

type Mover = { moveTo(kind: keyof typeof inputs, more?: object): Promise<any> };

export async function setElsewhere(): Promise<ElsewhereStage> {
  const clouds = await startClouds();
  const servers = await startPlaces(clouds);
  const stage = await setStage({ cloudEndpoints: servers.endpoints });
  return {
    ...stage,
    ...{ clouds, servers },
    mend() {
      for (const server of [servers.s3, servers.blob, servers.gcs]) {
        server.objects.clear();
        server.denied.clear();
        server.gone = false;
      }
    },
    async connected() {
      const owned = await ownedSite(stage);
      const { aws, azure, gcp } = clouds.good;
      const ask = stage.as(member(owned.customer));
      for (const given of [
        { cloudProvider: 'AWS', aws },
        { cloudProvider: 'AZURE', azure },
        { cloudProvider: 'GCP', gcp },
      ])
        await ask(Connect, { input: given });
      return {
        ...owned,
        moveTo: (kind, more = {}) =>
          owned.ask(Move, { input: { siteId: owned.siteId, ...inputs[kind], ...more } }),
      };
    },
    async close() {
      await stage.close();
      await servers.close();
      await clouds.close();
    },
  };
}
