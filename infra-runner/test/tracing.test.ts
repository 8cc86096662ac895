/** What a collector gets of a job, sent by a runner as a process of its own to a local server of OTLP's HTTP form. */
import { randomUUID } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { end, ended, openRoom, until } from './room.ts';

type Attribute = { key: string; value: { stringValue?: string; intValue?: number } };
type Span = {
  traceId: string;
  spanId: string;
  parentSpanId?: string;
  name: string;
  startTimeUnixNano: string;
  endTimeUnixNano: string;
  attributes: Attribute[];
  status: { code: number };
};

const traceId = '4bf92f3577b34da6a3ce929d0e0e4736';
const requestSpan = '00f067aa0ba902b7';

let room: Awaited<ReturnType<typeof openRoom>>;
let collector: Server;
let paths: string[];
let spans: Span[];

beforeEach(async () => {
  room = await openRoom();
  [paths, spans] = [[], []];
  collector = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      type Sent = { resourceSpans: Array<{ scopeSpans: Array<{ spans: Span[] }> }> };
      const sent = JSON.parse(Buffer.concat(parts).toString()) as Sent;
      paths.push(request.url!);
      spans.push(
        ...sent.resourceSpans.flatMap(({ scopeSpans }) => scopeSpans.flatMap((scope) => scope.spans)),
      );
      response.end('{}');
    });
  });
  await new Promise<void>((resolve) => collector.listen(0, '127.0.0.1', resolve));
});
afterEach(async () => {
  await room.close();
  await new Promise((resolve) => collector.close(resolve));
});

const endpoint = () => `http://127.0.0.1:${(collector.address() as AddressInfo).port}`;
const named = (name: string) => spans.find((span) => span.name === name)!;
const attributesOf = ({ attributes }: Span) =>
  Object.fromEntries(attributes.map(({ key, value }) => [key, value.stringValue ?? value.intValue]));
const nanos = (span: Span) => [BigInt(span.startTimeUnixNano), BigInt(span.endTimeUnixNano)] as const;

test('the job, each command and each resource are spans below the request that asked for it', async () => {
  room.blueprint('one', 'resource "terraform_data" "x" { input = 1 }');
  const child = room.spawn({ OTEL_EXPORTER_OTLP_ENDPOINT: endpoint() });
  const job = room.platform.queue({ blueprint: 'one', traceParent: `00-${traceId}-${requestSpan}-01` });
  expect(await ended(job)).toMatchObject({ outcome: 'COMPLETED' });
  // What is left is sent before it ends.
  await end(child);

  expect(new Set(paths)).toEqual(new Set(['/v1/traces']));
  expect(new Set(spans.map((span) => span.traceId))).toEqual(new Set([traceId]));
  const whole = named('job PLAN');
  expect(whole.parentSpanId).toBe(requestSpan);
  expect(attributesOf(whole)).toMatchObject({
    'hosterizer.site.id': job.siteId,
    'hosterizer.deployment.id': job.deploymentId,
    'hosterizer.job.outcome': 'COMPLETED',
  });
  for (const command of ['init', 'plan', 'show', 'apply'])
    expect(named(`terraform ${command}`).parentSpanId).toBe(whole.spanId);
  const [resource, apply] = [named('create terraform_data.x'), named('terraform apply')];
  expect(resource.parentSpanId).toBe(apply.spanId);
  expect(nanos(resource)[1] <= nanos(apply)[1]).toBe(true);
  expect(nanos(apply)[1] <= nanos(whole)[1]).toBe(true);
}, 60_000);

test('a failure is told, in a trace of its own where no request was traced', async () => {
  room.blueprint(
    'broken',
    'resource "terraform_data" "x" {\n  provisioner "local-exec" { command = "false" }\n}',
  );
  const child = room.spawn({ OTEL_EXPORTER_OTLP_ENDPOINT: endpoint() });
  expect(await ended(room.platform.queue({ blueprint: 'broken' }))).toMatchObject({ outcome: 'FAILED' });
  await end(child);

  expect(named('job PLAN').parentSpanId).toBeUndefined();
  for (const name of ['job PLAN', 'terraform apply', 'create terraform_data.x'])
    expect([name, named(name).status.code]).toEqual([name, 2]);
  expect(named('terraform plan').status.code).toBe(0);
}, 60_000);

test('a collector that is away costs nothing but its spans', async () => {
  room.blueprint('one', 'resource "terraform_data" "x" { input = 1 }');
  const away = endpoint();
  collector.closeAllConnections();
  await new Promise((resolve) => collector.close(resolve));
  room.spawn({ OTEL_EXPORTER_OTLP_ENDPOINT: away });
  const jobs = [1, 2].map(() => room.platform.queue({ blueprint: 'one', siteId: randomUUID() }));
  for (const job of jobs) expect(await ended(job)).toMatchObject({ outcome: 'COMPLETED' });
  await until('the last one to be told', () => jobs.every(({ status }) => status === 'DONE'));
}, 60_000);
