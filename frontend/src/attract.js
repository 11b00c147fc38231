/** What a machine shows while nobody is there: one large place to touch. */
import { LitElement, html, nothing } from 'lit';
import { icon, leopard } from './icons.js';
import { words } from './words.js';

/** @fires wake somebody is here */
export class Attract extends LitElement {
  static properties = { hallName: {}, banner: {}, hall: { attribute: false }, away: { type: Boolean } };

  createRenderRoot() {
    return this;
  }

  wake() {
    this.dispatchEvent(new CustomEvent('wake'));
  }

  render() {
    const { today } = this.hall ?? {};
    const shut = !['open', 'last_intake'].includes(today?.state);
    const touch = this.hall?.speech?.hearing ? words.attract.touch : words.attract.touchOnly; // nobody talks to what does not listen
    const news = today?.notices ?? [];
    return html`<section class="attract" aria-labelledby="attract-heading">
      <p class="attract-hall">${this.hallName}</p>
      ${today?.text ? html`<p class="attract-open ${shut ? 'shut' : ''}">${icon('clock')}<span>${today.text}</span></p>` : nothing}
      <div class="attract-leopard">${leopard}</div>
      <h1 id="attract-heading" class="attract-words">${touch.map((part) => html`<span>${part}</span>`)}</h1>
      <p class="attract-promise">${words.attract.promise}</p>
      ${news.length || this.away
        ? html`<div class="attract-news">${news.map((one) => html`<p>${icon('info')}<span>${one?.text ?? one}</span></p>`)}
            ${this.away ? html`<p>${icon('warn')}<span>${words.away.strip}</span></p>` : nothing}</div>`
        : nothing}
      <button type="button" class="attract-touch" aria-labelledby="attract-heading" @click=${this.wake}></button>
      ${this.banner ? html`<p class="example">${icon('info')}<span>${this.banner}</span></p>` : nothing}
    </section>`;
  }
}
customElements.define('xb-attract', Attract);
