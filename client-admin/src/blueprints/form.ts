/** What somebody is writing of a blueprint. */
import type {
  BlueprintRootInput,
  CloudProvider,
  EditBlueprintInput,
  WrittenVersionFragment,
} from '../generated/graphql.ts';

/** A root module as it is being chosen; empty until then. */
export type RootRow = { cloudProvider: CloudProvider; module: string; version: string };

export type DraftForm = {
  title: string;
  description: string;
  notes: string;
  roots: readonly RootRow[];
  /** JSON Schema, as text. */
  configuration: string;
};

/** The draft, or where there is none the newest version, whose notes are not those of the next. */
export function formOf({ status, ...version }: WrittenVersionFragment): DraftForm {
  return {
    title: version.title,
    description: version.description,
    notes: status === 'DRAFT' ? version.notes : '',
    roots: version.roots.map(({ cloudProvider, module }) => {
      return { cloudProvider, module: module.name, version: module.version };
    }),
    configuration: JSON.stringify(version.authored, null, 2),
  };
}

/** Throws for a configuration that is no JSON. */
export function inputOf(name: string, form: DraftForm): EditBlueprintInput {
  return {
    name,
    title: form.title.trim(),
    description: form.description.trim(),
    notes: form.notes.trim(),
    roots: form.roots.map(({ version, ...root }): BlueprintRootInput =>
      version ? { ...root, version } : root,
    ),
    configuration: JSON.parse(form.configuration) as unknown,
  };
}

/** Whether both say the same; how a schema is laid out does not count. */
export const isSameForm = (one: DraftForm, other: DraftForm): boolean => essence(one) === essence(other);

function essence(form: DraftForm): string {
  const { configuration, roots, ...texts } = form;
  const trimmed = Object.values(texts).map((text) => text.trim());
  const sorted = roots.toSorted((one, other) => (one.cloudProvider < other.cloudProvider ? -1 : 1));
  return JSON.stringify([trimmed, sorted, laidOut(configuration)]);
}

function laidOut(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text));
  } catch {
    return text;
  }
}
