import { CopyAsGraphql } from '@hosterizer/ui/CopyAsGraphql.tsx';
import { Page } from '@hosterizer/ui/Page.tsx';
import { SitesQuery } from '@hosterizer/ui/sites/documents';
import { SiteList, useSiteList } from './SiteList.tsx';

/** Every site of every customer. */
export function SitesPage() {
  const list = useSiteList();
  return (
    <Page title="Sites" actions={<CopyAsGraphql document={SitesQuery} variables={list.variables} />}>
      <SiteList
        label="Sites"
        list={list}
        withCustomer
        empty="Customers order sites in their portal; each appears here the moment it does."
      />
    </Page>
  );
}
