/** How a request stands: asked by number and code, told in plain words, and what can be done about it. */
import { LitElement, html, nothing } from 'lit';
import * as api from './api.js';
import { isKiosk } from './display.js';
import { sentenceFor } from './fault.js';
import { icon } from './icons.js';
import './keypad.js';
import './opinion.js';
import './photo.js';
import { Proposing, danger } from './proposing.js';
import { grouped } from './receipt.js';
import { day, dial, many, spoken, time } from './say.js';
import { words } from './words.js';

const say = words.status;

/** What each way sends: where to, and the fields that are asked. */
const deeds = {
  supplement: { path: 'supplement', field: 'words' },
  reopen: { path: 'reopen', field: 'why' },
  object: { path: 'reopen', field: 'why' },
};

const digits = (text) => String(text ?? '').normalize('NFKC').replace(/\D/g, '');
const row = (label, value) => (value ? html`<div><dt>${label}</dt><dd>${value}</dd></div>` : nothing);
const part = (heading, body, look = '') => html`<section class="told ${look}"><h3>${heading}</h3>${body}</section>`;

/** The number that a receipt's square led to: it stands in the address's fragment, which is taken out at once. @returns {{number: string}|null} */
export function numberFromAddress() {
  const found = /^#case=(\d{10})$/.exec(location.hash);
  if (found) history.replaceState(null, '', location.pathname + location.search);
  return found ? { number: found[1] } : null;
}

/**
 * @fires close
 */
export class Status extends LitElement {
  static properties = {
    number: {},
    code: {},
    hall: { attribute: false },
    case: { state: true },
    errors: { state: true },
    fault: { state: true },
    busy: { state: true },
    doing: { state: true },
    withdrawing: { state: true },
    done: { state: true },
  };

  constructor() {
    super();
    this.case = this.fault = this.doing = this.done = null;
    this.errors = {};
    this.busy = this.withdrawing = false;
    this.attempt = { body: '', key: '' };
    this.proposing = new Proposing(this);
  }

  createRenderRoot() {
    return this;
  }

  firstUpdated() {
    if (this.number && this.code) this.look();
    else this.querySelector(this.number ? '#status-code' : '#status-number').focus();
  }

  async focusOn(selector) {
    await this.updateComplete;
    const target = this.querySelector(selector);
    target?.focus({ preventScroll: true });
    target?.scrollIntoView({ block: 'start' });
  }

  /** One request to the web; what went wrong stands beside its field, or above the button. */
  async ask(call) {
    this.busy = true;
    this.fault = null;
    this.errors = {};
    try {
      return await call();
    } catch (fault) {
      this.errors = fault.errors ?? {};
      this.fault = Object.keys(this.errors).length ? null : this.sentence(fault);
      return null;
    } finally {
      this.busy = false;
    }
  }

  sentence(fault) {
    if (fault.kind === 'busy') return fault.said ?? say.locked;
    if (['expired', 'conflict'].includes(fault.kind)) return fault.said ?? say.notFound;
    return sentenceFor(fault);
  }

  async look(event) {
    event?.preventDefault();
    if (this.busy) return;
    this.number = digits(this.querySelector('#status-number')?.value ?? this.number);
    this.code = digits(this.querySelector('#status-code')?.value ?? this.code);
    const errors = {};
    if (this.number.length !== 10) errors.number = [say.needNumber];
    if (this.code.length !== 6) errors.code = [say.needCode];
    if (Object.keys(errors).length) {
      this.errors = errors;
      return this.focusOn('[aria-invalid="true"]');
    }
    const found = await this.ask(() => api.lookUp(this.number, this.code));
    if (found) {
      this.case = found;
      await this.focusOn('#status-heading');
    } else this.focusOn(this.fault ? '.fault' : '[aria-invalid="true"]');
  }

  /** Does what the citizen wants; the same words sent twice have one effect. */
  async act(path, form) {
    if (this.busy) return;
    const body = JSON.stringify([path, form]);
    if (this.attempt.body !== body) this.attempt = { body, key: api.freshKey() };
    const found = await this.ask(() => api.act(this.number, path, { ...form, code: this.code }, this.attempt.key));
    if (this.errors.photos) this.querySelector('xb-photos')?.clear();
    if (!found) return this.focusOn(this.fault ? '.fault' : '[aria-invalid="true"]');
    this.attempt = { body: '', key: '' };
    this.case = found;
    this.doing = null;
    this.done = say.done[path];
    await this.focusOn(found.emergency_text ? '.form-danger' : '#status-done');
  }

