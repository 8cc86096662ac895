import { useMutation } from '@apollo/client/react';
import { Button, type ButtonProps } from '@chakra-ui/react';
import { LuRotateCw } from 'react-icons/lu';
import { useNavigate } from 'react-router';
import type { DeploymentDetailFragment } from '../generated/graphql.ts';
import { PermissionGate } from '../PermissionGate.tsx';
import { usePortal } from '../portal.tsx';
import { sayFailure } from '../Toaster.tsx';
import { ActivityQuery, RetryDeployment } from './documents.ts';

/** Asks once more for what a failed or cancelled deployment was to do, and goes to the new one. */
export function RetryButton({
  deployment,
  ...button
}: ButtonProps & { deployment: DeploymentDetailFragment }) {
  const { paths } = usePortal();
  const navigate = useNavigate();
  const [retry, { loading }] = useMutation(RetryDeployment, {
    variables: { id: deployment.id },
    refetchQueries: [ActivityQuery],
  });

  async function go() {
    try {
      const { data } = await retry();
      if (data) void navigate(paths.deployment(data.retryDeployment));
    } catch (error) {
      sayFailure('It was not queued again', error);
    }
  }
  return (
    <PermissionGate scope="deployments:write">
      <Button size="sm" {...button} loading={loading} onClick={() => void go()}>
        <LuRotateCw /> Retry
      </Button>
    </PermissionGate>
  );
}
