import { Button, Menu, Portal } from '@chakra-ui/react';
import { useState } from 'react';
import { LuChevronDown, LuDownload } from 'react-icons/lu';
import type { AuditFilter } from '../generated/graphql.ts';
import { usePortal } from '../portal.tsx';
import { say, sayFailure } from '../Toaster.tsx';
import { exportAudit } from './exportAudit.ts';

/** Takes everything that the filter lets through away as a file. */
export function ExportMenu({ filter }: { filter: AuditFilter }) {
  const { name } = usePortal();
  const [busy, setBusy] = useState(false);
  async function save(format: 'csv' | 'jsonl') {
    setBusy(true);
    try {
      await exportAudit(name, format, filter);
      say('The export is saved');
    } catch (error) {
      sayFailure('The export failed', error);
    }
    setBusy(false);
  }
  return (
    <Menu.Root positioning={{ placement: 'bottom-end' }} lazyMount unmountOnExit>
      <Menu.Trigger asChild>
        <Button size="sm" variant="outline" loading={busy} loadingText="Exporting">
          <LuDownload /> Export <LuChevronDown />
        </Button>
      </Menu.Trigger>
      <Portal>
        <Menu.Positioner>
          <Menu.Content>
            <Menu.Item value="csv" onClick={() => void save('csv')}>
              CSV, for a spreadsheet
            </Menu.Item>
            <Menu.Item value="jsonl" onClick={() => void save('jsonl')}>
              JSON lines, for a program
            </Menu.Item>
          </Menu.Content>
        </Menu.Positioner>
      </Portal>
    </Menu.Root>
  );
}