  submit(event) {
    event.preventDefault();
    const data = new FormData(event.target);
    const { path, field } = deeds[this.doing.id];
    const form = Object.fromEntries([...data].map(([name, value]) => [name, String(value).trim()]));
    const photos = this.querySelector('xb-photos');
    if (photos?.sending) {
      this.fault = words.photo.wait;
      return this.focusOn('.fault');
    }
    if (photos?.ids.length) form.photos = photos.ids;
    const errors = {};
    if ((form[field] ?? '').length < (field === 'why' ? 4 : 2) && !form.photos) errors[field] = [say[this.doing.id].need];
    if (this.doing.facts && !form.facts) errors.facts = [say.needFacts];
    this.errors = errors;
    if (Object.keys(errors).length) return this.focusOn('[aria-invalid="true"]');
    return this.act(path, form);
  }

  begin(way) {
    this.done = this.fault = null;
    this.proposing.forget();
    this.errors = {};
    if (way.id === 'withdraw') {
      this.withdrawing = true;
      return;
    }
    this.doing = way;
    this.focusOn('#deed-heading');
  }

  stop() {
    this.doing = this.fault = null;
    this.errors = {};
    this.focusOn('#status-heading');
  }

  close() {
    this.dispatchEvent(new CustomEvent('close'));
  }

  /** Danger in what was just written: the number to call stands above everything else. Only what is added makes a request urgent. */
  danger() {
    return this.doing ? nothing : danger(this.case?.emergency_text, this.done === say.done.supplement ? say.afterDanger : '');
  }

  /** What is written is looked at for danger while it is written; the other deeds are not. */
  written(event) {
    if (this.doing.id === 'supplement') this.proposing.later({ description: event.target.value.trim(), kind: '', subject: '' });
  }

  /** A machine has no camera: the words on the receipt say how the phone does it. */
  photos() {
    if (this.doing.id !== 'supplement' || !this.case.photos_left) return nothing;
    if (isKiosk()) return 'scan' in document.documentElement.dataset ? html`<p class="soft">${say.photosByPhone}</p>` : nothing;
    return html`<xb-photos .most=${this.case.photos_left} .error=${many(this.errors.photos)[0]}></xb-photos>`;
  }

  wrong(name) {
    return html`<div id="wrong-${name}">${many(this.errors[name]).map((text) => html`<p class="wrong-text">${icon('warn')}${text}</p>`)}</div>`;
  }

  problem() {
    return html`<div role="alert">${this.fault ? html`<p class="fault" tabindex="-1">${icon('warn')}<span>${this.fault}</span></p>` : nothing}</div>`;
  }

  digitsField(name, label, hint, value, most) {
    return html`<div class="field-row"><label for="status-${name}">${label}<span>${hint}</span></label>
      <input id="status-${name}" name=${name} class="digits" inputmode="numeric" maxlength=${most} autocomplete="off" .value=${value ?? ''}
        aria-invalid=${this.errors[name] ? 'true' : 'false'} aria-describedby="wrong-${name}">
      ${this.wrong(name)}</div>`;
  }

  asking() {
    return html`<form class="register-form" novalidate autocomplete="off" @submit=${this.look} aria-labelledby="status-heading">
      <h2 id="status-heading" tabindex="-1">${say.heading}</h2>
      ${this.digitsField('number', words.case.number, say.numberHint, this.number, 16)}
      ${this.digitsField('code', words.case.code, say.codeHint, this.code, 10)}
      ${isKiosk() ? html`<xb-keypad></xb-keypad>` : nothing}
      ${this.problem()}
      <div class="question-answers">
        <button type="submit" class="button strong" aria-disabled=${this.busy ? 'true' : 'false'}>${this.busy ? words.looking : say.look}</button>
        <button type="button" class="button" @click=${this.close}>${words.home.back}</button>
      </div>
      <p class="lost">${say.lost}</p>
    </form>`;
  }

