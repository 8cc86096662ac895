import { isColor } from '@hosterizer/kit/palette';
import type { BrandingCorners, BrandingPartsFragment, UpdateBrandingInput } from '../generated/graphql.ts';

/** The look as it is being chosen. */
export type Draft = {
  productName: string;
  /** `#rrggbb`, what is being typed, or nothing for the platform's own. */
  color: string;
  /** An address or, when it was just chosen, a data: URL; null for none. */
  logo: string | null;
  logoDark: string | null;
  corners: BrandingCorners;
  supportEmail: string;
};

export const draftOf = (branding: BrandingPartsFragment): Draft => ({
  productName: branding.productName,
  color: branding.color ?? '',
  logo: branding.logoUrl ?? null,
  logoDark: branding.logoDarkUrl ?? null,
  corners: branding.corners,
  supportEmail: branding.supportEmail ?? '',
});

type Changes = Omit<UpdateBrandingInput, 'customerId' | 'version'>;

/** What of the draft differs from what is saved; an emptied field takes back. */
export function changesIn(draft: Draft, branding: BrandingPartsFragment): Changes {
  const saved = draftOf(branding);
  const changes: Changes = {};
  if (draft.productName.trim() !== saved.productName) changes.productName = draft.productName.trim() || null;
  if (draft.color.toLowerCase() !== saved.color) changes.color = draft.color.toLowerCase() || null;
  if (draft.logo !== saved.logo) changes.logo = draft.logo;
  if (draft.logoDark !== saved.logoDark) changes.logoDark = draft.logoDark;
  if (draft.corners !== saved.corners) changes.corners = draft.corners;
  if (draft.supportEmail.trim() !== saved.supportEmail)
    changes.supportEmail = draft.supportEmail.trim() || null;
  return changes;
}

/** Everything of a look that can be taken back; the support address is no look. */
export const platformLook = {
  productName: null,
  color: null,
  logo: null,
  logoDark: null,
  corners: null,
} satisfies Changes;

/** The colour to show while one is being typed: null for the platform's own. */
export const shownColor = ({ color }: Draft): string | null => (isColor(color) ? color.toLowerCase() : null);

/** A colour as people write it, with or without `#` and as three digits, in the form that it is kept in. */
export function readColor(text: string): string {
  const digits = text.trim().replace(/^#/, '').toLowerCase();
  if (/^[0-9a-f]{3}$/.test(digits)) return `#${[...digits].map((digit) => digit + digit).join('')}`;
  return /^[0-9a-f]{6}$/.test(digits) ? `#${digits}` : text.trim();
}
