/** What a person takes away from a request: number and query code, large; a square for the phone; on paper too. */
import { LitElement, html, nothing } from 'lit';
import * as api from './api.js';
import { isKiosk } from './display.js';
import { sentenceFor } from './fault.js';
import { icon } from './icons.js';
import { printer, putAway, toPaper } from './print.js';
import { day } from './say.js';
import { words } from './words.js';

const say = words.receipt;
/** Whether a phone can follow the square. Where only this machine reaches the page it holds the bare number. */
const leads = () => 'scan' in document.documentElement.dataset;

/** 2123456789 → 212 345 6789; the gaps are drawn, so that what is copied has none. It is heard sign by sign, not as an amount. */
export const grouped = (number) => {
  const text = String(number);
  const parts = text.length === 10 ? [text.slice(0, 3), text.slice(3, 6), text.slice(6)] : [text.slice(0, 3), text.slice(3)];
  return html`<span class="grouped" role="img" aria-label=${[...text].join(' ')}>${parts.map((part) => html`<span>${part}</span>`)}</span>`;
};

/** The square leads a phone to the page with this number; the query code is not in it. */
const square = (number) => html`<img class="qr" src="/api/v1/cases/${encodeURIComponent(number)}/qr" alt=${say.qr} width="148" height="148">`;

export class Receipt extends LitElement {
  static properties = { case: { attribute: false }, hall: { attribute: false }, printing: { state: true } };

  constructor() {
    super();
    this.printing = null;
    this.key = api.freshKey();
  }

  createRenderRoot() {
    return this;
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    putAway();
  }

  line(label, value) {
    return value ? html`<p><span>${label}：</span>${value}</p>` : nothing;
  }

  /** By the printer beside the machine, if the web knows one; else, and where that one prints nothing, by the browser. */
  async print() {
    if (this.printing === 'now') return;
    const { number, code } = this.case;
    if (!printer.beside || !code) return this.byBrowser();
    this.printing = 'now';
    try {
      await api.printReceipt(number, code, this.key);
      this.key = api.freshKey(); // another touch means another paper
      this.printing = 'done';
    } catch (fault) {
      this.printing = `${fault.said ?? sentenceFor(fault)}${say.noteFirst}`;
    }
  }

  byBrowser() {
    toPaper(this.querySelector('.paper'), isKiosk() ? 'roll' : 'plain');
  }

  /** How the printing beside the machine goes, and another way to paper where it failed. */
  paper() {
    const at = this.printing;
    const told = { now: words.slip.printing, done: say.printed }[at] ?? at;
    const drawing = { now: 'clock', done: 'check' }[at];
    return html`<div class="slip-print">
      <div role="status">${told ? html`<p class=${drawing ? 'slip-told' : 'slip-wrong'}>${icon(drawing ?? 'warn')}<span>${told}</span></p>` : nothing}</div>
      ${told && !drawing ? html`<button type="button" class="button" @click=${this.byBrowser}>${icon('paper')}${say.otherwise}</button>` : nothing}
    </div>`;
  }

  render() {
    const one = this.case;
    return html`
      <div class="receipt">
        <div>
          <p class="case-number"><span>${words.case.number}</span><strong>${grouped(one.number)}</strong></p>
          ${one.code ? html`<p class="case-number"><span>${words.case.code}</span><strong>${grouped(one.code)}</strong></p>` : nothing}
        </div>
        <figure>${square(one.number)}<figcaption>${leads() ? say.scan : say.keepNumber}</figcaption></figure>
      </div>
      <div class="keep"><p>${words.case.keep}${one.code ? html`。${words.case.codeUse}` : nothing}</p>
        <button type="button" class="button" aria-disabled=${this.printing === 'now' ? 'true' : 'false'}
          @click=${this.print}>${icon('paper')}${this.printing === 'done' ? words.slip.again : say.print}</button></div>
      ${printer.beside ? this.paper() : nothing}
      <div class="paper" hidden>
        <h2>${say.title}</h2>
        ${this.hall?.name ? html`<p>${this.hall.name}</p>` : nothing}
        <p class="paper-number">${words.case.number}<b>${grouped(one.number)}</b></p>
        ${one.code ? html`<p class="paper-number">${words.case.code}<b>${grouped(one.code)}</b></p>` : nothing}
        ${this.line(words.case.expected, one.expected_datetime && words.case.before(day(one.expected_datetime)))}
        ${this.line(words.case.holder, one.holder)}
        ${this.line(say.telephone, this.hall?.telephone)}
        <p>${leads() ? say.how : say.howAlone}</p>
        ${square(one.number)}
        <p>${say.secret}</p>
      </div>`;
  }
}
customElements.define('xb-receipt', Receipt);
