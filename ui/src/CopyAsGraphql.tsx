import type { TypedDocumentNode } from '@graphql-typed-document-node/core';
import { print } from 'graphql';
import { useEffect, useState } from 'react';
import { LuBraces, LuCheck } from 'react-icons/lu';
import { copyText } from './copy.ts';
import { IconAction } from './IconAction.tsx';

/**
 * Copies the query that this page is made of, with its variables: everything here can be asked for by a program.
 * Nobody programs on a phone, where the button would take a row of its own.
 */
export function CopyAsGraphql<V>({
  document,
  variables,
}: {
  document: TypedDocumentNode<unknown, V>;
  variables: V;
}) {
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return;
    const timer = setTimeout(() => setCopied(false), 1600);
    return () => clearTimeout(timer);
  }, [copied]);
  const text = () => `${print(document)}\n\n# Variables\n# ${JSON.stringify(variables)}\n`;
  return (
    <IconAction
      label={copied ? 'Copied' : 'Copy as GraphQL'}
      size="sm"
      hideBelow="md"
      variant="outline"
      onClick={() => void copyText(text()).then(setCopied)}
    >
      {copied ? <LuCheck /> : <LuBraces />}
    </IconAction>
  );
}
