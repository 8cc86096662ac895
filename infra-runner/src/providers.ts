/** Where Terraform gets its providers' plug-ins: where they are published, or a folder that mirrors that. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';

export type ProviderSource = {
  /** A folder as `terraform providers mirror` lays it out; null where there is none. */
  mirror: string | null;
  /** Whether what the mirror does not have may come from where it is published. */
  direct: boolean;
};

/** The text of Terraform's CLI configuration. */
export function cliConfigFor({ mirror, direct }: ProviderSource): string {
  if (mirror === null && direct) return '';
  const methods = [
    // What both have must not be asked for out there: there may be no way out.
    ...(mirror === null ? [] : [`  filesystem_mirror {\n    path = ${inHcl(mirror)}\n  }`]),
    ...(direct ? [`  direct {\n    exclude = [${mirroredIn(mirror!).map(inHcl).join(', ')}]\n  }`] : []),
  ];
  return `provider_installation {\n${methods.join('\n')}\n}\n`;
}

/** The addresses of the providers in a mirror: host, namespace and type. */
function mirroredIn(mirror: string): string[] {
  const within = (path: string) =>
    readdirSync(join(mirror, path), { withFileTypes: true })
      .filter((entry) => !entry.isFile())
      .map(({ name }) => (path ? `${path}/${name}` : name));
  return within('').flatMap(within).flatMap(within).sort();
}

/** A text in HCL, in which nothing is a template. */
const inHcl = (text: string) => JSON.stringify(text).replace(/([$%])\{/g, '$1$1{');
