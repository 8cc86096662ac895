import { Code, HStack } from '@chakra-ui/react';
import { useEffect, useState } from 'react';
import { LuCheck, LuCopy } from 'react-icons/lu';
import { IconAction } from './IconAction.tsx';
import { copyText } from './copy.ts';

export function CopyButton({ text, label }: { text: string; label: string }) {
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return;
    const timer = setTimeout(() => setCopied(false), 1600);
    return () => clearTimeout(timer);
  }, [copied]);
  return (
    <IconAction
      label={copied ? 'Copied' : label}
      size="2xs"
      onClick={() => void copyText(text).then(setCopied)}
    >
      {copied ? <LuCheck /> : <LuCopy />}
    </IconAction>
  );
}

/** A value in mono type with a button that copies it. */
export function CopyField({ value, label }: { value: string; label: string }) {
  return (
    <HStack gap="1" minW="0">
      <Code variant="plain" textStyle="xs" truncate display="block" minW="0" px="0" color="fg">
        {value}
      </Code>
      <CopyButton text={value} label={`Copy ${label}`} />
    </HStack>
  );
}
