/** Where a citizen writes. What was written stays until the page says that it arrived. */
import { LitElement, html, nothing } from 'lit';
import { Finder } from './finder.js';
import { icon } from './icons.js';
import { isKiosk } from './display.js';
import { canListen } from './microphone.js';
import { words } from './words.js';

const LONGEST = 4000;

/**
 * @fires send detail: the text
 * @fires draft detail: the text so far
 * @fires pick detail: a matter that was found while it was typed
 * @fires further someone wants to see what lies below
 */
export class Composer extends LitElement {
  static properties = {
    draft: {},
    find: { attribute: false },
    to: { attribute: false },
    talking: { type: Boolean },
    choosing: { type: Boolean },
    asked: { type: Boolean },
    busy: { type: Boolean },
    more: { type: Boolean },
    hearing: { type: Boolean },
    empty: { state: true },
  };

  constructor() {
    super();
    this.finder = new Finder(this);
  }

  createRenderRoot() {
    return this;
  }

  get field() {
    return this.querySelector('textarea');
  }

  updated() {
    const field = this.field;
    if (field.value !== this.draft) field.value = this.draft;
    this.grow();
  }

  /** As tall as its words, up to the limit that the style sheet sets. */
  grow() {
    const field = this.field;
    if (!field) return; // a new visit: not drawn yet
    field.style.height = 'auto';
    field.style.height = `${field.scrollHeight + field.offsetHeight - field.clientHeight}px`;
  }

  /** What was said stands behind what is written, to be put right; it is sent by hand. */
  heard(text) {
    this.draft = [this.draft.trim(), text].filter(Boolean).join('，').slice(0, LONGEST);
    this.dispatchEvent(new CustomEvent('draft', { detail: this.draft }));
    this.field.value = this.draft;
    this.field.focus();
    this.grow();
  }

  typed(event) {
    this.draft = event.target.value;
    this.empty = false;
    this.finder.look(this.draft, event.isComposing);
    this.querySelector('xb-microphone')?.forget();
    this.dispatchEvent(new CustomEvent('draft', { detail: this.draft }));
    this.grow();
  }

  pressed(event) {
    if (this.finder.pressed(event)) return;
    const composing = event.isComposing || event.keyCode === 229; // Enter that only picks a Chinese word
    if (event.key !== 'Enter' || event.shiftKey || composing) return;
    event.preventDefault();
    this.send();
  }

  send(event) {
    event?.preventDefault();
    if (this.busy) return;
    const text = this.field.value.trim();
    this.empty = !text;
    this.querySelector('xb-microphone')?.forget();
    if (this.empty) this.field.focus();
    else this.dispatchEvent(new CustomEvent('send', { detail: text }));
  }

  render() {
    const { asked, choosing, talking, to } = this;
    const hint = asked || to ? words.ask.here : choosing ? words.ask.numbers : words.ask.hint;
    const label = to ? words.talk.to(to.name) : asked ? words.ask.reply : talking ? words.ask.next : words.ask.label;
    return html`<form class="composer" novalidate autocomplete="off" @submit=${this.send} aria-labelledby="say-label">
      <div class="found-place">${this.finder.list()}</div>
      <div class="composer-head"><label id="say-label" for="say">${label}</label></div>
      <div class="composer-row">
        <textarea id="say" name="say" rows="1" maxlength=${LONGEST} placeholder=${hint} enterkeyhint="send"
          autocomplete="off" autocorrect="off" autocapitalize="off" spellcheck="false"
          ?readonly=${this.busy} aria-invalid=${this.empty ? 'true' : 'false'} aria-describedby="say-empty"
          aria-autocomplete="list" aria-controls=${this.finder.controls} aria-activedescendant=${this.finder.active}
          @input=${this.typed} @compositionend=${() => this.finder.tellSoon()} @keydown=${this.pressed} @blur=${() => this.finder.close()}></textarea>
        ${this.hearing && canListen() ? html`<xb-microphone ?busy=${this.busy} @heard=${(event) => this.heard(event.detail)}></xb-microphone>` : nothing}
        <button type="submit" class="button strong send" aria-disabled=${this.busy ? 'true' : 'false'}>
          <span>${words.ask.send}</span>${isKiosk() ? icon('arrow') : nothing}
        </button>
      </div>
      <button type="button" class="button further ${this.more ? '' : 'none'}"
        @click=${() => this.dispatchEvent(new CustomEvent('further'))}>${words.more}${icon('down')}</button>
      <p id="say-empty" class="composer-empty" role="alert">${this.empty ? words.ask.empty : nothing}</p>
    </form>`;
  }
}
customElements.define('xb-composer', Composer);
