import type { IconType } from 'react-icons';
import { FaAws, FaDigitalOcean } from 'react-icons/fa6';
import { LuServer } from 'react-icons/lu';
import { SiAkamai, SiGooglecloud } from 'react-icons/si';
import { VscAzure } from 'react-icons/vsc';
import type { CloudProvider, InstanceSize } from '../generated/graphql.ts';

export const providers: Record<CloudProvider, { name: string; Icon: IconType }> = {
  AWS: { name: 'AWS', Icon: FaAws },
  AZURE: { name: 'Azure', Icon: VscAzure },
  GCP: { name: 'Google Cloud', Icon: SiGooglecloud },
  DIGITALOCEAN: { name: 'DigitalOcean', Icon: FaDigitalOcean },
  AKAMAI: { name: 'Akamai', Icon: SiAkamai },
  LOCAL: { name: 'This machine', Icon: LuServer },
};

export const sizes: Record<InstanceSize, { name: string; hint: string }> = {
  SMALL: { name: 'Small', hint: 'For a page or a first try' },
  MEDIUM: { name: 'Medium', hint: 'For everyday traffic' },
  LARGE: { name: 'Large', hint: 'For many visitors at once' },
};
