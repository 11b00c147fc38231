/** A slip 告知单: made from a guide card and printed, or opened again by its code with what has changed since. */
import { LitElement, html, nothing } from 'lit';
import * as api from './api.js';
import { isKiosk } from './display.js';
import { sentenceFor } from './fault.js';
import { icon } from './icons.js';
import { leaflet, square } from './leaflet.js';
import { putAway, toPaper } from './print.js';
import { words } from './words.js';

const say = words.slip;
const SIGNS = [...'34679ACDEFGHJKMNPQRTVWXY'];
const LENGTH = 8;

/** As codes are written: capitals without gaps; a full-width sign counts as a plain one. */
const tidied = (text) => String(text ?? '').normalize('NFKC').toUpperCase().replace(/[^0-9A-Z]/g, '');

/** What a slip is asked for: the item of a guide's message with the options it was told for; null where there is none. */
export function wanted({ kind, item, card } = {}) {
  if (kind !== 'guide' || !item?.id || !card) return null;
  const asked = (card.situation?.asked ?? []).filter(({ option }) => option);
  return { item: item.id, answers: Object.fromEntries(asked.map(({ id, option }) => [id, option])) };
}

/** A slip, or the field for its code, as the last of the conversation, with its beginning in sight. */
async function show(page, message) {
  page.told({ kind: 'slip', text: '', ...message });
  await page.updateComplete;
  const entry = [...page.querySelectorAll('xb-message')].pop();
  await entry?.updateComplete;
  if (entry) page.sight.scrollToEntry(entry);
}

/**
 * A slip for the page: made, shown in the conversation, and printed where the machine prints by itself.
 * @param {import('./app.js').App} page
 * @param {{item: string, answers: object}|null} request null: somebody has a code and wants to open it
 */
export async function take(page, request) {
  if (page.busy) return;
  const { visit } = page;
  if (!request) return show(page, { slip: null });
  page.busy = true;
  page.fault = page.retry = null;
  try {
    const slip = await api.makeSlip({ ...request, kiosk: page.kiosk ?? '' });
    if (visit === page.visit) show(page, { slip, fresh: true });
  } catch (fault) {
    if (visit === page.visit) page.fault = sentenceFor(fault);
  } finally {
    if (visit === page.visit) page.busy = false;
  }
}

export class Slip extends LitElement {
  static properties = {
    slip: { attribute: false },
    fresh: { type: Boolean },
    code: { state: true },
    wrong: { state: true },
    printing: { state: true },
    busy: { state: true },
  };

  constructor() {
    super();
    this.slip = this.wrong = this.printing = null;
    this.code = '';
    this.fresh = this.busy = false;
    this.key = api.freshKey();
  }

  createRenderRoot() {
    return this;
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    putAway();
  }

  firstUpdated() {
    if (!this.slip) this.querySelector('input').focus({ preventScroll: true });
    else if (this.fresh && isKiosk()) this.print('roll');
  }

  /** At a kiosk by the printer beside it, if it has one that the web knows; else by the browser. */
  async print(size) {
    if (this.printing === 'now') return;
    if (!this.slip.printer) {
      this.printing = isKiosk() ? 'sent' : null;
      return toPaper(this.querySelector('.leaflet'), size);
    }
    this.printing = 'now';
    try {
      await api.printSlip(this.slip.code, this.key);
      this.key = api.freshKey(); // another touch means another paper
      this.printing = 'done';
    } catch (fault) {
      this.printing = fault.said ?? sentenceFor(fault);
    }
  }

  async look(event) {
    event.preventDefault();
    if (this.busy) return;
    if (this.code.length !== LENGTH) return this.refuse(say.need);
    this.busy = true;
    this.wrong = null;
    try {
      this.slip = await api.slip(this.code);
      await this.updateComplete;
      this.querySelector('h2').focus({ preventScroll: true });
      this.closest('main')?.querySelector('xb-slip:last-of-type')?.scrollIntoView({ block: 'start' });
    } catch (fault) {
      this.refuse(['expired', 'busy'].includes(fault.kind) ? (fault.said ?? say.unknown) : sentenceFor(fault));
    } finally {
      this.busy = false;
    }
  }

