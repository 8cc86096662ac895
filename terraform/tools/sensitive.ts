/** What the providers mark as sensitive, which their bindings do not say: by type, from the providers' documentation. */
export const sensitive: Record<string, string[] | undefined> = {};
