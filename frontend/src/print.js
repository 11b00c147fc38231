/** Paper: a strip of 80 mm or a sheet of A4, with what is to be taken away and nothing else of the page. */

const PER_MM = 96 / 25.4;
const FEED = 12; // mm below the last line, so that nothing is torn
const LOADING = 3_000; // milliseconds that a square may take

/** beside: a printer stands beside this machine that the web prints on. */
export const printer = { beside: false };

let length = null; // the strip's own rule: how long it is

/** A strip as long as what stands on it: a printer of rolls would else feed a whole page. Old browsers cut it into pages. */
function fit(sheet) {
  if (!('adoptedStyleSheets' in document)) return;
  const millimetres = Math.ceil(sheet.getBoundingClientRect().height / PER_MM) + FEED;
  length = new CSSStyleSheet();
  length.replaceSync(`@page roll { size: 80mm ${millimetres}mm; margin: 3mm 4mm 0; }`);
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, length];
}

/** Takes what was printed out of the page: a kiosk keeps nothing, not even for its printer. */
export function putAway() {
  document.querySelector('body > .sheet')?.remove();
  document.documentElement.classList.remove('printing');
  if (!length) return;
  document.adoptedStyleSheets = document.adoptedStyleSheets.filter((one) => one !== length);
  length = null;
}

const drawn = (image) => Promise.race([image.decode?.().catch(() => null), new Promise((go) => setTimeout(go, LOADING))]);

/**
 * Prints a copy of an element. A kiosk whose browser was started with `--kiosk-printing` asks nothing.
 * @param {Element} paper
 * @param {'roll'|'a4'|'plain'} size plain: whatever lies in the printer
 */
export async function toPaper(paper, size) {
  putAway();
  const sheet = document.createElement('div');
  sheet.className = `sheet ${size}`;
  sheet.setAttribute('aria-hidden', 'true');
  const copy = paper.cloneNode(true);
  copy.hidden = false;
  sheet.append(copy);
  document.body.append(sheet);
  await Promise.all([...sheet.querySelectorAll('img')].map(drawn));
  if (!sheet.isConnected) return; // whoever wanted it has left
  if (size === 'roll') fit(sheet);
  document.documentElement.classList.add('printing');
  addEventListener('afterprint', putAway, { once: true });
  print();
}
