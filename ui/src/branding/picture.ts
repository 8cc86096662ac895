export const pictureTypes: readonly string[] = ['image/png', 'image/jpeg', 'image/webp'];
const largest = 256 * 1024;

/** A picture that was chosen, as a data: URL, or a sentence that says why it cannot be taken. */
export async function readPicture(file: File): Promise<{ picture?: string; problem?: string }> {
  if (!pictureTypes.includes(file.type))
    return { problem: `${file.name} is none of PNG, JPEG and WebP. Choose one of these.` };
  if (file.size > largest)
    return {
      problem: `${file.name} has ${Math.ceil(file.size / 1024)} kB. Make it smaller: at most 256 kB can be kept.`,
    };
  return { picture: await dataUrl(file) };
}

function dataUrl(file: File): Promise<string> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(reader.result as string);
    reader.onerror = () => reject(reader.error);
    reader.readAsDataURL(file);
  });
}
