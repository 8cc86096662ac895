import { chakra } from '@chakra-ui/react';

/** The mark: two pillars that meet in one node. */
export function Logo({ size = 28 }: { size?: number }) {
  return (
    <chakra.svg
      viewBox="0 0 32 32"
      width={`${size}px`}
      height={`${size}px`}
      flexShrink={0}
      aria-hidden
      color="brand.solid"
    >
      <rect width="32" height="32" rx="8" fill="currentColor" />
      <chakra.g color="brand.contrast">
        <path d="M9 8v16M23 8v16M9 16h14" stroke="currentColor" strokeWidth="3.4" strokeLinecap="round" />
        <circle cx="16" cy="16" r="3.6" fill="currentColor" />
      </chakra.g>
    </chakra.svg>
  );
}
