import { Button } from '@chakra-ui/react';
import { LuExternalLink } from 'react-icons/lu';
import { CopyAsGraphql } from '../CopyAsGraphql.tsx';
import type { DeploymentDetailFragment } from '../generated/graphql.ts';
import { isOver } from '../status.ts';
import { CancelButton } from './CancelButton.tsx';
import { DeploymentQuery } from './documents.ts';
import { RetryButton } from './RetryButton.tsx';
import { RollBackButton } from './RollBackButton.tsx';

/** What can be done with a deployment as it is now; one of the buttons at most is the page's first. */
export function DeploymentActions({ deployment }: { deployment: DeploymentDetailFragment }) {
  const { site, status, type, number } = deployment;
  const canRepeat = (status === 'FAILED' || status === 'CANCELLED') && site.status !== 'DELETED';
  const isOlder = (site.latestDeployment?.number ?? 0) > number;
  const canReturn = status === 'COMPLETED' && type !== 'DELETE' && isOlder && site.status !== 'DELETED';
  const visitable = site.url && site.status !== 'DELETED' && type !== 'DELETE';
  return (
    <>
      <CopyAsGraphql document={DeploymentQuery} variables={{ id: deployment.id }} />
      {!isOver(status) && <CancelButton deployment={deployment} />}
      {canReturn && <RollBackButton deployment={deployment} />}
      {canRepeat && <RetryButton deployment={deployment} colorPalette="brand" />}
      {visitable && (
        <Button
          size="sm"
          asChild
          {...(status === 'COMPLETED' ? { colorPalette: 'brand' } : { variant: 'outline' as const })}
        >
          <a href={site.url!} target="_blank" rel="noreferrer">
            Visit site <LuExternalLink />
          </a>
        </Button>
      )}
    </>
  );
}
