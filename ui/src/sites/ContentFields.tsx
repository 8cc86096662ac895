import { Field, Input, Textarea } from '@chakra-ui/react';
import type { WebsiteConfiguration } from './configuration.ts';

type Props = {
  content: WebsiteConfiguration;
  onChange: (content: WebsiteConfiguration) => void;
  /** Sentences by dotted path, such as `configuration.title`. */
  problems: Readonly<Record<string, string>>;
};

/** What the `website` blueprint asks for. */
export function ContentFields({ content, onChange, problems }: Props) {
  const title = problems['configuration.title'] ?? problems['configuration'];
  const body = problems['configuration.body'];
  return (
    <>
      <Field.Root required invalid={!!title}>
        <Field.Label>Title</Field.Label>
        <Input
          value={content.title}
          placeholder="Welcome to our shop"
          onChange={(event) => onChange({ ...content, title: event.target.value })}
        />
        <Field.ErrorText>{title}</Field.ErrorText>
      </Field.Root>
      <Field.Root required invalid={!!body}>
        <Field.Label>Text</Field.Label>
        <Textarea
          rows={6}
          value={content.body}
          placeholder="Say what your visitors should know."
          onChange={(event) => onChange({ ...content, body: event.target.value })}
        />
        <Field.ErrorText>{body}</Field.ErrorText>
      </Field.Root>
    </>
  );
}
