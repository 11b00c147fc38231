/** When the keys on the screen come and go: with a finger in a field, away with the field. */
import { words } from './words.js';

const FIELDS = 'textarea, input[type="text"], input[type="tel"], input[type="search"], input[type="number"], input:not([type])';
const OWN = '.digits'; // they have keys of their own beside them
const SETTLING = 120; // ms after a finger was lifted: what it pressed must not move away under it
const root = document.documentElement;

export class FieldKeys {
  /** @param {import('./app.js').App} page */
  constructor(page) {
    this.page = page;
    this.modes = new WeakMap();
    this.events = {
      pointerdown: () => (this.pressing = true),
      pointerup: () => this.lifted(),
      pointercancel: () => this.lifted(),
      click: (event) => this.touched(event.target),
      focusin: (event) => this.entered(event.target),
      focusout: () => this.settle(),
    };
  }

  start() {
    for (const [name, hear] of Object.entries(this.events)) addEventListener(name, hear, { capture: true, passive: true });
    // before somebody needs it: the network may be away by then
    this.early = setTimeout(() => this.load().catch(() => {}), 3000);
  }

  stop() {
    for (const [name, hear] of Object.entries(this.events)) removeEventListener(name, hear, { capture: true });
    clearTimeout(this.early);
    this.close();
  }

  load() {
    this.loading ??= import('./keyboard.js').then(
      ({ Keyboard }) => {
        this.host = document.createElement('section');
        this.host.className = 'keys';
        this.host.setAttribute('aria-label', words.keys.label);
        this.host.hidden = true;
        this.page.append(this.host);
        this.keyboard = new Keyboard(this.host, { close: () => this.done(), names: () => this.names() });
      },
      (fault) => {
        this.loading = null; // the next touch tries again
        throw fault;
      },
    );
    return this.loading;
  }

  /** Names of the catalogue as people call them, from what the page holds in memory. */
  names() {
    const items = [...this.page.memory.matters.values()];
    const papers = items.flatMap(({ materials = [] }) => materials.map(({ name }) => name));
    return [...items.flatMap(({ name, short = [] }) => [...short, name]), ...papers].filter((name) => name.length < 20);
  }

  writable(field) {
    return field.matches?.(FIELDS) && !field.matches(OWN) && !field.disabled;
  }

  async touched(field) {
    if (!this.writable(field)) return;
    await this.load();
    if (document.activeElement === field) this.open(field);
  }

  entered(field) {
    if (this.isOpen && this.writable(field)) this.open(field);
  }

  lifted() {
    this.pressing = false;
    this.settle();
  }

  /** A key has ended the writing. The finger still lies on it: what moves under it now would be pressed. */
  done() {
    this.closing = true;
    this.settle();
  }

  /** The field was left, perhaps only for the next one. */
  settle() {
    clearTimeout(this.settling);
    if (!this.isOpen) return;
    this.settling = setTimeout(() => {
      if (!this.pressing && (this.closing || document.activeElement !== this.keyboard.field)) this.close();
    }, SETTLING);
  }

  get isOpen() {
    return root.dataset.keys === 'open';
  }

  open(field) {
    this.closing = false;
    if (!this.modes.has(field)) this.modes.set(field, field.inputMode);
    field.inputMode = 'none'; // no second keyboard of the machine's own
    root.dataset.keys = 'open';
    this.keyboard.open(field, this.modes.get(field));
    if (field.closest('main')) field.scrollIntoView({ block: 'center' });
    this.page.sight.look();
  }

  close() {
    if (!this.isOpen) return;
    delete root.dataset.keys;
    this.keyboard.shut();
    this.page.sight.look();
  }
}
