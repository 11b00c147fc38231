/** Once in the life of a machine: the code from the desk is typed in. Loaded when it is asked for. */
import { LitElement, html } from 'lit';
import { words } from './words.js';

const KEYS = ['1', '2', '3', '4', '5', '6', '7', '8', '9', words.keypad.clear, '0', words.keypad.back];
const LENGTH = 10;

/** @fires done */
export class Register extends LitElement {
  static properties = { device: { attribute: false }, code: { state: true }, fault: { state: true }, address: { state: true } };

  constructor() {
    super();
    this.code = this.fault = this.address = '';
  }

  createRenderRoot() {
    return this;
  }

  press(key) {
    this.fault = '';
    if (key === words.keypad.clear) this.code = '';
    else if (key === words.keypad.back) this.code = this.code.slice(0, -1);
    else if (this.code.length < LENGTH) this.code += key;
  }

  typed(event) {
    this.code = event.target.value.replace(/\D/g, '').slice(0, LENGTH);
    this.fault = '';
  }

  async send(event) {
    event.preventDefault();
    if (this.code.length < LENGTH) this.fault = words.register.short;
    else {
      try {
        this.address = await this.device.register(this.code);
      } catch (fault) {
        this.fault = fault.errors?.code?.[0] ?? words.register.failed;
      }
    }
    if (this.fault) this.querySelector('input').focus();
  }

  render() {
    if (this.address) {
      return html`<section class="attract register" aria-labelledby="register-heading">
        <h1 id="register-heading">${words.register.done}</h1>
        <p>${words.register.address}</p>
        <p class="register-address">${this.address}</p>
        <button type="button" class="button strong" @click=${() => this.dispatchEvent(new CustomEvent('done'))}>${words.register.begin}</button>
      </section>`;
    }
    return html`<section class="attract register" aria-labelledby="register-heading">
      <h1 id="register-heading">${words.register.title}</h1>
      <form novalidate autocomplete="off" @submit=${this.send}>
        <label for="register-code">${words.register.label}</label>
        <input id="register-code" class="digits" type="text" inputmode="none" autocomplete="off" .value=${this.code}
          aria-invalid=${this.fault ? 'true' : 'false'} aria-describedby="register-fault" @input=${this.typed}>
        <p id="register-fault" class="field-error" role="alert">${this.fault}</p>
        <div class="keypad" role="group" aria-label=${words.keypad.label}>${KEYS.map((key) => html`<button type="button" class="button"
          @click=${() => this.press(key)}>${key}</button>`)}</div>
        <p class="register-ways"><button class="button strong">${words.register.send}</button>
          <button type="button" class="button" @click=${() => this.dispatchEvent(new CustomEvent('done'))}>${words.register.later}</button></p>
      </form>
    </section>`;
  }
}
customElements.define('xb-register', Register);
