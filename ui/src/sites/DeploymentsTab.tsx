import { usePage } from '../paging.ts';
import { SiteDeployments } from './SiteDeployments.tsx';
import { useSite } from './SitePage.tsx';

/** Every deployment of the site, the newest first. */
export function DeploymentsTab() {
  const site = useSite();
  const page = usePage(25);
  return <SiteDeployments site={site} variables={page.variables} paging={page.paging} />;
}
