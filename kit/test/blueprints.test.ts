import { checkConfiguration, type BlueprintVersion } from '../src/blueprints.ts';
import type { AppError } from '../src/errors.ts';

const version = {
  schema: {
    type: 'object',
    properties: { files: { type: 'object', additionalProperties: { type: 'string' } } },
    required: ['files'],
    additionalProperties: false,
  },
} as unknown as BlueprintVersion;

/** Where a configuration is refused, and why; null when it is taken. */
function refusedAt(configuration: unknown): unknown {
  try {
    checkConfiguration(version, configuration);
    return null;
  } catch (error) {
    return (error as AppError).extensions['details'];
  }
}

describe('a configuration', () => {
  test('is refused at the field that is wrong, by the names that it has itself', () => {
    expect(refusedAt({ files: { 'a/b~c.html': 7 } })).toMatchObject({
      field: 'configuration.files.a/b~c.html',
    });
    expect(refusedAt({})).toMatchObject({ field: 'configuration.files' });
    expect(refusedAt({ files: {}, more: 1 })).toMatchObject({ field: 'configuration.more' });
    expect(refusedAt({ files: { 'index.html': '' } })).toBeNull();
  });
});
