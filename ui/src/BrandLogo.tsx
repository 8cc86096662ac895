import { Image } from '@chakra-ui/react';
import { useBrand } from './branding/useBrand.ts';
import { Logo } from './Logo.tsx';

/** The mark of whoever this portal is for; `size` is its height in pixels, `widest` the most that it may take. */
export function BrandLogo({ size, widest = 180 }: { size: number; widest?: number }) {
  const brand = useBrand();
  if (!brand?.logoUrl) return <Logo size={size} />;
  const { name, logoUrl, logoDarkUrl } = brand;
  const look = { alt: name, h: `${size}px`, maxW: `min(100%, ${widest}px)`, objectFit: 'contain' } as const;
  if (!logoDarkUrl) return <Image src={logoUrl} {...look} />;
  return (
    <>
      <Image src={logoUrl} {...look} _dark={{ display: 'none' }} />
      <Image src={logoDarkUrl} {...look} display="none" _dark={{ display: 'block' }} />
    </>
  );
}
