/** One key that calls a person from anywhere, for who does not see the screen; every step is said aloud. */
import { words } from './words.js';

const PAUSE = 200;
const PATIENCE = 20_000;

/** Says something aloud, where the hall has a voice. */
export const speak = (text) => text && dispatchEvent(new CustomEvent('xb-speak', { detail: { text } }));

const isField = (target) => target.closest?.('input, textarea, select');

export class Summon {
  /** @param {import('./app.js').App} page @param {{key: string, wake: () => void}} hands wake: somebody is here */
  constructor(page, { key, wake }) {
    Object.assign(this, { page, key, wake });
    this.pressed = (event) => {
      if (event.key.toLowerCase() !== this.key.toLowerCase() || event.repeat || event.ctrlKey || event.altKey || event.metaKey) return;
      if (this.key.length === 1 && isField(event.target)) return; // a letter that is being written
      event.preventDefault();
      event.stopPropagation();
      this.call();
    };
  }

  start() {
    addEventListener('keydown', this.pressed, { capture: true });
  }

  stop() {
    removeEventListener('keydown', this.pressed, { capture: true });
  }

  async call() {
    const { page } = this;
    this.wake();
    if (page.talk.live) return speak(words.summon.already);
    speak(words.summon.calling);
    const late = Date.now() + PATIENCE;
    while (page.busy && Date.now() < late) await new Promise((done) => setTimeout(done, PAUSE));
    const { visit } = page;
    await page.human();
    if (visit === page.visit) speak(this.outcome());
    return undefined;
  }

  /** What came of it, without a number or a code: others hear it too. */
  outcome() {
    const { page } = this;
    if (page.fault) return words.summon.failed;
    if (page.talk.live) return words.summon.rings;
    const last = page.entries.filter(({ message, turn }) => message && turn === page.turn).pop()?.message;
    return last?.case?.number ? words.summon.registered : (last?.speech ?? last?.text);
  }
}