  refuse(sentence) {
    this.wrong = sentence;
    this.querySelector('input').focus({ preventScroll: true });
  }

  form() {
    return html`<form class="slip find-slip" novalidate @submit=${this.look}>
      <h2>${icon('paper')}${say.open}</h2>
      <div class="slip-field ${this.wrong ? 'wrong' : ''}">
        <label for="slip-code">${say.ask}</label>
        <p class="hint" id="slip-hint">${say.hint}</p>
        <input id="slip-code" name="code" autocomplete="off" autocapitalize="characters" spellcheck="false" inputmode=${isKiosk() ? 'none' : 'text'}
          maxlength="16" .value=${this.code} aria-describedby="slip-hint${this.wrong ? ' slip-wrong' : ''}" aria-invalid=${this.wrong ? 'true' : 'false'}
          @input=${(event) => (this.code = tidied(event.target.value).slice(0, LENGTH))}>
        ${this.wrong ? html`<p class="slip-wrong" id="slip-wrong" role="alert">${icon('warn')}<span>${this.wrong}</span></p>` : nothing}
      </div>
      ${isKiosk()
        ? html`<div class="signs" role="group" aria-label=${say.signs}>${SIGNS.map((sign) => html`<button type="button" class="button"
            @click=${() => (this.code = (this.code + sign).slice(0, LENGTH))}>${sign}</button>`)}<button type="button" class="button back"
            @click=${() => (this.code = this.code.slice(0, -1))}>${words.keypad.back}</button></div>`
        : nothing}
      <button type="submit" class="button strong" aria-disabled=${this.busy ? 'true' : 'false'}>${say.look}</button>
    </form>`;
  }

  /** How the printing goes, or the buttons that begin it. */
  paper() {
    const at = this.printing;
    const told = { now: say.printing, done: say.printed, sent: say.sent }[at] ?? at;
    const drawing = { now: 'clock', done: 'check', sent: 'check' }[at];
    return html`<div class="slip-print">
      <div role="status">${told ? html`<p class=${drawing ? 'slip-told' : 'slip-wrong'}>${icon(drawing ?? 'warn')}<span>${told}</span></p>` : nothing}</div>
      ${isKiosk()
        ? html`<button type="button" class="button" aria-disabled=${at === 'now' ? 'true' : 'false'} @click=${() => this.print('roll')}>${icon('paper')}${at ? say.again : say.print}</button>`
        : html`<div class="slip-sizes"><button type="button" class="button" @click=${() => this.print('a4')}>${icon('paper')}${say.a4}</button>
            <button type="button" class="button roll" @click=${() => this.print('roll')}>${say.strip}</button>
            <a class="button" href="/slip/${this.slip.code}" target="_blank" rel="noopener">${icon('globe')}${say.page}</a></div>`}
    </div>`;
  }

  /** What has changed since a slip was printed; nothing on one that has just been made. */
  changed() {
    if (this.fresh) return nothing;
    const { changed } = this.slip;
    return changed.length
      ? html`<div class="slip-changed" role="group" aria-label=${say.changed}><p>${icon('warn')}<b>${say.changed}</b></p>
          <ul>${changed.map((text) => html`<li>${text}</li>`)}</ul></div>`
      : html`<p class="slip-told">${icon('check')}<span>${say.same}</span></p>`;
  }

  render() {
    if (!this.slip) return this.form();
    const { code, leaflet: sheet, scan } = this.slip;
    return html`<div class="slip">
      <h2 tabindex="-1">${icon('check')}${this.fresh ? say.ready : sheet.item}</h2>
      ${this.changed()}
      <div class="slip-head">
        <div><p class="slip-code"><span>${say.code}</span><strong role="img" aria-label=${[...code].join(' ')}>${sheet.code}</strong></p><p>${say.use}</p></div>
        ${this.fresh ? html`<figure>${square(code)}<figcaption>${scan}</figcaption></figure>` : nothing}
      </div>
      ${this.paper()}
      <details class="fold" ?open=${!this.fresh}><summary>${icon('paper')}<span>${say.see}</span>${icon('down')}</summary>${leaflet(this.slip)}</details>
    </div>`;
  }
}
customElements.define('xb-slip', Slip);
