/** The bottom bar: the same buttons at the same place on every view. */
import { LitElement, html, nothing } from 'lit';
import { icon } from './icons.js';
import { SIZES, isKiosk } from './display.js';
import { words } from './words.js';

/**
 * @fires human
 * @fires restart
 * @fires display detail: the new {size, contrast, slow, low}
 */
export class Bar extends LitElement {
  static properties = { display: { attribute: false }, busy: { type: Boolean }, open: { state: true }, more: { state: true } };

  createRenderRoot() {
    return this;
  }

  tell(name, detail) {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }

  change(part) {
    this.tell('display', { ...this.display, ...part });
  }

  closing(event) {
    if (event.key !== 'Escape' || !(this.open || this.more)) return;
    this.querySelector(this.more ? '.more' : '.bar-display').focus();
    this.open = this.more = false;
  }

  /** A choice that is on or off. */
  choice(name, on) {
    return html`<button type="button" class="button ${name}" aria-pressed=${on ? 'true' : 'false'}
      @click=${() => this.change({ [name]: !on })}>${name === 'contrast' ? icon('contrast') : nothing}${words.bar[name]}</button>`;
  }

  render() {
    const { size, contrast, slow, low } = this.display;
    return html`
      <div id="display-panel" class="display-panel ${this.open ? 'open' : ''}" role="group"
        aria-label=${words.bar.displayLong} @keydown=${this.closing}>
        <div class="sizes" role="group" aria-label=${words.bar.size}>
          <span class="display-name" aria-hidden="true">${icon('size')}${words.bar.size}</span>
          ${SIZES.map((name) => html`<button type="button" class="button size-${name}"
            aria-pressed=${size === name ? 'true' : 'false'} @click=${() => this.change({ size: name })}>
            ${words.bar.sizes[name]}</button>`)}
        </div>
        ${isKiosk() ? this.choice('low', low) : nothing}
        <xb-aloud></xb-aloud>
        ${isKiosk()
          ? html`<button type="button" class="button more" aria-expanded=${this.more ? 'true' : 'false'} aria-controls="display-rare"
              @click=${() => (this.more = !this.more)}>${words.bar.more}</button>`
          : nothing}
        <div id="display-rare" class="display-rare" role="group" aria-label=${words.bar.more} ?hidden=${isKiosk() && !this.more}>
          ${this.choice('contrast', contrast)}${isKiosk() ? this.choice('slow', slow) : nothing}
          <xb-script></xb-script>
        </div>
      </div>
      <nav class="bar" aria-label=${words.bar.label}>
        <button type="button" class="button" @click=${() => this.tell('restart')}>${icon('restart')}${words.bar.restart}</button>
        <button type="button" class="button bar-display" aria-expanded=${this.open ? 'true' : 'false'}
          aria-controls="display-panel" aria-label=${words.bar.displayLong}
          @click=${() => (this.open = !this.open)} @keydown=${this.closing}>${icon('size')}${words.bar.display}</button>
        <button type="button" class="button human" aria-label=${words.bar.humanLong} aria-disabled=${this.busy ? 'true' : 'false'}
          @click=${() => this.tell('human')}>${icon('person')}<span>${words.bar.human}</span></button>
      </nav>`;
  }
}
customElements.define('xb-bar', Bar);
