/** Text size and contrast. Remembered on a person's own device; on a kiosk only until the person leaves. */

const KEY = 'xiaobao.display';
const root = document.documentElement;
export const SIZES = ['normal', 'large', 'huge'];

export const isKiosk = () => root.dataset.channel === 'kiosk';

export const plain = () => ({
  size: 'normal',
  contrast: !isKiosk() && matchMedia('(prefers-contrast: more)').matches,
});

/** @returns {{size: string, contrast: boolean}} */
export function remembered() {
  if (isKiosk()) return plain();
  try {
    const known = JSON.parse(localStorage.getItem(KEY) ?? 'null');
    if (known && SIZES.includes(known.size)) return { size: known.size, contrast: known.contrast === true };
  } catch {
    // storage is closed to us: the usual display then
  }
  return plain();
}

/** @param {{size: string, contrast: boolean}} display */
export function apply(display) {
  root.dataset.size = display.size;
  root.dataset.contrast = display.contrast ? 'high' : 'normal';
  if (isKiosk()) return;
  try {
    localStorage.setItem(KEY, JSON.stringify(display));
  } catch {
    // then it holds for this visit only
  }
}
