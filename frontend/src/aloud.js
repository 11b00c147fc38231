/** What a person sees of the voice: a button on each answer, and a switch. Neither is there where the hall has no voice. */
import { LitElement, html, nothing } from 'lit';
import { icon } from './icons.js';
import { isDiscreet, reader, wholly } from './speech.js';
import { words } from './words.js';

class Voiced extends LitElement {
  createRenderRoot() {
    return this;
  }

  connectedCallback() {
    super.connectedCallback();
    this.changed = () => this.requestUpdate();
    reader.addEventListener('change', this.changed);
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    reader.removeEventListener('change', this.changed);
  }
}

/** Reads one message, from its first sentence; pressed again, it stops. */
export class Read extends Voiced {
  static properties = { message: { attribute: false } };

  firstUpdated() {
    reader.arrived(this.message, this);
  }

  press() {
    if (this.reading) reader.stop();
    else reader.say(wholly(this.message), this.message, true);
  }

  get reading() {
    return reader.speaking && reader.about === this.message;
  }

  render() {
    if (!reader.able || !wholly(this.message)) return nothing;
    const { fault } = reader;
    const name = this.reading ? words.speech.stop : isDiscreet(this.message) ? words.speech.readDiscreet : words.speech.read;
    return html`<button type="button" class="button read" data-reads=${this.reading ? 'now' : ''} @click=${this.press}>
        ${icon(this.reading ? 'stop' : 'sound')}${name}</button>
      <p class="read-fault" role="status">${fault && fault.about === this.message ? (fault.said ?? words.speech.failed) : nothing}</p>`;
  }
}
customElements.define('xb-read', Read);

/** Whether answers are read by themselves. */
export class Aloud extends Voiced {
  render() {
    if (!reader.able) return nothing;
    const on = reader.aloud && !reader.hushed;
    return html`<button type="button" class="button aloud" data-reads aria-pressed=${on ? 'true' : 'false'}
      @click=${() => reader.choose(!on)}>${icon(on ? 'sound' : 'mute')}${words.speech.aloud}</button>`;
  }
}
customElements.define('xb-aloud', Aloud);
