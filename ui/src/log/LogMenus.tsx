import { Button, Menu, NativeSelect, Portal } from '@chakra-ui/react';
import { LuArrowDownToLine, LuBraces, LuCopy, LuFileText, LuSettings2 } from 'react-icons/lu';
import type { LogToolbarProps } from './LogToolbar.tsx';
import type { Times } from './LogView.tsx';
import type { LevelFilter } from './view.ts';

/** Which lines are shown, and how. */
export function OptionsMenu({ level, onLevel, wrap, onWrap, times, onTimes }: LogToolbarProps) {
  return (
    <>
      <NativeSelect.Root size="xs" w="104px" flexShrink={0}>
        <NativeSelect.Field
          aria-label="Level"
          value={level}
          onChange={(event) => onLevel(event.target.value as LevelFilter)}
        >
          <option value="ALL">All levels</option>
          <option value="INFO">Info and up</option>
          <option value="WARN">Warnings</option>
          <option value="ERROR">Errors</option>
        </NativeSelect.Field>
        <NativeSelect.Indicator />
      </NativeSelect.Root>
      <Menu.Root closeOnSelect={false} positioning={{ placement: 'bottom-end' }}>
        <Menu.Trigger asChild>
          <Button
            size="xs"
            variant="ghost"
            px="0"
            minW="8"
            color="fg.muted"
            aria-label="View options"
            title="View options"
          >
            <LuSettings2 />
          </Button>
        </Menu.Trigger>
        <Portal>
          <Menu.Positioner>
            <Menu.Content minW="200px">
              <Menu.CheckboxItem value="wrap" checked={wrap} onCheckedChange={onWrap}>
                Wrap long lines
                <Menu.ItemIndicator />
              </Menu.CheckboxItem>
              <Menu.Separator />
              <Menu.RadioItemGroup value={times} onValueChange={({ value }) => onTimes(value as Times)}>
                <Menu.ItemGroupLabel>Timestamps</Menu.ItemGroupLabel>
                <Menu.RadioItem value="OFF">
                  Off <Menu.ItemIndicator />
                </Menu.RadioItem>
                <Menu.RadioItem value="RELATIVE">
                  Since the start <Menu.ItemIndicator />
                </Menu.RadioItem>
                <Menu.RadioItem value="UTC">
                  UTC <Menu.ItemIndicator />
                </Menu.RadioItem>
              </Menu.RadioItemGroup>
            </Menu.Content>
          </Menu.Positioner>
        </Portal>
      </Menu.Root>
    </>
  );
}

export function CopyMenu({ onCopy, onPlain }: LogToolbarProps) {
  return (
    <Menu.Root positioning={{ placement: 'bottom-end' }}>
      <Menu.Trigger asChild>
        <Button size="xs" variant="ghost" px="0" minW="8" color="fg.muted" aria-label="Copy" title="Copy">
          <LuCopy />
        </Button>
      </Menu.Trigger>
      <Portal>
        <Menu.Positioner>
          <Menu.Content minW="220px">
            <Menu.Item value="selection" onClick={() => onCopy('selection')}>
              <LuCopy /> Copy selected lines
            </Menu.Item>
            <Menu.Item value="all" onClick={() => onCopy('all')}>
              <LuCopy /> Copy everything
            </Menu.Item>
            <Menu.Item value="link" onClick={() => onCopy('link')}>
              <LuCopy /> Copy link to selected lines
            </Menu.Item>
            <Menu.Separator />
            <Menu.Item value="plain" onClick={onPlain}>
              <LuFileText /> Open as plain text
            </Menu.Item>
          </Menu.Content>
        </Menu.Positioner>
      </Portal>
    </Menu.Root>
  );
}

/** The whole log from the platform, also where lines of it have left this page. */
export function DownloadMenu({ onDownload }: LogToolbarProps) {
  return (
    <Menu.Root positioning={{ placement: 'bottom-end' }}>
      <Menu.Trigger asChild>
        <Button
          size="xs"
          variant="ghost"
          px="0"
          minW="8"
          color="fg.muted"
          aria-label="Download full log"
          title="Download full log"
        >
          <LuArrowDownToLine />
        </Button>
      </Menu.Trigger>
      <Portal>
        <Menu.Positioner>
          <Menu.Content minW="220px">
            <Menu.ItemGroup>
              <Menu.ItemGroupLabel>Download full log</Menu.ItemGroupLabel>
              <Menu.Item value="text" onClick={() => onDownload('text')}>
                <LuFileText /> As text
              </Menu.Item>
              <Menu.Item value="json" onClick={() => onDownload('json')}>
                <LuBraces /> As JSON, for a program
              </Menu.Item>
            </Menu.ItemGroup>
          </Menu.Content>
        </Menu.Positioner>
      </Portal>
    </Menu.Root>
  );
}
