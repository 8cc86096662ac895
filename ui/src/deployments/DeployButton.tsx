import { useMutation } from '@apollo/client/react';
import { Button, type ButtonProps } from '@chakra-ui/react';
import { LuRocket } from 'react-icons/lu';
import { useNavigate } from 'react-router';
import { PermissionGate } from '../PermissionGate.tsx';
import { usePortal } from '../portal.tsx';
import { sayFailure } from '../Toaster.tsx';
import { ActivityQuery, DeploySite } from './documents.ts';

/** Queues a deployment and goes to its live page. */
export function useDeploy() {
  const { paths } = usePortal();
  const navigate = useNavigate();
  const [deploySite, { loading }] = useMutation(DeploySite, { refetchQueries: [ActivityQuery] });

  async function deploy(siteId: string): Promise<boolean> {
    try {
      const { data } = await deploySite({ variables: { input: { siteId } } });
      if (data) void navigate(paths.deployment(data.deploySite));
      return !!data;
    } catch (error) {
      sayFailure('The site was not deployed', error);
      return false;
    }
  }
  return { deploy, deploying: loading };
}

export function DeployButton({
  siteId,
  label = 'Deploy',
  ...button
}: ButtonProps & { siteId: string; label?: string }) {
  const { deploy, deploying } = useDeploy();
  return (
    <PermissionGate scope="deployments:write">
      <Button size="sm" {...button} loading={deploying} onClick={() => void deploy(siteId)}>
        <LuRocket /> {label}
      </Button>
    </PermissionGate>
  );
}
