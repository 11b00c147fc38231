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
  static properties = { display: { attribute: false }, busy: { type: Boolean }, open: { state: true } };

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
    if (event.key !== 'Escape' || !this.open) return;
    this.open = false;
    this.querySelector('.bar-display').focus();
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
        <button type="button" class="button contrast" aria-pressed=${contrast ? 'true' : 'false'}
          @click=${() => this.change({ contrast: !contrast })}>${icon('contrast')}${words.bar.contrast}</button>
        ${isKiosk()
          ? html`<button type="button" class="button slow" aria-pressed=${slow ? 'true' : 'false'} @click=${() => this.change({ slow: !slow })}>${words.bar.slow}</button>
              <button type="button" class="button low" aria-pressed=${low ? 'true' : 'false'} @click=${() => this.change({ low: !low })}>${words.bar.low}</button>`
          : nothing}
        <xb-aloud></xb-aloud>
        <xb-script></xb-script>
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
