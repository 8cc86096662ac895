import { readConfig, z } from '@hosterizer/kit/config';

/** Settings of `npm run demo`. Throws ConfigError. */
export const readDemoConfig = () =>
  readConfig(
    {
      HOSTERIZER_URL: z
        .url({ error: 'must be an address such as http://127.0.0.1:4000' })
        .default('http://127.0.0.1:4000'),
      HOSTERIZER_DEMO_EMAIL: z.string().default('owner@acme.test'),
      HOSTERIZER_DEMO_PASSWORD: z.string().default('hosterizer-demo'),
      /** Set to anything, it switches colours off: no-color.org. */
      NO_COLOR: z.string().optional(),
    },
    process.env,
  );
