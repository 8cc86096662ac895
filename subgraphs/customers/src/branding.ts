/** How the customer portal looks to a customer. */
import { In } from 'typeorm';
import { brandingPrefix } from '@hosterizer/kit/brand';
import { AppError, conflict, invalid, notFound } from '@hosterizer/kit/errors';
import { isColor } from '@hosterizer/kit/palette';
import type { MutationTx, ReadTx } from '@hosterizer/kit/tenancy';
import { domainOf } from './domains.ts';
import {
  Branding,
  CustomDomain,
  Customer,
  type BrandingRow,
  type CustomDomainRow,
  type CustomerRow,
} from './entities.ts';
import type { Branding as BrandingView, UpdateBrandingInput } from './generated/resolvers.ts';
import { pictureOf } from './pictures.ts';
import { emailOf, lineOf } from './words.ts';

/** Of these customers, in their order; NOT_FOUND in the place of one whom the transaction cannot see. */
export async function brandingsOf(
  tx: ReadTx,
  customerIds: readonly string[],
): Promise<Array<BrandingView | AppError>> {
  const all = { customerId: In([...customerIds]) };
  const customers = new Map(
    (await tx.findBy(Customer, { id: all.customerId })).map((row) => [row.id, row] as const),
  );
  const looks = new Map((await tx.findBy(Branding, all)).map((row) => [row.customerId, row] as const));
  const domains = new Map((await tx.findBy(CustomDomain, all)).map((row) => [row.customerId, row] as const));
  return customerIds.map((id) => {
    const customer = customers.get(id);
    return customer ? viewOf(customer, looks.get(id), domains.get(id)) : notFound('Customer', id);
  });
}

/** Throws NOT_FOUND. */
export async function brandingOf(tx: ReadTx, customerId: string): Promise<BrandingView> {
  const [branding] = await brandingsOf(tx, [customerId]);
  if (!branding || branding instanceof AppError) throw branding ?? notFound('Customer', customerId);
  return branding;
}

function viewOf(
  { id, name }: CustomerRow,
  look: BrandingRow | undefined,
  domain: CustomDomainRow | undefined,
): BrandingView {
  return {
    customerId: id,
    productName: look?.productName ?? name,
    color: look?.color ?? null,
    ...logosBelow(`${brandingPrefix}of/${id}/`, look),
    corners: look?.corners ?? 'MEDIUM',
    supportEmail: look?.supportEmail ?? null,
    version: look?.version ?? 0,
    customDomain: domain ? domainOf(domain) : null,
  };
}

/** Where the logos are, by paths that change with the pictures. `below` begins and ends with a slash. */
export function logosBelow(
  below: string,
  look: Pick<BrandingRow, 'logoHash' | 'logoDarkHash'> | null | undefined,
): { logoUrl: string | null; logoDarkUrl: string | null } {
  const url = (name: string, hash: string | null | undefined) =>
    hash ? `${below}${name}?v=${versionOf(hash)}` : null;
  return { logoUrl: url('logo', look?.logoHash), logoDarkUrl: url('logo-dark', look?.logoDarkHash) };
}

/** Enough of a hash to tell two versions of one thing apart. */
export const versionOf = (hash: string) => hash.slice(0, 16);

/** What is absent stays, null takes back. Throws VALIDATION_ERROR, CONFLICT when somebody else was faster. */
export async function updateBranding(tx: MutationTx, input: UpdateBrandingInput): Promise<BrandingView> {
  const { customerId } = tx;
  const change = changeOf(input);
  await tx.query(`insert into customers.branding (customer_id) values ($1) on conflict do nothing`, [
    customerId,
  ]);
  const lock = { mode: 'pessimistic_write' } as const;
  const before = await tx.findOneOrFail(Branding, { where: { customerId }, lock });
  if (input.version != null && input.version !== before.version) {
    throw conflict(
      `The branding was changed meanwhile: it is at version ${before.version}. Load it anew, then change it.`,
    );
  }
  await tx.update(Branding, { customerId }, { ...change, version: before.version + 1 });
  const after = await tx.findOneByOrFail(Branding, { customerId });
  await tx.audit({
    operation: 'updateBranding',
    object: { type: 'Branding', id: customerId },
    before: toldOf(before),
    after: toldOf(after),
  });
  return brandingOf(tx, customerId);
}

function changeOf(input: UpdateBrandingInput): Partial<BrandingRow> {
  const { productName, color, corners, supportEmail, logo, logoDark } = input;
  const light = logo == null ? null : pictureOf('logo', logo);
  const dark = logoDark == null ? null : pictureOf('logoDark', logoDark);
  return {
    ...(productName !== undefined && {
      productName: productName === null ? null : lineOf('productName', productName, 60),
    }),
    ...(color !== undefined && { color: color === null ? null : colorOf(color) }),
    ...(corners !== undefined && { corners: corners ?? 'MEDIUM' }),
    ...(supportEmail !== undefined && {
      supportEmail: supportEmail === null ? null : emailOf('supportEmail', supportEmail),
    }),
    ...(logo !== undefined && { logo: light?.bytes ?? null, logoType: light?.type ?? null }),
    ...(logoDark !== undefined && { logoDark: dark?.bytes ?? null, logoDarkType: dark?.type ?? null }),
  };
}

function colorOf(color: string): string {
  if (!isColor(color)) throw invalid('color', 'Give a colour as #rrggbb, such as #5b45e0.');
  return color.toLowerCase();
}

/** What the audit log tells: pictures by their hash, and an address not at all. */
const toldOf = ({
  version,
  productName,
  color,
  corners,
  supportEmail,
  logoHash,
  logoDarkHash,
}: BrandingRow) => ({
  ...{ version, productName, color, corners, supportEmail: supportEmail !== null },
  logo: logoHash && versionOf(logoHash),
  logoDark: logoDarkHash && versionOf(logoDarkHash),
});
