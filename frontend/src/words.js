/**
 * The words of the page in the language that is shown. They stand in `languages/zh-CN.js`; new ones go there.
 * One object, changed in its place: a module may keep a part of it.
 */
import chinese from './languages/zh-CN.js';

const isPart = (value) => typeof value === 'object' && value !== null;

/** Writes every word of a catalogue over the ones that are there; a word it does not have stays. */
function fill(target, source) {
  for (const [name, value] of Object.entries(source)) {
    if (isPart(value)) fill((target[name] ??= Array.isArray(value) ? [] : {}), value);
    else target[name] = value;
  }
  return target;
}

export const words = fill({}, chinese);

/** @param {object} [catalogue] of another language, with the same names; without it Chinese */
export const adopt = (catalogue) => {
  fill(words, chinese);
  if (catalogue) fill(words, catalogue);
};
