import { SiteList, useSiteList } from '../SiteList.tsx';
import { useCustomer } from './CustomerPage.tsx';

export function SitesTab() {
  const customer = useCustomer();
  const list = useSiteList(customer.id);
  return (
    <SiteList
      label={`Sites of ${customer.name}`}
      list={list}
      withCustomer={false}
      empty={`${customer.name} has not ordered a site yet. Sites appear here as they are ordered in the customer portal.`}
    />
  );
}
