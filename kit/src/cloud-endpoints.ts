/** Where the clouds' own APIs are asked what a credential may do. */
import { z } from 'zod';

const address = (usual: string) =>
  z
    .url({ protocol: /^https?$/, error: 'must be an address such as https://api.example.com' })
    .transform((url) => url.replace(/\/+$/, ''))
    .default(usual);

const endpoints = z.strictObject({
  aws: z
    .strictObject({
      sts: address('https://sts.us-east-1.amazonaws.com'),
      ec2: address('https://ec2.us-east-1.amazonaws.com'),
      /** The region that requests are signed for. */
      region: z.string().default('us-east-1'),
    })
    .prefault({}),
  azure: z
    .strictObject({
      login: address('https://login.microsoftonline.com'),
      management: address('https://management.azure.com'),
    })
    .prefault({}),
  gcp: z
    .strictObject({
      token: address('https://oauth2.googleapis.com/token'),
      resourceManager: address('https://cloudresourcemanager.googleapis.com'),
    })
    .prefault({}),
  digitalocean: z.strictObject({ api: address('https://api.digitalocean.com') }).prefault({}),
  akamai: z.strictObject({ api: address('https://api.linode.com') }).prefault({}),
});

export type CloudEndpoints = z.infer<typeof endpoints>;

/** The public clouds' own. */
export const publicEndpoints: CloudEndpoints = endpoints.parse({});

/** `HOSTERIZER_CLOUD_ENDPOINTS`: JSON that names those which differ, as sovereign clouds do. */
export const cloudEndpoints = z
  .string()
  .default('{}')
  .transform((text, context): unknown => {
    try {
      return JSON.parse(text);
    } catch {
      context.addIssue('must be JSON, such as {"aws":{"sts":"https://sts.cn-north-1.amazonaws.com.cn"}}');
      return z.NEVER;
    }
  })
  .pipe(endpoints);
