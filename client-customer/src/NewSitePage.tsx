import { useMutation, useQuery } from '@apollo/client/react';
import { Button, Flex, HStack } from '@chakra-ui/react';
import { DeploySite } from '@hosterizer/ui/deployments/documents';
import type { Failure } from '@hosterizer/ui/failure';
import { sortFailure, type Problems } from '@hosterizer/ui/fields';
import { FormFailure } from '@hosterizer/ui/FormFailure.tsx';
import { Page } from '@hosterizer/ui/Page.tsx';
import { Panel } from '@hosterizer/ui/Panel.tsx';
import { useMay } from '@hosterizer/ui/session/SessionContext.tsx';
import { sayFailure } from '@hosterizer/ui/Toaster.tsx';
import { useState, type FormEvent } from 'react';
import { LuArrowLeft, LuArrowRight, LuRocket } from 'react-icons/lu';
import { useNavigate } from 'react-router';
import { CloudOfferingsQuery, CreateSite } from './documents.ts';
import { emptyDraft, firstStepWith, stepProblems, steps, type Draft, type StepName } from './draft.ts';
import { useLeadingFocus } from './focus.ts';
import { Review } from './Review.tsx';
import { WhatStep } from './WhatStep.tsx';
import { WhereStep } from './WhereStep.tsx';
import { WizardSteps } from './WizardSteps.tsx';

/** From an idea to a running deployment in three steps: what, where, and a look at both. */
export function NewSitePage() {
  const [draft, setDraft] = useState<Draft>(emptyDraft);
  const [step, setStep] = useState<StepName>('what');
  const [problems, setProblems] = useState<Problems>({});
  const [failure, setFailure] = useState<Failure | null>(null);
  const offerings = useQuery(CloudOfferingsQuery, { fetchPolicy: 'cache-and-network' });
  const [createSite, creating] = useMutation(CreateSite);
  const [deploySite, deploying] = useMutation(DeploySite);
  const may = useMay('sites:write');
  const navigate = useNavigate();
  const form = useLeadingFocus(step, problems);
  const at = steps.findIndex(({ name }) => name === step);

  const change = (part: Partial<Draft>) => {
    setDraft((old) => ({ ...old, ...part }));
    setProblems({});
  };

  async function create() {
    setFailure(null);
    const { name, title, body, cloudProvider, region, instanceSize } = draft;
    const input = {
      name: name.trim(),
      cloudProvider: cloudProvider!,
      region,
      instanceSize,
      configuration: { title, body },
    };
    let siteId: string;
    try {
      const { data } = await createSite({ variables: { input } });
      siteId = data!.createSite.id;
    } catch (error) {
      const sorted = sortFailure(error, ['name', 'configuration', 'cloudProvider', 'region', 'instanceSize']);
      setProblems(sorted.problems);
      setFailure(sorted.rest);
      setStep(firstStepWith(sorted.problems) ?? 'review');
      return;
    }
    try {
      const { data } = await deploySite({ variables: { input: { siteId } } });
      await navigate(`/sites/${siteId}/deployments/${data!.deploySite.id}`, { replace: true });
    } catch (error) {
      // The site is ordered all the same, and its page can deploy it.
      sayFailure('The site is ordered but was not deployed', error);
      await navigate(`/sites/${siteId}`, { replace: true });
    }
  }

  function forward(event: FormEvent) {
    event.preventDefault();
    const found = stepProblems(step, draft);
    setProblems(found);
    if (Object.keys(found).length > 0) return;
    const next = steps[at + 1];
    if (next) setStep(next.name);
    else void create();
  }

  const busy = creating.loading || deploying.loading;
  return (
    <Page title="New site" crumbs={[{ label: 'Sites', to: '/sites' }]}>
      <WizardSteps at={at} onPick={setStep} />
      <form ref={form} onSubmit={forward} noValidate>
        <Panel p={{ base: '4', md: '6' }}>
          <FormFailure failure={failure} />
          {step === 'what' && <WhatStep draft={draft} onChange={change} problems={problems} />}
          {step === 'where' && (
            <WhereStep draft={draft} onChange={change} problems={problems} offerings={offerings} />
          )}
          {step === 'review' && <Review draft={draft} offerings={offerings.data} onEdit={setStep} />}
        </Panel>
        <Flex justify="space-between" mt="4" gap="3">
          {at > 0 ? (
            <Button variant="outline" disabled={busy} onClick={() => setStep(steps[at - 1]!.name)}>
              <LuArrowLeft /> Back
            </Button>
          ) : (
            <span />
          )}
          <HStack>
            <Button
              type="submit"
              colorPalette="brand"
              loading={busy}
              loadingText={deploying.loading ? 'Deploying' : 'Ordering'}
              disabled={!may}
            >
              {step === 'review' ? (
                <>
                  <LuRocket /> Create and deploy
                </>
              ) : (
                <>
                  Continue <LuArrowRight />
                </>
              )}
            </Button>
          </HStack>
        </Flex>
      </form>
    </Page>
  );
}
