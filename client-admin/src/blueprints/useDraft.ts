import { useMutation } from '@apollo/client/react';
import type { Failure } from '@hosterizer/ui/failure';
import { sortFailure, type Problems } from '@hosterizer/ui/fields';
import { say } from '@hosterizer/ui/Toaster.tsx';
import { useState } from 'react';
import { BlueprintQuery, EditBlueprint, WrittenQuery } from './documents.ts';
import { inputOf, type DraftForm } from './form.ts';

const fields = ['title', 'description', 'notes', 'roots', 'configuration'];

/** Saves the draft of a blueprint, and keeps what the platform refused. */
export function useDraft(name: string) {
  const [problems, setProblems] = useState<Problems>({});
  const [failure, setFailure] = useState<Failure | null>(null);
  const [edit, { loading: saving }] = useMutation(EditBlueprint, {
    refetchQueries: [BlueprintQuery],
    awaitRefetchQueries: true,
    update: (cache, { data }) => {
      if (!data) return;
      cache.writeQuery({ query: WrittenQuery, variables: { name }, data: { blueprint: data.editBlueprint } });
    },
  });

  async function save(form: DraftForm) {
    setProblems({});
    setFailure(null);
    try {
      const { data } = await edit({ variables: { input: inputOf(name, form) } });
      const found = data!.editBlueprint.versions[0]!.problems.length;
      say('Saved', found === 0 ? 'It can be published.' : 'It cannot be published yet: see its problems.');
    } catch (refusal) {
      const sorted = sortFailure(refusal, fields);
      setProblems(sorted.problems);
      setFailure(sorted.rest);
    }
  }
  return { save, saving, problems, failure };
}
