/** Text size, contrast, pace and height. Remembered on a person's own device; on a kiosk only until the person leaves. */

const KEY = 'xiaobao.display';
const root = document.documentElement;
export const SIZES = ['normal', 'large', 'huge'];

export const isKiosk = () => root.dataset.channel === 'kiosk';

export const plain = () => ({
  size: 'normal',
  contrast: !isKiosk() && matchMedia('(prefers-contrast: more)').matches,
  slow: false, // at a kiosk: more time, slower speech
  low: false, // at a kiosk: everything in the lower half, for who sits or is short
});

/** Nothing was chosen. @param {{size: string, contrast: boolean, slow: boolean, low: boolean}} display */
export const isPlain = ({ size, contrast, slow, low }) => size === 'normal' && !contrast && !slow && !low && root.lang === 'zh-CN';

/** @returns {{size: string, contrast: boolean, slow: boolean, low: boolean}} */
export function remembered() {
  if (isKiosk()) return plain();
  try {
    const known = JSON.parse(localStorage.getItem(KEY) ?? 'null');
    if (known && SIZES.includes(known.size)) return { ...plain(), size: known.size, contrast: known.contrast === true };
  } catch {
    // storage is closed to us: the usual display then
  }
  return plain();
}

/** @param {{size: string, contrast: boolean, slow: boolean, low: boolean}} display */
export function apply(display) {
  root.dataset.size = display.size;
  root.dataset.contrast = display.contrast ? 'high' : 'normal';
  if (isKiosk()) {
    root.dataset.pace = display.slow ? 'slow' : 'normal';
    root.dataset.height = display.low ? 'low' : 'whole';
    return;
  }
  try {
    localStorage.setItem(KEY, JSON.stringify({ size: display.size, contrast: display.contrast }));
  } catch {
    // then it holds for this visit only
  }
}
