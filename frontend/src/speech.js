/** Reading aloud: one voice at a time, sentence by sentence, silent at any touch. The sound is made by the server. */
import * as api from './api.js';
import { isKiosk } from './display.js';

const LONGEST = 300; // characters asked for at a time
const SHORT = 6; // a sentence below this is read with the next: fewer rests
const REST = 15_000; // ms without a word until the loudspeaker is let go
const DISCREET = '请看屏幕'; // what the hall's guide says in the place of words that others must not hear
const OPENING = 2000; // ms that a loudspeaker may take
const EARLY = 5000; // ms that words wait for the hall to tell whether it has a voice
const TOUCHES = ['pointerdown', 'keydown', 'input'];
const QUIET_KINDS = ['human']; // what a person writes may be about somebody: read only when asked

/** Nobody beside the person should hear this. */
export const isDiscreet = ({ text, speech }) => (speech ?? '').startsWith(DISCREET) && !(text ?? '').startsWith(DISCREET);

/** What is read by itself: the short form. */
export const shortly = (message) => (isDiscreet(message) || QUIET_KINDS.includes(message.kind) ? '' : (message.speech ?? message.text ?? ''));

/**
 * What is read when it is asked for: all words, and what can be chosen; of a request only the form without its numbers.
 * @param {object} message
 */
export function wholly({ kind, text, speech, options }) {
  if (kind.startsWith('case_')) return speech ?? '';
  const choices = (options ?? []).map(({ label }, index) => [`${index + 1}. ${label}`, `${index + 1}，${label}`]);
  const shown = new Set(choices.map(([line]) => line));
  const lines = (text ?? '').split('\n').filter((line) => !shown.has(line.trim()));
  return [...lines, ...(kind === 'clarify' ? choices.map(([, said]) => said) : [])].join('\n');
}

/** @returns {string[]} the sentences of a text, short ones joined, none longer than LONGEST */
export function sentences(text) {
  const found = [];
  for (const one of text.match(/[^。！？!?\n]+[。！？!?\n]*/g) ?? []) {
    const words = one.replace(/\n+/g, '。').replace(/([。！？!?])。+/g, '$1').trim();
    if (!/[\p{L}\p{N}]/u.test(words)) continue;
    const last = found.length - 1;
    if (last >= 0 && found[last].length < SHORT) found[last] += words;
    else for (let at = 0; at < words.length; at += LONGEST) found.push(words.slice(at, at + LONGEST));
  }
  return found;
}

/**
 * The one voice of the page.
 * @fires change something below is different now
 */
class Reader extends EventTarget {
  able = null; // not known yet
  early = null;
  /** What comes is read by itself. */
  aloud = isKiosk();
  hushed = false;
  about = null;
  speaking = false;
  fault = null;
  turn = 0;
  waiting = [];

  /** @param {boolean} able the hall has a voice; what was to be said before that was known is said now */
  offer(able) {
    if (able === this.able) return;
    const { early } = this;
    this.able = able;
    this.early = null;
    if (able) {
      for (const name of TOUCHES) addEventListener(name, this.touched, { capture: true, passive: true });
      addEventListener('click', this.unlock, { capture: true });
      addEventListener('pagehide', this.stop);
    } else {
      for (const name of TOUCHES) removeEventListener(name, this.touched, { capture: true });
      removeEventListener('click', this.unlock, { capture: true });
      removeEventListener('pagehide', this.stop);
      this.stop();
    }
    this.told();
    if (early && Date.now() < early.until) this.say(early.text);
  }

  /** A visit begins: silence, and the choice as it was made for this kind of screen. */
  fresh() {
    this.stop();
    this.hushed = false;
    this.aloud = isKiosk();
    this.told();
  }

  choose(aloud) {
    this.aloud = aloud;
    if (aloud) this.hushed = false;
    else this.stop();
    this.told();
  }

  /** A message came: read with the others of its turn, unless nobody wants it or nobody should hear it. place: where it stands. */
  arrived(message, place) {
    if (isDiscreet(message)) {
      this.hushed = true; // what follows is about the same
      this.waiting = [];
      this.stop();
      this.told();
    }
    if (!this.able || !this.aloud || this.hushed) return;
    if (!this.waiting.length) setTimeout(() => this.readWaiting());
    this.waiting.push({ message, place });
  }

