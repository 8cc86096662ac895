import type { HealthCheck } from '@hosterizer/kit/health';
import { findProgram } from './programs.ts';

/** Says whether deployments can run on this machine; looked up each time, so an installation is noticed at once. */
export function terraformCheck(terraformBin: string | undefined): HealthCheck {
  return {
    name: 'terraform',
    critical: false,
    async check() {
      const program = terraformBin ? findProgram(terraformBin) : findProgram('terraform', 'tofu');
      if (program) return { program };
      throw new Error(
        terraformBin
          ? `TERRAFORM_BIN names ${terraformBin}, which cannot be run; deployments wait until it can.`
          : 'Neither terraform nor tofu is on PATH; deployments wait until one is installed or TERRAFORM_BIN names one.',
      );
    },
  };
}
