/** Digits to touch, for a machine without a keyboard: they go into the field that was touched last. */
import { LitElement, html } from 'lit';
import { words } from './words.js';

const KEYS = ['1', '2', '3', '4', '5', '6', '7', '8', '9', words.keypad.clear, '0', words.keypad.back];

export class Keypad extends LitElement {
  createRenderRoot() {
    return this;
  }

  connectedCallback() {
    super.connectedCallback();
    this.form = this.closest('form');
    this.chosen = (event) => event.target.matches('input.digits') && (this.field = event.target);
    this.form.addEventListener('focusin', this.chosen);
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.form.removeEventListener('focusin', this.chosen);
  }

  press(key) {
    const fields = [...this.form.querySelectorAll('input.digits')];
    this.field ??= fields[0];
    const { field } = this;
    if (key === words.keypad.clear) field.value = '';
    else if (key === words.keypad.back) field.value = field.value.slice(0, -1);
    else if (field.value.length < (field.name === 'number' ? 10 : 6)) field.value += key;
    // a whole number leads to the code; the focus stays on the keys, where the finger is
    if (field.name === 'number' && field.value.length === 10) this.field = fields[1];
    for (const one of fields) one.classList.toggle('writing', one === this.field);
  }

  render() {
    return html`<div class="keypad" role="group" aria-label=${words.keypad.label}>${KEYS.map((key) => html`<button type="button" class="button"
      @click=${() => this.press(key)}>${key}</button>`)}</div>`;
  }
}
customElements.define('xb-keypad', Keypad);
