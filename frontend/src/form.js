/** A request by form: what, where, how to be reached. Also works when the guide itself cannot talk. */
import { LitElement, html, nothing } from 'lit';
import './photo.js';
import * as api from './api.js';
import { sentenceFor } from './fault.js';
import { icon } from './icons.js';
import { Proposing } from './proposing.js';
import { many } from './say.js';
import { words } from './words.js';

const say = words.form;
const BY_PHONE = ['call', 'message'];
/** Which errors may no longer hold once a field is changed, where it is not its own alone. */
const TOUCHES = { way: ['way_back', 'address', 'anonymous'], kind: ['kind', 'anonymous'] };

/**
 * @fires registered detail: the case with its number and code
 * @fires cancel
 */
export class Form extends LitElement {
  static properties = {
    description: {},
    channel: {},
    kind: { state: true },
    subject: { state: true },
    way: { state: true },
    errors: { state: true },
    fault: { state: true },
    busy: { state: true },
  };

  constructor() {
    super();
    this.kind = this.subject = ''; // as long as the person has chosen none, the proposed ones hold
    this.way = 'call';
    this.errors = {};
    this.fault = null;
    this.busy = false;
    this.attempt = { body: '', key: '' };
    this.proposing = new Proposing(this);
    this.warned = null;
  }

  createRenderRoot() {
    return this;
  }

  firstUpdated() {
    if (this.description) this.proposing.ask(this.words());
  }

  field(name) {
    return this.querySelector(`[name="${name}"]`);
  }

  words() {
    return { description: this.field('description').value.trim(), kind: this.kind, subject: this.subject };
  }

  get proposed() {
    return this.proposing.now;
  }

  get shownKind() {
    return this.kind || this.proposed?.kind || '';
  }

  get mayHideName() {
    return this.way === 'window' && this.shownKind !== 'help';
  }

  read() {
    const text = (name) => this.field(name)?.value.trim() ?? '';
    const phoned = BY_PHONE.includes(this.way);
    return {
      kind: this.shownKind,
      subject: this.subject || this.proposed?.subject || '',
      description: text('description'),
      address: text('address'),
      way_back: this.way,
      contact: phoned ? text('contact') : '',
      consent: phoned && Boolean(this.field('consent').checked),
      anonymous: this.mayHideName && Boolean(this.field('anonymous')?.checked),
      photos: this.querySelector('xb-photos')?.ids ?? [],
      channel: this.channel,
    };
  }

  check(form) {
    const errors = {};
    if (!form.description) errors.description = [say.needWhat];
    if (!form.kind) errors.kind = [say.needKind];
    if (this.way === 'village' && !form.address) errors.address = [say.needVillage];
    if (BY_PHONE.includes(this.way) && !form.contact) errors.contact = [say.needPhone];
    if (BY_PHONE.includes(this.way) && !form.consent) errors.consent = [say.needConsent];
    return errors;
  }

  /** What the hall may refuse is told before it is sent: the person reads it, and presses once more. */
  async warn() {
    const found = await Promise.race([this.proposing.ask(this.words()), new Promise((go) => setTimeout(go, 3000))]);
    const reason = found?.rejected_reason ?? null;
    if (!reason || reason === this.warned) return false;
    this.warned = reason;
    await this.updateComplete;
    const notice = this.querySelector('.outlook .notice'); // it may have stood there for long: only the focus makes it heard now
    notice.scrollIntoView({ block: 'center' });
    notice.focus({ preventScroll: true });
    return true;
  }

