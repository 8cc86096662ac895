/** An operation as one reads it: `updateMember` becomes `Update member`. */
export function sayOperation(operation: string): string {
  const words = operation
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .replace(/\bapi\b/g, 'API')
    .replace(/\bmfa\b/g, 'MFA');
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** The type of an object as one reads it: `ApiKey` is an API key, which is no operation but reads by the same rule. */
export const sayObject = sayOperation;

/** What is looked for most; others can be chosen in an entry. */
export const commonOperations = [
  'signIn',
  'inviteMember',
  'acceptInvitation',
  'updateMember',
  'removeMember',
  'createApiKey',
  'rotateApiKey',
  'revokeApiKey',
  'createSite',
  'updateSite',
  'deleteSite',
  'deploySite',
  'changePassword',
  'confirmMfa',
  'disableMfa',
  'actForCustomer',
] as const;
