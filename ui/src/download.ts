import { saveFile } from './saveFile.ts';

/** Downloads what the platform serves at a path beside its API. Throws an error whose message is a sentence for the reader. */
export async function download(portal: string, path: string, name: string): Promise<void> {
  // The header tells the gateway whose cookies count, and no foreign page can send it.
  const answer = await fetch(path, { headers: { 'hosterizer-portal': portal } });
  if (!answer.ok) throw new Error(await messageOf(answer));
  saveFile(name, await answer.blob());
}

type Refusal = { errors?: Array<{ message: string }>; message?: string; error?: string };

async function messageOf(answer: Response): Promise<string> {
  try {
    const { errors, message, error } = (await answer.json()) as Refusal;
    return errors?.[0]?.message ?? message ?? error ?? `Status ${answer.status}.`;
  } catch {
    return `The platform answered with status ${answer.status}. Try again in a moment.`;
  }
}