  async submit(event) {
    event.preventDefault();
    if (this.busy) return;
    this.fault = null;
    if (this.querySelector('xb-photos')?.sending) {
      this.fault = words.photo.wait;
      return;
    }
    this.busy = true;
    try {
      const before = this.warned;
      if (this.words().description && (await this.warn()) && before === null) return;
      const form = this.read();
      this.errors = this.check(form);
      if (Object.keys(this.errors).length) return this.toFirstError();
      const body = JSON.stringify(form);
      if (this.attempt.body !== body) this.attempt = { body, key: api.freshKey() };
      const card = await api.openCase(form, this.attempt.key);
      if (this.isConnected) this.dispatchEvent(new CustomEvent('registered', { detail: card }));
    } catch (fault) {
      this.errors = fault.errors ?? {};
      if (this.errors.photos) this.querySelector('xb-photos')?.clear();
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
    return html`<div id="wrong-${name}">${many(this.errors[name]).map((text) => html`<p class="wrong-text">${icon('warn')}${text}</p>`)}</div>`;
  }

  invalid(name) {
    return this.errors[name] ? 'true' : 'false';
  }

  /** What was wrong with a field is not said of what now stands there. */
  changed({ target: { name } }) {
    const gone = TOUCHES[name] ?? [name];
    if (gone.some((one) => this.errors[one])) this.errors = Object.fromEntries(Object.entries(this.errors).filter(([one]) => !gone.includes(one)));
  }

  choose(changes) {
    Object.assign(this, changes);
    this.proposing.ask(this.words());
  }

  kinds() {
    return html`<fieldset class=${this.errors.kind ? 'wrong' : ''} aria-describedby="wrong-kind">
      <legend>${say.kind}${this.proposed && !this.kind ? html`<span>${say.proposed}</span>` : nothing}</legend>
      <div class="kinds">${Object.entries(words.case.kinds).map(([id, name]) => html`<label class="kind">
        <input type="radio" name="kind" value=${id} .checked=${this.shownKind === id} aria-invalid=${this.invalid('kind')} aria-describedby="wrong-kind" @change=${() => this.choose({ kind: id })}><span>${name}</span></label>`)}</div>
      ${this.wrong('kind')}
    </fieldset>`;
  }

  subjects() {
    const known = this.proposed?.subjects ?? [];
    if (!known.length) return nothing;
    const shown = this.subject || this.proposed.subject;
    return html`<div class="field-row">
      <label for="form-subject">${say.subject}${this.subject ? nothing : html`<span>${say.proposed}</span>`}</label>
      <select id="form-subject" name="subject" aria-invalid=${this.invalid('subject')} aria-describedby="wrong-subject"
        @change=${(event) => this.choose({ subject: event.target.value })}>
        ${known.map(({ code, name }) => html`<option value=${code} .selected=${code === shown}>${name}</option>`)}</select>
      ${this.wrong('subject')}
    </div>`;
  }

  waysBack() {
    const phoned = BY_PHONE.includes(this.way);
    return html`<fieldset class=${this.errors.way_back ? 'wrong' : ''} aria-describedby="wrong-way_back">
      <legend>${say.way}</legend>
      <div class="kinds back-ways">${Object.entries(say.ways).map(([id, name]) => html`<label class="kind">
        <input type="radio" name="way" value=${id} .checked=${this.way === id} aria-invalid=${this.invalid('way_back')} aria-describedby="wrong-way_back" @change=${() => (this.way = id)}><span>${name}</span></label>`)}</div>
      ${this.wrong('way_back')}
      <div class="field-row" ?hidden=${!phoned}>
        <label for="form-phone">${say.phone}</label>
        <input id="form-phone" name="contact" type="tel" inputmode="tel" maxlength="40" placeholder=${say.phoneHint} autocomplete="off"
          aria-invalid=${this.invalid('contact')} aria-describedby="wrong-contact">
        ${this.wrong('contact')}
        <label class="consent"><input type="checkbox" name="consent" aria-invalid=${this.invalid('consent')} aria-describedby="wrong-consent">
          <span>${say.consent}</span></label>
        ${this.wrong('consent')}
      </div>
      <div role="status">${phoned ? nothing : html`<p class="hint">${this.way === 'village' ? say.villageHint : say.windowHint}</p>`}</div>
      ${this.mayHideName
        ? html`<label class="consent"><input type="checkbox" name="anonymous" aria-invalid=${this.invalid('anonymous')} aria-describedby="wrong-anonymous"><span>${say.anonymous}</span></label>`
        : nothing}
      ${this.wrong('anonymous')}
    </fieldset>`;
  }

  render() {
    return html`<form class="register-form" novalidate autocomplete="off" @submit=${this.submit} @input=${this.changed} @change=${this.changed} aria-labelledby="register-heading">
      <h2 id="register-heading" tabindex="-1">${say.heading}</h2>
      ${this.proposing.danger()}
      <div class="field-row">
        <label for="form-what">${say.what}</label>
        <textarea id="form-what" name="description" rows="3" maxlength="4000" placeholder=${say.whatHint} .value=${this.description ?? ''}
          @input=${() => this.proposing.later(this.words())} @change=${() => this.proposing.ask(this.words())}
          autocomplete="off" spellcheck="false" aria-invalid=${this.invalid('description')} aria-describedby="wrong-description"></textarea>
        ${this.wrong('description')}
      </div>
      ${this.proposing.outlook()}
      ${this.kinds()}
      ${this.subjects()}
      <div class="field-row">
        <label for="form-where">${say.where}<span>${this.way === 'village' ? '' : say.optional}</span></label>
        <input id="form-where" name="address" maxlength="200" placeholder=${say.whereHint} autocomplete="off"
          aria-required=${this.way === 'village' ? 'true' : 'false'} aria-invalid=${this.invalid('address')} aria-describedby="wrong-address">
        ${this.wrong('address')}
      </div>
      ${this.waysBack()}
      ${this.channel === 'kiosk' ? nothing : html`<xb-photos .error=${many(this.errors.photos)[0]} @photos=${() => this.changed({ target: { name: 'photos' } })}></xb-photos>`}
      ${this.fault ? html`<p class="fault" role="alert">${icon('warn')}<span>${this.fault}</span></p>` : nothing}
      <div class="question-answers">
        <button type="submit" class="button strong" aria-disabled=${this.busy ? 'true' : 'false'}>${this.busy ? words.looking : say.send}</button>
        <button type="button" class="button" @click=${() => this.dispatchEvent(new CustomEvent('cancel'))}>${say.cancel}</button>
      </div>
    </form>`;
  }
}
customElements.define('xb-form', Form);
