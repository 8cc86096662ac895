/** Whether a place does what a state needs, found out with an object of its own. */
import { newId } from '@hosterizer/kit/ids';
import { away, folderOf, titleOf, type Place, type PlaceStore } from './place.ts';

/** Throws Away with what is missing. */
export async function probe(place: Place, store: PlaceStore): Promise<void> {
  const key = folderOf(place, `.hosterizer-${newId()}`);
  const bytes = Buffer.from('Hosterizer looks whether it may write here.');
  const unlike = (what: string) =>
    away(`The ${titleOf(place)} ${what}: states cannot be kept there.`, { refused: true });

  if (await store.get(key, bytes.length)) throw unlike('has objects that nobody has written');
  if (!(await store.put(key, bytes, null))) throw unlike('takes no new object for new');
  try {
    if (await store.put(key, bytes, null)) throw unlike('writes over what is there when it is told not to');
    const found = await store.get(key, bytes.length);
    if (!found?.bytes.equals(bytes)) throw unlike('does not answer what was written');
    if (!(await store.put(key, bytes, found.mark))) throw unlike('does not know an object by its mark');
  } finally {
    await store.delete(key);
  }
}
