/**
 * graphql-shield and graphql-middleware, loaded as the one pair that works on this Node: their ESM builds import
 * `util.isUndefined`, which is gone, and mixing the builds makes two copies of graphql's types.
 */
import { createRequire } from 'node:module';
import util from 'node:util';

const legacy = util as { isUndefined?: (value: unknown) => boolean };
legacy.isUndefined ??= (value) => value === undefined;

const load = createRequire(import.meta.url);
export const { shield, rule, allow, deny, and } = load('graphql-shield') as typeof import('graphql-shield');
export const { applyMiddleware } = load('graphql-middleware') as typeof import('graphql-middleware');
