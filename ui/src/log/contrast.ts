export type Rgb = readonly [red: number, green: number, blue: number];

/** What log lines stand on, in both themes. */
export const paper: Rgb = [11, 14, 20];

const linear = (channel: number) => {
  const c = channel / 255;
  return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
};

const luminance = ([r, g, b]: Rgb) => 0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b);

/** WCAG contrast of two colours with channels 0 to 255: 1 to 21. */
export function contrast(a: Rgb, b: Rgb): number {
  const [light, dark] = [luminance(a), luminance(b)].sort((x, y) => y - x) as [number, number];
  return (light + 0.05) / (dark + 0.05);
}

/** The colour itself where it can be read on `ground`, else the nearest mix with white or black that can. */
export function legible(colour: Rgb, ground: Rgb, floor = 4.5): Rgb {
  if (contrast(colour, ground) >= floor) return colour;
  const target: Rgb = luminance(ground) < 0.18 ? [255, 255, 255] : [0, 0, 0];
  for (let share = 0.1; share < 1; share += 0.1) {
    const mixed = colour.map((c, i) => Math.round(c + (target[i]! - c) * share)) as unknown as Rgb;
    if (contrast(mixed, ground) >= floor) return mixed;
  }
  return target;
}