  /**
   * Says a text; what was being said ends.
   * @param {string} text
   * @param {object|null} about what it belongs to
   * @param {boolean} asked somebody pressed for it: a failure is told
   * @returns {Promise<boolean>} it was said to its end
   */
  async say(text, about = null, asked = false) {
    this.stop();
    if (this.able === null) this.early = { text, until: Date.now() + EARLY };
    const parts = sentences(text ?? '');
    if (!this.able || !parts.length) return false;
    const turn = this.turn;
    const open = this.open();
    this.speaking = true;
    this.about = about;
    this.told();
    try {
      let next = this.made(parts[0]);
      if (!(await open)) return false;
      for (let at = 0; at < parts.length; at += 1) {
        const sound = await next;
        if (turn !== this.turn) return false;
        if (at + 1 < parts.length) next = this.made(parts[at + 1]); // while this one sounds
        if (!(await this.played(sound, turn))) return false;
      }
      return turn === this.turn;
    } catch (fault) {
      if (turn === this.turn && asked) this.fault = { about, said: fault.said ?? null };
      return false;
    } finally {
      if (turn === this.turn) this.stop({ keep: true });
    }
  }

  /** Silence now. Also a listener, hence bound. */
  stop = ({ keep = false } = {}) => {
    this.turn += 1;
    this.early = null;
    this.asking?.abort();
    this.source?.stop();
    this.over?.(); // a loudspeaker that rests would never tell, and keep the sound
    this.source = this.asking = null;
    const changed = this.speaking || (this.fault && !keep);
    this.speaking = false;
    this.about = null;
    if (!keep) this.fault = null;
    if (this.context && !this.resting) {
      this.resting = setTimeout(() => {
        this.resting = null;
        if (!this.speaking) this.context.suspend();
      }, REST);
    }
    if (changed || keep) this.told();
  };

  /** One after another, each with its own button marked, until somebody has heard enough. */
  async readWaiting() {
    const below = (one, other) => (one.place.compareDocumentPosition(other.place) & Node.DOCUMENT_POSITION_FOLLOWING ? -1 : 1);
    const messages = this.waiting.sort(below).map(({ message }) => message).filter(shortly); // a card's comes later than a sentence's
    this.waiting = [];
    if (!(navigator.userActivation?.hasBeenActive ?? true)) return;
    for (const message of messages) if (!(await this.say(shortly(message), message))) return;
  }

  made(text) {
    this.asking ??= new AbortController();
    const made = api.speak(text, isSlow(), this.asking.signal).then((sound) => this.context.decodeAudioData(sound));
    made.catch(() => {}); // asked for ahead: whoever waits for it is told
    return made;
  }

  played(sound, turn) {
    return new Promise((resolve) => {
      if (turn !== this.turn) return resolve(false);
      this.source = this.context.createBufferSource();
      this.source.buffer = sound;
      this.source.connect(this.context.destination);
      const { source } = this;
      this.over = source.onended = () => {
        source.onended = this.over = null;
        source.disconnect();
        source.buffer = null;
        resolve(turn === this.turn);
      };
      this.source.start();
    });
  }

  /** The loudspeaker; a browser that waits for a touch first is not waited for. */
  open() {
    this.context ??= new AudioContext({ latencyHint: 'playback' });
    clearTimeout(this.resting);
    this.resting = null;
    const refused = new Promise((resolve) => setTimeout(resolve, OPENING, false));
    return Promise.race([this.context.resume().then(() => true, () => false), refused]);
  }

  /** Browsers let a page sound only after a touch; some only from within it. */
  unlock = () => {
    if (this.aloud && !this.context) this.open();
  };

  /** Any touch is an end, but for the button that ends it by itself. */
  touched = (event) => {
    if (this.speaking && !event.target.closest?.('[data-reads]')) this.stop();
  };

  told() {
    this.dispatchEvent(new Event('change'));
  }
}

/** The person wants more time. */
export const isSlow = () => document.documentElement.dataset.pace === 'slow';

export const reader = new Reader();

/** Says a text aloud, where the hall has a voice. For other parts of the page; from outside it: the event `xb-speak`. */
export const say = (text) => reader.say(text);

addEventListener('xb-speak', ({ detail }) => say(detail?.text));
