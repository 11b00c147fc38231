/**
 * What is found while somebody types: a list above the field, for finger, keyboard and ear.
 *
 * The field stays a text area, which may not be called a combobox; it names its list and the chosen line the same way.
 */
import { html, nothing } from 'lit';
import { isKiosk } from './display.js';
import { words } from './words.js';

const LIST = 'found';
const id = (index) => `${LIST}-${index}`;

const PAUSE = 500; // ms after the last letter: nobody listens to a count for every letter

const where = ({ places = [] }) => places[0]?.text ?? '';

export class Finder {
  /** @param {import('./composer.js').Composer} field fires `pick` with the item; its `find` looks a text up */
  constructor(field) {
    this.field = field;
    this.close();
    field.addController(this);
  }

  /** What can no longer be chosen, or belongs to words that are gone, goes. */
  hostUpdate() {
    if (this.items.length && (!this.field.find || !this.field.draft || this.field.busy)) this.close();
  }

  hostDisconnected() {
    clearTimeout(this.telling);
  }

  close() {
    clearTimeout(this.telling);
    this.items = [];
    this.at = -1;
    this.count = 0;
    this.field.requestUpdate();
  }

  /** @param {string} typed @param {boolean} composing letters that are still to become characters */
  look(typed, composing = false) {
    this.items = this.field.find?.(typed) ?? [];
    this.at = -1;
    this.tellSoon(composing);
    this.field.requestUpdate();
  }

  /** How many were found is heard once the person pauses, and never between the letters of one character. */
  tellSoon(composing = false) {
    clearTimeout(this.telling);
    if (composing) return;
    this.telling = setTimeout(() => {
      this.count = this.items.length;
      this.field.requestUpdate();
    }, PAUSE);
  }

  /** A finger has no arrow keys. */
  get told() {
    if (!this.count) return nothing;
    return isKiosk() || matchMedia('(pointer: coarse)').matches ? words.find.countTouch(this.count) : words.find.count(this.count);
  }

  /** @returns {boolean} the key was for the list */
  pressed(event) {
    const count = this.items.length;
    if (!count || event.isComposing || event.keyCode === 229) return false;
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') this.step(event.key === 'ArrowDown' ? 1 : -1);
    else if (event.key === 'Escape') this.close();
    else if (event.key === 'Enter' && this.at >= 0 && !event.shiftKey) this.pick(this.items[this.at]);
    else return false;
    event.preventDefault();
    return true;
  }

  /** One line on; past the end the field itself is next, then the other end. */
  step(by) {
    const places = this.items.length + 1;
    this.at = ((this.at + 1 + by + places) % places) - 1;
    this.field.requestUpdate();
    this.field.updateComplete.then(() => this.field.querySelector(`#${id(this.at)}`)?.scrollIntoView({ block: 'nearest' }));
  }

  pick(item) {
    this.close();
    this.field.dispatchEvent(new CustomEvent('pick', { detail: item }));
  }

  get active() {
    return this.at < 0 ? nothing : id(this.at);
  }

  get controls() {
    return this.items.length ? LIST : nothing;
  }

  list() {
    const { items } = this;
    return html`<p class="sr" role="status">${this.told}</p>
      ${items.length
        ? html`<ul id=${LIST} class="found" role="listbox" aria-label=${words.find.label} @mousedown=${(event) => event.preventDefault()}>
            ${items.map((item, index) => html`<li id=${id(index)} role="option" aria-selected=${index === this.at ? 'true' : 'false'} @click=${() => this.pick(item)}>
              <b>${item.name}</b>${where(item) ? html`<span>${where(item)}</span>` : nothing}</li>`)}</ul>`
        : nothing}`;
  }
}
