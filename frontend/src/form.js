/** A request by form: what, where, how to be reached. Also works when the guide itself cannot talk. */
import { LitElement, html, nothing } from 'lit';
import * as api from './api.js';
import { sentenceFor } from './fault.js';
import { icon } from './icons.js';
import { many } from './say.js';
import { words } from './words.js';

const say = words.form;

/**
 * @fires registered detail: the case with its number and code
 * @fires cancel
 */
export class Form extends LitElement {
  static properties = {
    description: {},
    channel: {},
    errors: { state: true },
    fault: { state: true },
    busy: { state: true },
  };

  constructor() {
    super();
    this.errors = {};
    this.fault = null;
    this.busy = false;
    this.attempt = { body: '', key: '' };
  }

  createRenderRoot() {
    return this;
  }

  read() {
    const data = new FormData(this.querySelector('form'));
    const text = (name) => String(data.get(name) ?? '').trim();
    return {
      kind: text('kind'),
      description: text('description'),
      address: text('address'),
      contact: text('contact'),
      consent: data.get('consent') === 'on',
      channel: this.channel,
    };
  }

  check(form) {
    const errors = {};
    if (!form.kind) errors.kind = [say.needKind];
    if (!form.description) errors.description = [say.needWhat];
    if (form.contact && !form.consent) errors.consent = [say.needConsent];
    return errors;
  }

  async submit(event) {
    event.preventDefault();
    if (this.busy) return;
    const form = this.read();
    this.fault = null;
    this.errors = this.check(form);
    if (Object.keys(this.errors).length) return this.toFirstError();
    const body = JSON.stringify(form);
    if (this.attempt.body !== body) this.attempt = { body, key: api.freshKey() };
    this.busy = true;
    try {
      const card = await api.openCase(form, this.attempt.key);
      if (this.isConnected) this.dispatchEvent(new CustomEvent('registered', { detail: card }));
    } catch (fault) {
      this.errors = fault.errors ?? {};
      if (Object.keys(this.errors).length) this.toFirstError();
      else this.fault = sentenceFor(fault);
    } finally {
      this.busy = false;
    }
  }

  async toFirstError() {
    await this.updateComplete;
    this.querySelector('[aria-invalid="true"], .wrong input')?.focus();
  }

  wrong(name) {
    return many(this.errors[name]).map((text) => html`<p class="wrong-text" id="wrong-${name}">${icon('warn')}${text}</p>`);
  }

  invalid(name) {
    return this.errors[name] ? 'true' : 'false';
  }

  render() {
    return html`<form class="register-form" novalidate autocomplete="off" @submit=${this.submit} aria-labelledby="register-heading">
      <h2 id="register-heading" tabindex="-1">${say.heading}</h2>
      <fieldset class=${this.errors.kind ? 'wrong' : ''} aria-describedby="wrong-kind">
        <legend>${say.kind}</legend>
        <div class="kinds">${Object.entries(words.case.kinds).map(([id, name]) => html`<label class="kind">
          <input type="radio" name="kind" value=${id}><span>${name}</span></label>`)}</div>
        ${this.wrong('kind')}
      </fieldset>
      <div class="field-row">
        <label for="form-what">${say.what}</label>
        <textarea id="form-what" name="description" rows="3" maxlength="4000" placeholder=${say.whatHint} .value=${this.description ?? ''}
          autocomplete="off" spellcheck="false" aria-invalid=${this.invalid('description')} aria-describedby="wrong-description"></textarea>
        ${this.wrong('description')}
      </div>
      <div class="field-row">
        <label for="form-where">${say.where}<span>${say.optional}</span></label>
        <input id="form-where" name="address" maxlength="200" placeholder=${say.whereHint} autocomplete="off"
          aria-invalid=${this.invalid('address')} aria-describedby="wrong-address">
        ${this.wrong('address')}
      </div>
      <div class="field-row">
        <label for="form-phone">${say.phone}<span>${say.optional}</span></label>
        <input id="form-phone" name="contact" type="tel" inputmode="tel" maxlength="40" placeholder=${say.phoneHint} autocomplete="off"
          aria-invalid=${this.invalid('contact')} aria-describedby="wrong-contact">
        ${this.wrong('contact')}
        <label class="consent"><input type="checkbox" name="consent" aria-invalid=${this.invalid('consent')} aria-describedby="wrong-consent">
          <span>${say.consent}</span></label>
        ${this.wrong('consent')}
      </div>
      ${this.fault ? html`<p class="fault" role="alert">${icon('warn')}<span>${this.fault}</span></p>` : nothing}
      <div class="question-answers">
        <button type="submit" class="button strong" aria-disabled=${this.busy ? 'true' : 'false'}>${this.busy ? words.looking : say.send}</button>
        <button type="button" class="button" @click=${() => this.dispatchEvent(new CustomEvent('cancel'))}>${say.cancel}</button>
      </div>
    </form>`;
  }
}
customElements.define('xb-form', Form);
