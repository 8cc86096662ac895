import { BrandingPage } from '@hosterizer/ui/branding/BrandingPage.tsx';
import { useCustomer } from './CustomerPage.tsx';

export function BrandingTab() {
  const customer = useCustomer();
  return <BrandingPage key={customer.id} customerId={customer.id} />;
}
