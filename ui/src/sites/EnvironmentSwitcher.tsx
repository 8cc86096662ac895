import { Button, Menu, Portal, Text } from '@chakra-ui/react';
import { useState } from 'react';
import { LuCheck, LuChevronDown, LuLayers, LuPlus } from 'react-icons/lu';
import { useLocation, useNavigate } from 'react-router';
import { usePortal } from '../portal.tsx';
import { useMay } from '../session/SessionContext.tsx';
import { siteState } from '../status.ts';
import { StatusBadge } from '../StatusBadge.tsx';
import { AddEnvironmentDialog } from './AddEnvironmentDialog.tsx';
import { environmentNames, environments } from './environments.ts';
import type { SiteDetail } from './SitePage.tsx';

/** In which environment one is, with the status of each, and the way to one more. */
export function EnvironmentSwitcher({ site }: { site: SiteDetail }) {
  const { paths } = usePortal();
  const navigate = useNavigate();
  const { pathname } = useLocation();
  const [adding, setAdding] = useState(false);
  const may = useMay('sites:write');
  const missing = environments.filter((one) => !site.environments.some((has) => has.environment === one));
  // One stays at the tab that one is at.
  const tab = pathname.split(paths.site(site.id))[1] ?? '';
  return (
    <>
      <Menu.Root lazyMount unmountOnExit>
        <Menu.Trigger asChild>
          <Button size="xs" variant="outline" rounded="full" ps="3" pe="2.5">
            <LuLayers aria-hidden /> {environmentNames[site.environment]} <LuChevronDown aria-hidden />
          </Button>
        </Menu.Trigger>
        <Portal>
          <Menu.Positioner>
            <Menu.Content minW="260px">
              {site.environments.map((one) => (
                <Menu.Item
                  key={one.id}
                  value={one.id}
                  onClick={() => void navigate(paths.site(one.id) + tab)}
                >
                  <Text as="span" w="4" flexShrink={0} aria-hidden>
                    {one.id === site.id && <LuCheck />}
                  </Text>
                  <Text
                    as="span"
                    flex="1"
                    fontWeight={one.id === site.id ? 'semibold' : 'normal'}
                    aria-current={one.id === site.id || undefined}
                  >
                    {environmentNames[one.environment]}
                  </Text>
                  <StatusBadge state={siteState(one.status)} size="sm" />
                </Menu.Item>
              ))}
              {may && missing.length > 0 && site.status !== 'DELETED' && (
                <>
                  <Menu.Separator />
                  <Menu.Item value="add" onClick={() => setAdding(true)}>
                    <LuPlus /> Add environment…
                  </Menu.Item>
                </>
              )}
            </Menu.Content>
          </Menu.Positioner>
        </Portal>
      </Menu.Root>
      <AddEnvironmentDialog site={site} missing={missing} open={adding} onClose={() => setAdding(false)} />
    </>
  );
}