  told() {
    const one = this.case;
    const { outside, pause, extension } = one;
    const answered = one.answer || one.points.length;
    return html`<div class="case status-card">
      ${this.danger()}
      <p class="case-number"><span>${words.case.number}</span><strong>${grouped(one.number)}</strong></p>
      <h2 id="status-heading" class="case-state" tabindex="-1">${words.case.stage(one.state_text)}</h2>
      <div role="status">${this.done ? html`<p id="status-done" class="done" tabindex="-1">${icon('check')}${this.done}</p>` : nothing}</div>
      <ol class="stages">${say.stages.map((name, index) => html`<li class=${index <= one.stage ? 'reached' : ''}
        aria-current=${index === one.stage ? 'step' : nothing}>${index <= one.stage ? icon('check') : nothing}${name}</li>`)}</ol>
      ${pause ? part(say.pause, html`<p>${pause.why}</p><p class="soft">${say.pauseNote}</p>`, 'ask') : nothing}
      ${outside
        ? part(say.outside(outside.name), html`<p>${words.card.telephone}：${dial(outside.telephone)}</p>
            ${outside.number ? html`<p>${say.outsideNumber}：${outside.number}</p>` : nothing}`)
        : nothing}
      ${answered
        ? part(say.answer, html`${one.answer ? html`<p class="words">${spoken(one.answer)}</p>` : nothing}
            ${one.points.length
              ? html`<ol class="points">${one.points.map((point) => html`<li><b>${point.text}</b>
                  <p>${point.refused ? html`<span class="tag">${say.refused}</span> ` : nothing}${spoken(point.reply)}</p></li>`)}</ol>`
              : nothing}`, 'answer')
        : nothing}
      ${one.ended ? part(answered ? say.decided : say.ended, html`<p class="words">${spoken(one.ended)}</p>`) : nothing}
      ${one.together && !answered ? html`<p class="soft">${say.together}</p>` : nothing}
      <dl class="case-facts">
        ${row(say.what, one.description)}
        ${row(words.case.holder, outside ? null : one.holder)}
        ${row(say.since, outside ? null : time(one.since))}
        ${row(words.case.expected, one.until && words.case.before(day(one.until)))}
        ${row(say.basis, one.until && one.limit_basis)}
        ${row(say.evaluation, one.evaluation)}
      </dl>
      ${extension ? html`<p class="soft">${say.extension(extension.days, extension.why)}</p>` : nothing}
      ${one.late ? html`<p class="keep">${say.late}${this.hall?.telephone ? html`${say.lateCall}${dial(this.hall.telephone)}` : nothing}</p>` : nothing}
      ${this.doing ? this.deed() : this.ways()}
      <details class="fold history" ?open=${!isKiosk()}><summary>${icon('steps')}<span>${say.history}</span>${icon('down')}</summary>
        <ul>${[...one.steps].reverse().map((step) => html`<li><time datetime=${step.at}>${time(step.at)}</time> ${step.text}
          ${step.detail ? html`<p class="soft">${step.detail}</p>` : nothing}</li>`)}</ul></details>
      <button type="button" class="button" @click=${this.close}>${icon('back')}${say.close}</button>
    </div>`;
  }

  ways() {
    if (!this.case.ways.length) return this.problem();
    return html`${this.problem()}<div class="ways" role="group" aria-label=${say.ways}>${this.case.ways.map((way) => html`
      <button type="button" class="button ${['evaluate', 'supplement'].includes(way.id) ? 'strong' : ''}" @click=${() => this.begin(way)}>${say[way.id].name}</button>`)}</div>`;
  }

  deed() {
    const { id, facts, decided } = this.doing;
    if (id === 'evaluate') {
      return html`${this.problem()}<xb-opinion .errors=${this.errors} ?busy=${this.busy}
        @send=${(event) => this.act('evaluation', event.detail)} @cancel=${this.stop}></xb-opinion>`;
    }
    const { field } = deeds[id];
    return html`<form class="deed" novalidate autocomplete="off" @submit=${this.submit} aria-labelledby="deed-heading">
      <h3 id="deed-heading" tabindex="-1">${say[id].heading}</h3>
      ${id === 'supplement' ? this.proposing.danger() : nothing}
      ${decided ? html`<p class="soft">${say[id].decided ?? say.decidedFirst}</p>` : nothing}
      <div class="field-row"><label for="deed-${field}">${say[id].label}</label>
        <textarea id="deed-${field}" name=${field} rows="3" maxlength="4000" autocomplete="off" spellcheck="false" @input=${this.written}
          aria-invalid=${this.errors[field] ? 'true' : 'false'} aria-describedby="wrong-${field}"></textarea>${this.wrong(field)}</div>
      ${this.photos()}
      ${facts || (id === 'reopen' && decided)
        ? html`<div class="field-row"><label for="deed-facts">${say.facts}<span>${facts ? '' : words.form.optional}</span></label>
            <textarea id="deed-facts" name="facts" rows="2" maxlength="4000" autocomplete="off" spellcheck="false"
              aria-invalid=${this.errors.facts ? 'true' : 'false'} aria-describedby="wrong-facts"></textarea>${this.wrong('facts')}</div>`
        : nothing}
      ${this.problem()}
      <div class="question-answers">
        <button type="submit" class="button strong" aria-disabled=${this.busy ? 'true' : 'false'}>${this.busy ? words.looking : words.form.send}</button>
        <button type="button" class="button" @click=${this.stop}>${say.cancel}</button>
      </div>
    </form>`;
  }

  render() {
    return html`${this.case ? this.told() : this.asking()}
      ${this.withdrawing
        ? html`<xb-question .heading=${say.withdraw.heading} .text=${say.withdraw.text} .stay=${say.withdraw.stay} .go=${say.withdraw.go}
            @stay=${() => (this.withdrawing = false)} @go=${() => {
              this.withdrawing = false;
              this.act('withdraw', {});
            }}></xb-question>`
        : nothing}`;
  }
}
customElements.define('xb-status', Status);
