/** What a request would become: asked while its words are written, and shown so that it can be changed. */
import { html, nothing } from 'lit';
import * as api from './api.js';
import { icon } from './icons.js';
import { day, dial, numbersIn, spoken } from './say.js';
import { words } from './words.js';

const say = words.form;
const PAUSE = 700; // after the last key
const LEAST = 5; // characters; fewer say too little

/** Danger: the number at once, before everything else. after: what else may be done here. */
export function danger(text, after) {
  const numbers = numbersIn(text);
  return html`<div role="alert" class="form-danger" tabindex="-1">${text
    ? html`<div class="emergency">
        ${numbers.length ? html`<p class="first-number">${dial(numbers[0], { big: true })}</p>` : nothing}
        <p class="said">${spoken(text)}</p>
        ${after ? html`<p class="after-danger">${after}</p>` : nothing}
      </div>`
    : nothing}</div>`;
}

/** Asks once the person pauses, and never shows an older answer over a newer one. */
export class Proposing {
  constructor(host) {
    this.host = host;
    this.forget();
    host.addController(this);
  }

  forget() {
    this.now = null;
    this.asked = '';
  }

  hostDisconnected() {
    clearTimeout(this.timer);
    this.stop?.abort();
  }

  /** What the person has written or chosen. @param {{description: string, kind: string, subject: string}} words */
  later(words) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.ask(words), PAUSE);
  }

  /** Asks at once, unless just this was asked. A failure shows nothing: the form works without. */
  async ask({ description, kind, subject }) {
    clearTimeout(this.timer);
    const asked = JSON.stringify([description, kind, subject]);
    if (asked === this.asked) return this.now;
    this.asked = asked;
    this.stop?.abort();
    if (description.length < LEAST) {
      this.now = null;
      this.host.requestUpdate();
      return null;
    }
    const stop = new AbortController();
    this.stop = stop;
    try {
      const found = await api.propose({ description, kind, subject }, stop.signal);
      if (stop !== this.stop) return this.now;
      this.now = found;
    } catch {
      if (stop !== this.stop) return this.now;
      this.asked = '';
    }
    this.host.requestUpdate();
    return this.now;
  }

  danger() {
    return danger(this.now?.emergency_text, say.afterDanger);
  }

  /** Where else it belongs, how soon it is seen to, and who answers by when. */
  outlook() {
    const one = this.now;
    return html`<div role="status" class="outlook">
      ${one?.rejected_reason ? html`<p class="strip notice" tabindex="-1">${icon('info')}<span>${spoken(one.rejected_reason)} ${say.refusedAnyway}</span></p>` : nothing}
      ${one?.urgent_text ? html`<p class="strip notice">${icon('clock')}<span>${spoken(one.urgent_text)}</span></p>` : nothing}
      ${one ? html`<p class="expected">${icon('check')}<span>${say.expected(day(one.expected_datetime), one.post)}</span></p>` : nothing}
    </div>`;
  }
}
