/** What fits the contract's DateTime, so that what does not is refused before anything is planned. */
import { AppError } from '@hosterizer/kit/errors';
import { isScalarType, valueFromASTUntyped, type GraphQLSchema } from 'graphql';

const rfc3339 = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/i;

/** A schema made from an SDL takes anything for a scalar of its own; this one's DateTime is told what it is. */
export function teachMoments(schema: GraphQLSchema): void {
  const type = schema.getType('DateTime');
  if (!isScalarType(type)) return;
  type.parseValue = moment;
  type.parseLiteral = (node, variables) => moment(valueFromASTUntyped(node, variables));
}

function moment(value: unknown): string {
  if (typeof value === 'string' && rfc3339.test(value) && !Number.isNaN(Date.parse(value))) return value;
  throw new AppError(
    'VALIDATION_ERROR',
    'DateTime cannot represent this: a moment looks like 2026-01-31T12:00:00.000Z.',
  );
}
