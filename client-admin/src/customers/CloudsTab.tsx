import { CloudsPage } from '@hosterizer/ui/clouds/CloudsPage.tsx';
import { useCustomer } from './CustomerPage.tsx';

export function CloudsTab() {
  const customer = useCustomer();
  return <CloudsPage key={customer.id} customerId={customer.id} />;
}
