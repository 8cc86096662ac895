import { useState } from 'react';
import type { InstanceSize, SiteRowFragment } from '../generated/graphql.ts';
import { isObject, isSame, type JsonObject } from '../schema-form/schema.ts';

/** An order as it is being changed. */
export type SiteForm = {
  name: string;
  instanceSize: InstanceSize;
  configuration: JsonObject;
  /** Another version of its blueprint; null leaves the one that it has. */
  version: number | null;
};

const formOf = ({ name, instanceSize, configuration }: SiteRowFragment): SiteForm => ({
  name,
  instanceSize,
  configuration: isObject(configuration) ? configuration : {},
  version: null,
});

/** What is being typed. A change that comes from elsewhere is taken over only while nothing is. */
export function useSiteForm(site: SiteRowFragment) {
  const now = formOf(site);
  const [known, setKnown] = useState(now);
  const [form, setForm] = useState(now);
  if (!isSame(known, now)) {
    setKnown(now);
    if (isSame(form, known)) setForm(now);
  }
  return {
    form,
    changed: !isSame(form, now),
    change: (part: Partial<SiteForm>) => setForm((old) => ({ ...old, ...part })),
  };
}
