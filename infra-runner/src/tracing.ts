/**
 * A job's part of the trace that the request began: the job, each command of Terraform, each resource that it made or
 * removed. Sent as OTLP over HTTP in JSON (opentelemetry.io/docs/specs/otlp) to the collector that
 * OTEL_EXPORTER_OTLP_ENDPOINT names; without one nothing is traced, and nothing of it is loaded.
 */
import type { Span, Tracer } from '@opentelemetry/api';
import type { ReadableSpan, SpanExporter } from '@opentelemetry/sdk-trace-base';
import type { RunnerConfig } from './config.ts';
import type { Job } from './job.ts';
import { readText } from './output.ts';
import { contextIn } from './trace.ts';

export type CommandEnd = {
  /** The exit code, or the name of the signal. */
  code: number | string;
  /** The job's output file, and where in it the command's own output begins (bytes). */
  output: string;
  from: number;
};

export type JobTrace = {
  /** A command has begun; what this answers is called when it has ended. */
  command(name: string): (end: CommandEnd) => void;
  /** The job has ended so. */
  end(outcome: string): void;
};

export type Tracing = {
  job(job: Job): JobTrace;
  /** Sends what has not been sent yet. */
  stop(): Promise<void>;
};

export const noTrace: JobTrace = { command: () => () => undefined, end: () => undefined };
export const noTracing: Tracing = { job: () => noTrace, stop: async () => undefined };

/** How much of a command's output is looked at for resources, in bytes, and how many of them are told. */
const reach = 4 * 1024 * 1024;
const mostResources = 1_000;
const exportTimeout = 10_000;

/** Loads everything at once: later the process may not be able to read its own code. */
export async function openTracing({
  collector,
  name,
}: Pick<RunnerConfig, 'collector' | 'name'>): Promise<Tracing> {
  if (collector === undefined) return noTracing;
  const url = `${collector.replace(/\/+$/, '')}/v1/traces`;
  const [api, sdk, { resourceFromAttributes }, { JsonTraceSerializer }] = await Promise.all([
    import('@opentelemetry/api'),
    import('@opentelemetry/sdk-trace-base'),
    import('@opentelemetry/resources'),
    import('@opentelemetry/otlp-transformer'),
  ]);
  const serialize = (spans: ReadableSpan[]) => JsonTraceSerializer.serializeRequest(spans);
  const provider = new sdk.BasicTracerProvider({
    resource: resourceFromAttributes({
      'service.name': 'hosterizer-infra-runner',
      'service.instance.id': name,
    }),
    spanProcessors: [new sdk.BatchSpanProcessor(exporterTo(url, serialize))],
  });
  const tracer = provider.getTracer('infra-runner');

  /** Below the span of the request; a trace of its own where there was none. */
  function parentOf({ traceParent }: Job) {
    const given = contextIn(traceParent);
    return given
      ? api.trace.setSpanContext(api.ROOT_CONTEXT, { ...given, isRemote: true })
      : api.ROOT_CONTEXT;
  }

  return {
    job(job) {
      const attributes = {
        'hosterizer.job.id': job.id,
        'hosterizer.job.kind': job.kind,
        'hosterizer.site.id': job.siteId,
        ...(job.deploymentId && { 'hosterizer.deployment.id': job.deploymentId }),
        'cloud.provider': job.cloudProvider.toLowerCase(),
      };
      const kind = api.SpanKind.CONSUMER;
      const span = tracer.startSpan(`job ${job.kind}`, { kind, attributes }, parentOf(job));
      const within = (of: Span) => api.trace.setSpan(api.ROOT_CONTEXT, of);
      const fail = (of: Span, message: string) => of.setStatus({ code: api.SpanStatusCode.ERROR, message });

      return {
        command(verb) {
          const command = tracer.startSpan(`terraform ${verb}`, {}, within(span));
          return ({ code, output, from }) => {
            command.setAttribute('process.exit.code', code);
            if (code !== 0) fail(command, `exited with ${code}`);
            if (verb === 'apply') tellResources(tracer, within(command), resourcesIn(output, from), fail);
            command.end();
          };
        },
        end(outcome) {
          span.setAttribute('hosterizer.job.outcome', outcome);
          if (outcome === 'FAILED') fail(span, outcome);
          span.end();
        },
      };
    },
    stop: () => provider.shutdown(),
  };
}

type Resource = { address: string; action: string; began: number; ended: number; failed: boolean };

function tellResources(
  tracer: Tracer,
  parent: Parameters<Tracer['startSpan']>[2],
  resources: Resource[],
  fail: (span: Span, message: string) => void,
): void {
  for (const { address, action, began, ended, failed } of resources) {
    const attributes = { 'terraform.resource.address': address, 'terraform.resource.action': action };
    const span = tracer.startSpan(`${action} ${address}`, { startTime: began, attributes }, parent);
    if (failed) fail(span, 'failed');
    span.end(ended);
  }
}

type Said = {
  type?: string;
  '@timestamp'?: string;
  hook?: { resource?: { addr?: string }; action?: string };
};

/** What an apply did to each resource, by the lines that tell its beginning and its end. */
function resourcesIn(path: string, from: number): Resource[] {
  const begun = new Map<string, number>();
  const resources: Resource[] = [];
  for (const line of readText(path, from, reach).split('\n')) {
    const { type, '@timestamp': at, hook } = parse(line);
    const address = hook?.resource?.addr;
    if (!address || !at) continue;
    const moment = Date.parse(at);
    if (type === 'apply_start') begun.set(address, moment);
    const began = begun.get(address);
    if (began === undefined || (type !== 'apply_complete' && type !== 'apply_errored')) continue;
    const failed = type === 'apply_errored';
    resources.push({ address, action: hook.action ?? 'apply', began, ended: moment, failed });
    if (resources.length === mostResources) break;
  }
  return resources;
}

function parse(line: string): Said {
  if (!line.includes('"apply_')) return {};
  try {
    return JSON.parse(line) as Said;
  } catch {
    return {};
  }
}

/** One POST a batch. A collector that is away costs its spans and nothing else. */
function exporterTo(url: string, serialize: (spans: ReadableSpan[]) => Uint8Array | undefined): SpanExporter {
  return {
    export(spans, done) {
      const body = serialize(spans);
      if (!body) return done({ code: 0 });
      fetch(url, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: Buffer.from(body),
        signal: AbortSignal.timeout(exportTimeout),
      }).then(
        ({ ok, status }) =>
          done(ok ? { code: 0 } : { code: 1, error: new Error(`The collector answered ${status}.`) }),
        (error: Error) => done({ code: 1, error }),
      );
    },
    shutdown: async () => undefined,
  };
}
