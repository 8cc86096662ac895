type Person = { name?: string | null; email: string };

/** As a person is called in a sentence. */
export const nameOf = ({ name, email }: Person): string => name?.trim() || email;
