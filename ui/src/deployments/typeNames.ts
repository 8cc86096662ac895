import type { DeploymentType } from '../generated/graphql.ts';

export const typeNames: Record<DeploymentType, string> = {
  CREATE: 'First build',
  UPDATE: 'Update',
  DELETE: 'Removal',
};
