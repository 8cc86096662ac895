import { useMutation } from '@apollo/client/react';
import { Box, Text } from '@chakra-ui/react';
import { Choices } from '../Choices.tsx';
import type { ApprovalPolicy } from '../generated/graphql.ts';
import { Panel } from '../Panel.tsx';
import { useMay } from '../session/SessionContext.tsx';
import { say, sayFailure } from '../Toaster.tsx';
import { approvalPolicies } from './approvalPolicies.ts';
import { SetApprovalPolicy } from './documents.ts';
import type { SiteDetail } from './SitePage.tsx';

const policies: readonly ApprovalPolicy[] = ['NEVER', 'DESTRUCTIVE', 'ALWAYS'];

/** Which deployments wait; a choice counts at once. */
export function ApprovalPolicyPanel({ site }: { site: SiteDetail }) {
  const may = useMay('deployments:approve');
  const [set, { loading }] = useMutation(SetApprovalPolicy);

  async function choose(policy: ApprovalPolicy) {
    try {
      await set({
        variables: { input: { siteId: site.id, policy } },
        optimisticResponse: { setApprovalPolicy: { id: site.id, approvalPolicy: policy } },
      });
      say('Saved', 'It counts from the next deployment on.');
    } catch (error) {
      sayFailure('The policy was not changed', error);
    }
  }
  return (
    <Panel title="Approval">
      <Box borderTopWidth="1px" p="4">
        <Text textStyle="sm" color="fg.muted" mb="3">
          Which deployments wait for somebody who may approve them, once they are planned.
        </Text>
        <Choices
          legend="Deployments that wait"
          isLegendHidden
          value={site.approvalPolicy}
          disabled={!may || loading}
          choices={policies.map((value) => ({ value, ...approvalPolicies[value] }))}
          onChange={(policy) => void choose(policy)}
        />
        {!may && (
          <Text mt="2" textStyle="xs" color="fg.muted">
            Only somebody who may approve deployments changes this.
          </Text>
        )}
      </Box>
    </Panel>
  );
}
