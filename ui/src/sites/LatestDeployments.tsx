import { Button } from '@chakra-ui/react';
import { Link } from 'react-router';
import { usePortal } from '../portal.tsx';
import { SiteDeployments } from './SiteDeployments.tsx';
import type { SiteDetail } from './SitePage.tsx';

/** The newest deployments, with the way to all of them. */
export function LatestDeployments({ site }: { site: SiteDetail }) {
  const { paths } = usePortal();
  return (
    <SiteDeployments
      site={site}
      variables={{ first: 5 }}
      isNarrow
      aside={
        site.latestDeployment && (
          <Button size="xs" variant="ghost" asChild>
            <Link to={`${paths.site(site.id)}/deployments`}>All deployments</Link>
          </Button>
        )
      }
    />
  );
}
