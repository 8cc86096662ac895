import { Image } from '@chakra-ui/react';
import { Logo } from './Logo.tsx';
import { hostBrand } from './session/hostBrand.ts';

/** The mark of whoever runs this host name; `size` is its height in pixels. */
export function BrandLogo({ size }: { size: number }) {
  if (!hostBrand?.logoUrl) return <Logo size={size} />;
  const { name, logoUrl, logoDarkUrl } = hostBrand;
  const look = { alt: name, h: `${size}px`, maxW: '180px', objectFit: 'contain' } as const;
  if (!logoDarkUrl) return <Image src={logoUrl} {...look} />;
  return (
    <>
      <Image src={logoUrl} {...look} _dark={{ display: 'none' }} />
      <Image src={logoDarkUrl} {...look} display="none" _dark={{ display: 'block' }} />
    </>
  );
}
