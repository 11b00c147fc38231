/** Finds matters while somebody types: Chinese in any order, pinyin, initials, and both mixed. Pure; needs no network. */

const SOUND = /^[a-z0-9]+$/;
const GAPS = /[\s\p{P}\p{S}]/gu;
/** What people say around a matter: it never names one. */
const AROUND =
  /请问|您好|你好|怎么办理|怎么办|怎么弄|怎样|如何|咋办|咋弄|在哪里办|在哪儿办|在哪办|去哪办|在哪里|在哪儿|哪里|要带什么|带什么|需要什么|什么材料|多少钱|可以吗|能不能|行不行|請問|怎麼辦理|怎麼辦|在哪[裏裡]辦|在哪[裏裡]|哪[裏裡]|要帶什麼|帶什麼|需要什麼|什麼材料|辦理|我想|我要|想要|办理|一下/g;
const SMALL = /[我你您的了吗嗎呢啊呀吧去想要办辦]/g;
const MOST_KEPT = 40; // letters that are looked at: who writes more tells a story, and the guide reads that
const ENOUGH = 0.7; // of the characters, for a longer sentence

const plain = (text) => text.normalize('NFKC').toLowerCase().replace(GAPS, '').slice(0, MOST_KEPT);

/**
 * @param {object[]} items of `/items` or `/offline`: name, short, sounds, tiles, places
 * @param {Map<string, string[]>} [about] by id: words that lead there without naming it (category, life events)
 * @returns {object[]} what `find` looks through
 */
export const shelf = (items, about = new Map()) => items.map((item) => ({
  item,
  names: [item.name, ...[].concat(item.short ?? [], item.written ?? [])].map(plain),
  sounds: item.sounds ?? [],
  about: (about.get(item.id) ?? []).map(plain),
}));

/** In how many pieces the letters stand in `whole`, in their order, the first `head` of them together; Infinity when they don't. */
function pieces(letters, whole, head = 1) {
  let least = Infinity;
  const first = letters.slice(0, head);
  for (let start = whole.indexOf(first); start >= 0; start = whole.indexOf(first, start + 1)) {
    let count = 1;
    let at = start + head - 1;
    for (let index = head; index < letters.length && at >= 0; index += 1) {
      const next = whole.indexOf(letters[index], at + 1);
      if (next !== at + 1) count += 1;
      at = next;
    }
    if (at >= 0) least = Math.min(least, count);
  }
  return least;
}

/** Both halves stand there, the second before the first: blsfz → sfzbl. */
function swapped(letters, whole) {
  for (let cut = 2; cut <= letters.length - 2; cut += 1) {
    if (whole.includes(letters.slice(0, cut)) && whole.includes(letters.slice(cut))) return true;
  }
  return false;
}

/** Two characters of it stand side by side there. */
function pairs(typed, name) {
  for (let index = 1; index < typed.length; index += 1) if (name.includes(typed[index - 1] + typed[index])) return true;
  return false;
}

function bySound(typed, sound) {
  if (sound === typed) return 100;
  if (sound.startsWith(typed)) return 90;
  if (typed.length < 2 || sound.length < typed.length) return 0;
  if (sound.includes(typed)) return 75;
  if (typed.length < 4) return 0;
  const count = pieces(typed, sound, 2);
  if (count <= Math.max(2, typed.length / 3)) return 64 - 4 * count;
  return swapped(typed, sound) ? 50 : 0;
}

function byName(typed, name) {
  let held = 0;
  for (const letter of typed) if (name.includes(letter)) held += 1;
  const share = held / typed.length;
  if (share < ENOUGH) return 0;
  if (name === typed) return 100;
  if (name.startsWith(typed)) return 90;
  if (name.includes(typed)) return 80;
  if (typed.length < 2) return 0;
  if (share < 1) return typed.length >= 4 && pairs(typed, name) ? 45 * share : 0;
  const count = pieces(typed, name);
  return count < Infinity ? 74 - 3 * count : 60;
}

const best = (values, score) => values.reduce((most, value) => Math.max(most, score(value)), 0);

function fits(typed, { names, sounds, about }) {
  if (!typed) return 0;
  const named = best(names, (name) => byName(typed, name));
  if (SOUND.test(typed)) return Math.max(named, best(sounds, (sound) => bySound(typed, sound)));
  return named || (typed.length > 1 && about.some((word) => word.includes(typed)) ? 35 : 0);
}

/** Letters and characters side by side, sfz丢了: each part has to fit. */
function score(typed, entry) {
  const parts = typed.match(/[a-z0-9]+|[^a-z0-9]+/g) ?? [];
  const whole = fits(typed, entry);
  return parts.length < 2 ? whole : Math.max(whole, Math.min(...parts.map((part) => fits(part, entry))) - 5);
}

/**
 * @param {object[]} entries of `shelf`
 * @param {string} said what was typed so far
 * @returns {{item: object, score: number}[]} best first; score: in (0, 100]; from 60 on all that was typed is there
 */
export function find(entries, said, most = 6) {
  const typed = plain(said);
  if (!typed) return [];
  const bare = plain(said.replace(AROUND, '').replace(SMALL, ''));
  const found = [];
  entries.forEach((entry, index) => {
    const fit = Math.max(score(typed, entry), bare && bare !== typed ? score(bare, entry) - 1 : 0);
    if (fit > 0) found.push({ item: entry.item, score: fit, index });
  });
  found.sort((a, b) => b.score - a.score || Number(Boolean(b.item.tiles)) - Number(Boolean(a.item.tiles))
    || a.item.name.length - b.item.name.length || a.index - b.index);
  return found.slice(0, most).map(({ item, score: fit }) => ({ item, score: fit }));
}
