/**
 * The part of the Compose Specification that docker-compose.yml uses, written out after compose-spec.json of
 * https://github.com/compose-spec/compose-spec (folder schema). What is not here is refused, so a key that the
 * specification does not know cannot slip in; a new one that it does know is added here.
 */
const text = { type: 'string' };
const texts = { type: 'array', items: text, uniqueItems: true };
const command = { oneOf: [{ type: 'null' }, text, { type: 'array', items: text }] };
const duration = { type: 'string', pattern: '^([0-9]+(us|ms|s|m|h))+$' };

const only = (properties: object, required: string[] = []) => ({
  type: 'object',
  properties,
  required,
  additionalProperties: false,
  patternProperties: { '^x-': {} },
});

const named = (values: object) => ({
  type: 'object',
  patternProperties: { '^[a-zA-Z0-9._-]+$': values },
  additionalProperties: false,
});

const service = only({
  build: { oneOf: [text, only({ context: text, target: text, dockerfile: text })] },
  command,
  depends_on: {
    oneOf: [
      texts,
      named(
        only(
          {
            condition: { enum: ['service_started', 'service_healthy', 'service_completed_successfully'] },
            restart: { type: ['boolean', 'string'] },
            required: { type: 'boolean' },
          },
          ['condition'],
        ),
      ),
    ],
  },
  entrypoint: command,
  environment: {
    oneOf: [
      { type: 'object', patternProperties: { '.+': { type: ['string', 'number', 'boolean', 'null'] } } },
      texts,
    ],
  },
  healthcheck: only({
    test: { oneOf: [text, { type: 'array', items: text }] },
    interval: duration,
    timeout: duration,
    retries: { type: ['number', 'string'] },
  }),
  image: text,
  network_mode: text,
  ports: { type: 'array', items: { oneOf: [text, { type: 'number' }] }, uniqueItems: true },
  profiles: {
    type: 'array',
    items: { type: 'string', pattern: '^[a-zA-Z0-9][a-zA-Z0-9_.-]+$' },
    uniqueItems: true,
  },
  restart: text,
  stop_grace_period: duration,
  volumes: { type: 'array', items: text, uniqueItems: true },
});

export const composeSchema = only({
  name: text,
  services: named(service),
  volumes: named({ type: ['object', 'null'] }),
});
