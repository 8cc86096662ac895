import { Link as ChakraLink } from '@chakra-ui/react';
import { Link } from 'react-router';
import type { DeploymentCause, DeploymentDetailFragment } from '../generated/graphql.ts';
import { usePortal } from '../portal.tsx';
import { environmentNames } from '../sites/environments.ts';

/** What a list says a deployment was asked for; null for the usual, the site as it is ordered. */
export const causeNames: Record<DeploymentCause, string | null> = {
  ORDER: null,
  RETRY: 'Retry',
  ROLLBACK: 'Rollback',
  PROMOTION: 'Promotion',
  RECONCILE: 'Drift: brought back',
  ADOPT: 'Drift: adopted',
  REVIVE: 'Brought back',
  UPGRADE: 'Upgrade',
};

/** What a deployment was asked for, with a link to what it came from; nothing for the usual. */
export function Cause({ deployment }: { deployment: DeploymentDetailFragment }) {
  const { paths } = usePortal();
  const { cause, basedOn, site } = deployment;
  const origin = basedOn && { to: paths.deployment(basedOn), number: `#${basedOn.number}` };
  const link = (to: string, text: string) => (
    <ChakraLink asChild color="fg" fontWeight="medium">
      <Link to={to}>{text}</Link>
    </ChakraLink>
  );
  switch (cause) {
    case 'ORDER':
      return null;
    case 'RETRY':
      return origin ? <>Retry of {link(origin.to, origin.number)}</> : 'Retry';
    case 'ROLLBACK':
      return origin ? <>Rollback to {link(origin.to, origin.number)}</> : 'Rollback';
    case 'PROMOTION':
      return basedOn && origin ? (
        <>
          Promotion from{' '}
          {link(origin.to, `${environmentNames[basedOn.site.environment].toLowerCase()} ${origin.number}`)}
        </>
      ) : (
        'Promotion'
      );
    case 'RECONCILE':
      return link(`${paths.site(site.id)}/drift`, 'Drift: brought back');
    case 'ADOPT':
      return link(`${paths.site(site.id)}/drift`, 'Drift: adopted');
    case 'REVIVE':
      return 'Brought back after its machine had stopped';
    case 'UPGRADE':
      return 'Upgrade to a newer version of its blueprint';
  }
}
