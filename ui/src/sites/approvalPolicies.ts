import type { ApprovalPolicy } from '../generated/graphql.ts';

/** What each policy is called, and when it makes a deployment wait. */
export const approvalPolicies: Record<ApprovalPolicy, { name: string; meaning: string }> = {
  NEVER: { name: 'Never', meaning: 'Every plan is applied as soon as it is made.' },
  DESTRUCTIVE: {
    name: 'When something is lost',
    meaning: 'A plan that destroys or replaces something waits for approval.',
  },
  ALWAYS: { name: 'Always', meaning: 'Every plan waits until somebody has approved it.' },
};
