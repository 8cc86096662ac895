import { useApolloClient, useMutation } from '@apollo/client/react';
import { useState } from 'react';
import { readFailure, type Failure } from '../failure.ts';
import { sortFailure, type Problems } from '../fields.ts';
import type { BrandingPartsFragment } from '../generated/graphql.ts';
import { usePortal } from '../portal.tsx';
import { wearAgain } from '../theme/own.ts';
import { say } from '../Toaster.tsx';
import { useUnsaved } from '../unsaved.tsx';
import { BrandingQuery, UpdateBranding } from './documents.ts';
import { changesIn, draftOf, readColor, shownColor, type Draft } from './draft.ts';

const fields = ['productName', 'color', 'logo', 'logoDark', 'corners', 'supportEmail'];

/** Whom a change of the branding is for: only staff have to say so. */
export function useTarget(branding: BrandingPartsFragment): { customerId?: string } {
  return usePortal().name === 'admin' ? { customerId: branding.customerId } : {};
}

/** What is being chosen, from which version on, and how it is saved. */
export function useBrandForm(branding: BrandingPartsFragment) {
  const client = useApolloClient();
  const target = useTarget(branding);
  // What is being changed stays what it was begun with, whatever arrives meanwhile.
  const [begun, setBegun] = useState(branding);
  const [draft, setDraft] = useState(() => draftOf(branding));
  const [problems, setProblems] = useState<Problems>({});
  const [failure, setFailure] = useState<Failure | null>(null);
  const [isStale, setStale] = useState(false);
  const [updateBranding, { loading }] = useMutation(UpdateBranding, { refetchQueries: [BrandingQuery] });
  const changes = changesIn(draft, begun);
  const changed = Object.keys(changes).length > 0;
  const warning = useUnsaved(changed);

  function start(from: BrandingPartsFragment): void {
    setBegun(from);
    setDraft(draftOf(from));
    setProblems({});
    setFailure(null);
    setStale(false);
  }
  if (!changed && !loading && branding.version > begun.version) start(branding);

  async function save(): Promise<void> {
    setFailure(null);
    const color = readColor(draft.color);
    if (color !== '' && !shownColor({ ...draft, color })) {
      setProblems({ color: 'Write the colour as # and six digits, such as #5b45e0.' });
      return;
    }
    setProblems({});
    try {
      const input = { ...target, ...changesIn({ ...draft, color }, begun), version: begun.version };
      const { data } = await updateBranding({ variables: { input } });
      if (!data) return;
      start(data.updateBranding);
      void wearAgain();
      say('Saved', 'Everybody sees it when they next load the portal.');
    } catch (error) {
      if (readFailure(error).code === 'CONFLICT') return setStale(true);
      const sorted = sortFailure(error, fields);
      setProblems(sorted.problems);
      setFailure(sorted.rest);
    }
  }

  async function loadNewer(): Promise<void> {
    const { data } = await client.query({
      query: BrandingQuery,
      variables: { customerId: branding.customerId },
      fetchPolicy: 'network-only',
    });
    if (data?.customer) start(data.customer.branding);
  }

  const put = (part: Partial<Draft>) => setDraft((old) => ({ ...old, ...part }));
  return {
    draft,
    put,
    problems,
    failure,
    changed,
    isStale,
    isSaving: loading,
    warning,
    start,
    save,
    loadNewer,
  };
}
