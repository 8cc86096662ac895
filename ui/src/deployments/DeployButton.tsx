import { useMutation } from '@apollo/client/react';
import { Button, IconButton, Menu, Portal, Text, type ButtonProps } from '@chakra-ui/react';
import { LuChevronDown, LuRocket } from 'react-icons/lu';
import { useNavigate } from 'react-router';
import { PermissionGate } from '../PermissionGate.tsx';
import { usePortal } from '../portal.tsx';
import { useMay } from '../session/SessionContext.tsx';
import { sayFailure } from '../Toaster.tsx';
import { ActivityQuery, DeploySite } from './documents.ts';

/** Queues a deployment and goes to its live page. */
export function useDeploy() {
  const { paths } = usePortal();
  const navigate = useNavigate();
  const [deploySite, { loading }] = useMutation(DeploySite, { refetchQueries: [ActivityQuery] });

  async function deploy(siteId: string, requireApproval = false): Promise<boolean> {
    try {
      const { data } = await deploySite({ variables: { input: { siteId, requireApproval } } });
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

/** The other way to deploy: to look at the plan before anything is changed. */
export function DeployMenu({
  siteId,
  ...look
}: Pick<ButtonProps, 'variant' | 'colorPalette'> & { siteId: string }) {
  const { deploy, deploying } = useDeploy();
  if (!useMay('deployments:write')) return null;
  return (
    <Menu.Root positioning={{ placement: 'bottom-end' }} lazyMount unmountOnExit>
      <Menu.Trigger asChild>
        <IconButton aria-label="Other ways to deploy" size="sm" minW="8" px="0" loading={deploying} {...look}>
          <LuChevronDown />
        </IconButton>
      </Menu.Trigger>
      <Portal>
        <Menu.Positioner>
          <Menu.Content maxW="300px">
            <Menu.Item
              value="approval"
              flexDirection="column"
              alignItems="flex-start"
              gap="0"
              onClick={() => void deploy(siteId, true)}
            >
              Plan, then wait for approval
              <Text as="span" textStyle="xs" color="fg.muted">
                Nothing is changed until somebody has approved the plan.
              </Text>
            </Menu.Item>
          </Menu.Content>
        </Menu.Positioner>
      </Portal>
    </Menu.Root>
  );
}
