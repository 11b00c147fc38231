/** Speaking instead of writing: a button beside the field, and what is seen while it listens. The words go into the field. */
import { LitElement, html, nothing, svg } from 'lit';
import * as api from './api.js';
import { icon } from './icons.js';
import { isSlow, reader } from './speech.js';
import { words } from './words.js';

const PATIENCE = 1.2; // seconds of silence after which somebody has said all
const PATIENCE_SLOW = 2.5;

/** Microphones are open only to pages that came safely: over https, or from this machine. */
export const canListen = () => Boolean(window.isSecureContext && navigator.mediaDevices?.getUserMedia && window.AudioWorkletNode);

/**
 * @fires heard detail: the words
 */
export class Microphone extends LitElement {
  static properties = { busy: { type: Boolean }, state: { state: true }, level: { state: true }, told: { state: true } };

  constructor() {
    super();
    this.state = 'idle'; // 'starting' | 'listening' | 'thinking'
    this.level = 0;
    this.told = null;
    /** Whoever touches something else, or writes, has changed their mind. */
    this.elsewhere = (event) => {
      if (event.type === 'pagehide' || !this.contains(event.target)) this.stop();
    };
  }

  createRenderRoot() {
    return this;
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.stop();
  }

  async start() {
    if (this.busy || this.state !== 'idle') return;
    reader.stop();
    const cancel = new AbortController();
    const done = new AbortController();
    Object.assign(this, { cancel, done, state: 'starting', level: 0, told: null });
    for (const name of ['pointerdown', 'keydown', 'pagehide']) addEventListener(name, this.elsewhere, { capture: true });
    await this.updateComplete;
    this.querySelector('.listening-done')?.focus();
    try {
      const { listen } = await import('./listen.js');
      const sound = await listen({
        patience: isSlow() ? PATIENCE_SLOW : PATIENCE,
        cancel: cancel.signal,
        done: done.signal,
        heard: (level) => {
          if (this.cancel !== cancel) return;
          this.state = 'listening';
          this.level = level;
        },
      });
      if (this.cancel !== cancel) return;
      if (!sound) return this.stop({ kind: 'fault', text: words.listening.nothing });
      this.state = 'thinking';
      const { text } = await api.hear(sound, cancel.signal);
      if (this.cancel !== cancel) return;
      this.stop({ kind: 'check', text: words.listening.check });
      this.dispatchEvent(new CustomEvent('heard', { detail: text }));
    } catch (fault) {
      if (this.cancel === cancel) this.stop({ kind: 'fault', text: sentenceFor(fault) });
    }
  }

  /** The microphone is closed, what was said is dropped. told: what the person reads instead */
  stop(told = null) {
    for (const name of ['pointerdown', 'keydown', 'pagehide']) removeEventListener(name, this.elsewhere, { capture: true });
    this.cancel?.abort();
    const held = this.contains(document.activeElement);
    this.cancel = this.done = null;
    this.state = 'idle';
    this.told = told;
    if (held && told?.kind !== 'check') this.updateComplete.then(() => this.querySelector('.microphone')?.focus());
  }

  /** What was told is over as soon as the field changes or something is sent. */
  forget() {
    if (this.told) this.told = null;
  }

  /** What is to be read stays one place, so that a screen reader notices it. */
  strip() {
    const open = this.state !== 'idle';
    return html`<div class="listening ${open ? 'open' : (this.told?.kind ?? 'none')}" role="group" aria-label=${words.listening.label}>
      <p role="status">${open ? words.listening[this.state] : (this.told?.text ?? nothing)}</p>
      ${open
        ? html`<svg class="level" viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true">${svg`<rect width=${Math.round(100 * this.level)} height="8"/>`}</svg>
          ${this.state === 'thinking'
            ? nothing
            : html`<button type="button" class="button strong listening-done" @click=${() => this.done?.abort()}>${words.listening.done}</button>`}
          <button type="button" class="button" @click=${() => this.stop()}>${words.listening.cancel}</button>`
        : nothing}
    </div>`;
  }

  render() {
    return html`${this.strip()}<button type="button" class="button microphone" aria-label=${words.listening.openLong}
      aria-disabled=${this.busy || this.state !== 'idle' ? 'true' : 'false'} @click=${this.start}>${icon('microphone')}<span>${words.listening.open}</span></button>`;
  }
}
customElements.define('xb-microphone', Microphone);

function sentenceFor(fault) {
  if (['NotAllowedError', 'NotFoundError', 'NotReadableError', 'SecurityError', 'OverconstrainedError'].includes(fault?.name)) return words.listening.refused;
  if (fault instanceof api.Fault && fault.kind === 'unclear') return words.listening.nothing;
  return fault?.said ?? words.listening.failed;
}
