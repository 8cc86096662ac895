/** What other subgraphs know more of. */

/** Null for the platform itself. */
export const userOf = (id: string | null) => (id ? { __typename: 'User' as const, id } : null);
