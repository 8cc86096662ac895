import { useMutation } from '@apollo/client/react';
import { DeploySite } from '@hosterizer/ui/deployments/documents';
import type { Failure } from '@hosterizer/ui/failure';
import { sortFailure, type Problems } from '@hosterizer/ui/fields';
import { say, sayFailure } from '@hosterizer/ui/Toaster.tsx';
import { useState } from 'react';
import { useNavigate } from 'react-router';
import { CreateSite } from './documents.ts';
import type { Order } from './draft.ts';

const fields = ['name', 'blueprint', 'configuration', 'cloudProvider', 'region', 'instanceSize'];

type Ends = { onOrdered: () => void; onRefused: (problems: Problems, failure: Failure | null) => void };

/** Orders the site and, if wanted, deploys it; leads to what has become of it. */
export function useOrder({ onOrdered, onRefused }: Ends) {
  const [createSite] = useMutation(CreateSite);
  const [deploySite] = useMutation(DeploySite);
  const [busy, setBusy] = useState<'order' | 'deploy' | null>(null);
  const navigate = useNavigate();

  async function order(site: Order, thenDeploy: boolean): Promise<void> {
    setBusy('order');
    try {
      const { data } = await createSite({ variables: { input: inputOf(site) } });
      onOrdered();
      await goOn(data!.createSite.id, thenDeploy);
    } catch (error) {
      const { problems, rest } = sortFailure(error, fields);
      onRefused(problems, rest);
    } finally {
      setBusy(null);
    }
  }

  async function goOn(siteId: string, thenDeploy: boolean): Promise<void> {
    if (!thenDeploy) {
      say('The site is ordered', 'Nothing is built until you deploy it.');
      return void (await navigate(`/sites/${siteId}`, { replace: true }));
    }
    setBusy('deploy');
    try {
      const { data } = await deploySite({ variables: { input: { siteId } } });
      await navigate(`/sites/${siteId}/deployments/${data!.deploySite.id}`, { replace: true });
    } catch (error) {
      // The site is ordered all the same, and its page can deploy it.
      sayFailure('The site is ordered but was not deployed', error);
      await navigate(`/sites/${siteId}`, { replace: true });
    }
  }
  return { order, busy };
}

const inputOf = ({ name, chosen, configuration, cloudProvider, region, instanceSize }: Order) => ({
  ...{ name: name.trim(), blueprint: chosen.name, configuration },
  ...{ cloudProvider: cloudProvider!, region, instanceSize },
});
