/** “没用”: one touch tells the hall that this answer did not help. What was asked is noted, not who asked. */
import { LitElement, html } from 'lit';
import * as api from './api.js';
import { sentenceFor } from './fault.js';
import { icon } from './icons.js';
import { words } from './words.js';

export class Useful extends LitElement {
  static properties = {
    told: { state: true },
    fault: { state: true },
    busy: { state: true },
  };

  createRenderRoot() {
    return this;
  }

  async tell() {
    const conversation = this.closest('xiaobao-app')?.conversation;
    if (!conversation || this.busy) return;
    this.busy = true;
    this.fault = null;
    try {
      await api.useless(conversation);
      this.told = true;
      await this.updateComplete;
      this.querySelector('.useful-said').focus(); // the button is gone
    } catch (fault) {
      this.fault = sentenceFor(fault);
    } finally {
      this.busy = false;
    }
  }

  render() {
    return html`${this.told
        ? ''
        : html`<button type="button" class="button useless" aria-disabled=${this.busy ? 'true' : 'false'} @click=${this.tell}>${icon('useless')}${words.useful.no}</button>`}
      <p class="useful-said" role="status" tabindex="-1">${this.told ? words.useful.thanks : (this.fault ?? '')}</p>`;
  }
}
customElements.define('xb-useful', Useful);
