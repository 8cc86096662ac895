/** Terraform on copies of the modules, with plug-ins that know the providers' schemas, or with those of a mirror. */
import { cpSync, existsSync, globSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { start, terraformFolder, terraformProgram, type Result } from './harness.ts';
import { readSchema, schemasFolder, servePlugins } from './plugin/serve.ts';

/** A folder with real plug-ins, laid out as a filesystem mirror; without one those checks are skipped. */
export const mirror = process.env['HOSTERIZER_PROVIDER_MIRROR'];

/** The providers that lie in the mirror, as `hashicorp/aws`. */
export const mirrored = mirror
  ? globSync('*/*/*', { cwd: mirror }).map((path) => path.split('/').slice(1).join('/'))
  : [];

export const schemaNames = () =>
  globSync('*.json', { cwd: schemasFolder })
    .map((file) => basename(file, '.json'))
    .sort();

export type Diagnostic = { severity: string; summary: string; detail: string };

export type Clouds = {
  /** The copy, in which a test may change what it likes. */
  folder: string;
  run(module: string, ...args: string[]): Promise<Result>;
  /** Initializes a module without its backend, and says what is wrong with it. */
  validate(module: string): Promise<Diagnostic[]>;
  end(): Promise<void>;
};

/** Copies everything under terraform/ and makes the schemas available; with `real`, the mirror's plug-ins instead. */
export async function openClouds({ real = false } = {}): Promise<Clouds> {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'hosterizer-clouds-')));
  for (const part of ['modules', 'blueprints', 'environments'])
    if (existsSync(join(terraformFolder, part)))
      cpSync(join(terraformFolder, part), join(folder, part), {
        recursive: true,
        filter: (path) => basename(path) !== '.terraform',
      });
  const plugins = await servePlugins(schemaNames().map(readSchema));
  const cliConfig = join(folder, 'terraform.rc');
  // Whatever is neither served nor mirrored is not looked for anywhere else.
  writeFileSync(
    cliConfig,
    `provider_installation {\n  filesystem_mirror {\n    path = ${JSON.stringify((real && mirror) || folder)}\n  }\n}\n`,
  );
  const env = {
    PATH: process.env['PATH'] ?? '',
    ...{ TF_CLI_CONFIG_FILE: cliConfig, TF_IN_AUTOMATION: '1', CHECKPOINT_DISABLE: '1' },
    TF_REATTACH_PROVIDERS: plugins.reattach(real ? mirrored : []),
    // No plug-in finds credentials, or asks for them.
    ...{ AWS_EC2_METADATA_DISABLED: 'true', HOME: folder },
  };
  const run: Clouds['run'] = (module, ...args) =>
    start(terraformProgram, args, join(folder, module), env).done;

  return {
    folder,
    run,
    async validate(module) {
      const begun = await run(module, 'init', '-backend=false', '-input=false', '-no-color');
      if (begun.code !== 0) return [{ severity: 'error', summary: 'init', detail: begun.output }];
      const { output } = await run(module, 'validate', '-json');
      return (JSON.parse(output) as { diagnostics: Diagnostic[] }).diagnostics;
    },
    async end() {
      await plugins.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
