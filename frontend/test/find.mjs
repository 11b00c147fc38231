/** Looks up what was typed, like the page does: `{"known": …, "typed": […], "times": n}` in, rows and milliseconds out. */
import { readFileSync } from 'node:fs';
import { find } from '../src/search.js';
import { known } from '../src/known.js';

const { known: document, typed, copies = 1 } = JSON.parse(readFileSync(0, 'utf8'));
const items = Array.from({ length: copies }, (_, copy) => document.items.map((item) => ({ ...item, copy }))).flat();
const { entries } = known({ ...document, items });
const took = (text) => {
  const began = performance.now();
  find(entries, text);
  return performance.now() - began;
};
console.log(JSON.stringify(typed.map((text) => ({
  found: find(entries, text).map(({ item, score }) => ({ id: item.id, name: item.name, score })),
  milliseconds: Math.min(...Array.from({ length: 9 }, () => took(text))), // another process may hold the processor
}))));
