import { useQuery } from '@apollo/client/react';
import { use, useEffect } from 'react';
import type { BrandingPartsFragment } from '../generated/graphql.ts';
import { usePortal } from '../portal.tsx';
import { hostBrand, type HostBrand } from '../session/hostBrand.ts';
import { ViewerContext } from '../session/SessionContext.tsx';
import { recallBrand, rememberBrand } from '../theme/own.ts';
import { BrandingQuery } from './documents.ts';

/**
 * Whose name and logo the portal bears: those of the host name, or else those of the customer whose viewer is signed
 * in. Null for the platform's own, which staff always see in theirs.
 */
export function useBrand(): HostBrand | null {
  const { name } = usePortal();
  const customerId = use(ViewerContext)?.customer?.id ?? '';
  const isOwn = name === 'customer' && hostBrand === null && customerId !== '';
  const { data } = useQuery(BrandingQuery, { variables: { customerId }, skip: !isOwn });
  const branding = data?.customer?.branding;
  useEffect(() => {
    if (branding) rememberBrand(customerId, brandOf(branding));
  }, [customerId, branding]);
  if (!isOwn) return hostBrand;
  return branding ? brandOf(branding) : recallBrand(customerId);
}

const brandOf = ({ productName, logoUrl, logoDarkUrl }: BrandingPartsFragment): HostBrand => ({
  name: productName,
  ...(logoUrl && { logoUrl }),
  ...(logoDarkUrl && { logoDarkUrl }),
});
