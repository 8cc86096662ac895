import { Box, Code, HStack } from '@chakra-ui/react';
import { useState } from 'react';
import { LuEye, LuEyeOff } from 'react-icons/lu';
import { CopyButton } from './CopyField.tsx';
import { IconAction } from './IconAction.tsx';

/** A secret that is here to be taken away: all of it, with a button that copies it and one that hides it from others. */
export function SecretField({ value, label }: { value: string; label: string }) {
  const [shown, setShown] = useState(true);
  return (
    <HStack gap="1" borderWidth="1px" rounded="lg" bg="bg.muted" ps="3" pe="1.5" py="1.5" minW="0">
      <Box flex="1" minW="0">
        <Code
          variant="plain"
          textStyle="sm"
          px="0"
          color="fg"
          bg="transparent"
          overflowWrap="anywhere"
          whiteSpace="normal"
          data-secret={label}
        >
          {shown ? value : '•'.repeat(24)}
        </Code>
      </Box>
      <IconAction label={shown ? 'Hide' : 'Show'} size="2xs" onClick={() => setShown(!shown)}>
        {shown ? <LuEyeOff /> : <LuEye />}
      </IconAction>
      <CopyButton text={value} label={`Copy ${label}`} />
    </HStack>
  );
}
