/** From typed letters to Chinese: phrases of the hall, whole sentences, single characters. What was typed is not kept. */
import { SYLLABLES } from './syllables.js';

const table = new Map(SYLLABLES.split(' ').map((entry) => /^([a-z]+)(.*)$/u.exec(entry).slice(1)));
const readings = new Map();
for (const [sound, characters] of table) {
  for (const character of characters) readings.set(character, [...(readings.get(character) ?? []), sound]);
}
const LONGEST_SYLLABLE = 6;
const MOST = 60; // candidates; nobody turns more pages
const GOING_ON = 6; // phrases of which only the beginning was typed, before the single characters
const EACH = 3; // characters of each syllable that an unfinished one may become

/** zi for zhi, lin for ling: as many people speak, and type. */
function loose(sound) {
  const initial = sound.replace(/^([zcs])h/, '$1');
  const final = /[aei]ng$/.test(sound) ? sound.slice(0, -1) : /[aei]n$/.test(sound) ? `${sound}g` : sound;
  return [...new Set([sound, initial, final])];
}

const soundsOf = (character) => readings.get(character) ?? [character.toLowerCase()];
const looseSounds = new Map([...readings].map(([character, sounds]) => [character, [...new Set(sounds.flatMap(loose))]]));

/** How far letters lead into a phrase: 0 not at all, 1 to its middle, 2 to its end. Syllables and initials may be mixed. */
export function fits(letters, phrase, at = 0, index = 0) {
  if (at === letters.length) return index === phrase.length ? 2 : 1;
  if (index === phrase.length) return 0;
  let best = 0;
  const rest = letters.length - at;
  for (const sound of looseSounds.get(phrase[index]) ?? [phrase[index].toLowerCase()]) {
    for (const part of new Set([sound, sound[0], sound.slice(0, /^[zcs]h/.test(sound) ? 2 : 1)])) {
      if (letters.startsWith(part, at)) best = Math.max(best, fits(letters, phrase, at + part.length, index + 1));
      if (best === 2) return 2;
    }
    if (rest < sound.length && sound.startsWith(letters.slice(at))) best = Math.max(best, index + 1 === phrase.length ? 2 : 1);
  }
  return best;
}

/** A list of phrases made ready to be typed. */
export class Phrases {
  /** @param {string[]} phrases the most wanted first */
  constructor(phrases) {
    this.all = [...new Set(phrases)].filter((phrase) => phrase.length > 1).map((phrase) => [...phrase]);
    this.sounding = new Map();
    for (const phrase of this.all) {
      const sound = phrase.map((character) => soundsOf(character)[0]).join('');
      if (!this.sounding.has(sound)) this.sounding.set(sound, phrase.join(''));
    }
    this.longest = Math.max(0, ...[...this.sounding.keys()].map(({ length }) => length));
  }

  /** The letters as one sentence of as few pieces as possible, or null: woyaobanzheng → 我要办证. */
  sentence(letters) {
    const best = [{ pieces: 0, text: '' }];
    for (let end = 1; end <= letters.length; end += 1) {
      for (let begin = Math.max(0, end - this.longest, 0); begin < end; begin += 1) {
        if (!best[begin]) continue;
        const sound = letters.slice(begin, end);
        const piece = this.sounding.get(sound) ?? (sound.length <= LONGEST_SYLLABLE ? table.get(sound)?.[0] : null);
        const pieces = best[begin].pieces + 1;
        if (piece && !(best[end]?.pieces <= pieces)) best[end] = { pieces, text: best[begin].text + piece };
      }
    }
    return best[letters.length]?.text ?? null;
  }

  /**
   * What may be meant, the likeliest first.
   * @param {string} letters a–z
   * @returns {{text: string, used: number}[]} used: so many letters it stands for; the rest stays
   */
  candidates(letters) {
    if (!letters) return [];
    const whole = [];
    const begun = [];
    for (const phrase of this.all) {
      const how = fits(letters, phrase);
      if (how === 2) whole.push(phrase.join(''));
      else if (how === 1) begun.push(phrase.join(''));
    }
    const sentence = this.sentence(letters);
    const single = table.has(letters) ? [...table.get(letters)] : [];
    const exact = this.sounding.get(letters);
    const all = (texts, used = letters.length) => texts.map((text) => ({ text, used }));
    const found = [
      ...all(exact ? [exact] : []),
      ...all(single.slice(0, GOING_ON)),
      ...all(whole),
      ...all(sentence ? [sentence] : []),
      ...all(begun.slice(0, GOING_ON)),
      ...all(single),
      ...this.characters(letters),
      ...all(begun),
    ];
    const known = new Set();
    return found.filter(({ text }) => !known.has(text) && known.add(text)).slice(0, MOST);
  }

  /** Single characters for the first syllable, the longest reading of it first. */
  characters(letters) {
    const found = [];
    for (let used = Math.min(LONGEST_SYLLABLE, letters.length); used > 0; used -= 1) {
      const sound = letters.slice(0, used);
      if (table.has(sound)) found.push(...[...table.get(sound)].map((text) => ({ text, used })));
    }
    if (found.length) return found;
    const maybe = [...table].filter(([sound]) => sound.startsWith(letters)).map(([, characters]) => [...characters]);
    for (let round = 0; round < EACH; round += 1) {
      for (const row of maybe) if (row[round]) found.push({ text: row[round], used: letters.length });
    }
    return found;
  }
}
