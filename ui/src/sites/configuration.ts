export type WebsiteConfiguration = { title: string; body: string };

/** What the `website` blueprint shows, out of a configuration that may hold more. */
export function readWebsite(configuration: unknown): WebsiteConfiguration {
  const { title, body } = (configuration ?? {}) as Partial<Record<keyof WebsiteConfiguration, unknown>>;
  return { title: typeof title === 'string' ? title : '', body: typeof body === 'string' ? body : '' };
}
