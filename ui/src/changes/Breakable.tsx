import { Fragment } from 'react';

/** An address that breaks after its dots, before it breaks anywhere else. */
export function Breakable({ text }: { text: string }) {
  return text.split(/(?<=\.)/).map((part, index) => (
    <Fragment key={index}>
      {part}
      <wbr />
    </Fragment>
  ));
}
