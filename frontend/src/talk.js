/** A person, now: calls one, shows how it stands, brings the person's words into the conversation. */
import { LitElement, html, nothing } from 'lit';
import * as api from './api.js';
import { icon } from './icons.js';
import { grouped } from './receipt.js';
import { Stream } from './stream.js';
import { words } from './words.js';

const WAITING = new Set(['ringing', 'coming']);
const LIVE = new Set(['ringing', 'coming', 'joined']);
const LONGEST_WAIT = 300_000; // a kiosk is not kept from going home for ever

/** Under one's own words: they have reached the person. */
export const tick = html`<p class="tick">${icon('check')}${words.delivered}</p>`;

/** The last words of a talk ask whether it is settled; a request is offered only to who says no. */
const closing = (message) => (message.kind === 'notice' ? { ...message, over: true } : message);

/** What stands between the page and a person; `page` is the App. */
export class Talk {
  constructor(page) {
    this.page = page;
    this.at = null;
    this.broken = false;
    this.since = 0;
    page.addController(this);
  }

  hostConnected() {
    this.seen = () => !document.hidden && this.untitle();
    document.addEventListener('visibilitychange', this.seen);
  }

  hostDisconnected() {
    document.removeEventListener('visibilitychange', this.seen);
    this.stop();
  }

  get state() {
    return this.at?.state ?? 'none';
  }

  /** A person answers here, so the guide is silent. */
  get joined() {
    return this.state === 'joined';
  }

  /** Somebody was called, or talks. */
  get live() {
    return LIVE.has(this.state);
  }

  /** The one before the machine waits for somebody who walks there: the screen stays as it is. */
  get waiting() {
    return this.live && Date.now() - this.since < LONGEST_WAIT;
  }

  /** The options that can be chosen now: none of the guide's while a person talks, none that the strip has as a button. */
  offers(options) {
    return this.joined ? [] : (options ?? []).filter(({ id }) => !this.live || !id.startsWith('call:'));
  }

  /** What a turn brought: a call opens the line. The ticks are taken out; returns what is to be shown. */
  taken(messages) {
    if (messages.some(({ kind }) => kind === 'handoff')) this.listen();
    this.number = messages.find((one) => one.case?.number)?.case.number ?? this.number;
    const shown = messages.filter(({ kind }) => kind !== 'delivered');
    if (!this.joined && !this.closing) return shown;
    this.closing = false;
    this.closed = true;
    return shown.map(closing);
  }

  listen() {
    const conversation = this.page.conversation;
    if (!conversation || this.stream) return;
    this.closing = this.closed = false;
    this.stream = new Stream({
      open: (last, signal) => api.events(conversation, last, signal),
      hear: (name, data) => this.hear(name, data),
      lost: (lost) => this.change({ broken: lost }),
      again: () => this.live,
      over: () => this.stop(),
    });
    this.stream.start();
  }

  stop() {
    this.stream?.stop();
    this.stream = null;
    this.untitle();
    this.change({ at: null, broken: false });
    if (!this.page.conversation) this.number = null;
  }

  change(parts) {
    Object.assign(this, parts);
    this.page.requestUpdate();
  }

  hear(name, data) {
    if (name === 'message') return this.said(data);
    if (name !== 'talk') return;
    const fresh = data.state !== this.state;
    if (fresh) this.since = Date.now(); // by this machine's clock, which may be wrong
    this.change({ at: { ...data, since: this.since } });
    if (fresh) this.page.sight.toEnd(); // the strip takes room: what was last said stays in sight
    if (data.state === 'ended' && data.how === 'citizen') this.closing = !this.closed; // the answer is still on its way
    if (!LIVE.has(data.state)) this.stop();
  }

  said(message) {
    const over = this.joined ? closing(message) : { ...message, first: true }; // who walked up is there: no form under it
    this.page.told(message.kind === 'notice' ? over : message);
    if (message.kind !== 'human' || !document.hidden) return;
    this.plain ??= document.title;
    document.title = words.talk.title;
  }

  untitle() {
    if (this.plain) document.title = this.plain;
    this.plain = null;
  }
}

/**
 * How the call stands, above the field.
 * @fires stop would rather leave a request than wait
 * @fires end
 */
export class Strip extends LitElement {
  static properties = {
    at: { attribute: false },
    broken: { type: Boolean },
    number: {},
    busy: { type: Boolean },
    now: { state: true },
  };

  createRenderRoot() {
    return this;
  }

  connectedCallback() {
    super.connectedCallback();
    this.clock = setInterval(() => WAITING.has(this.at?.state) && (this.now = Date.now()), 1000);
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    clearInterval(this.clock);
  }

  get seconds() {
    return Math.max(0, Math.round(((this.now ?? 0) - this.at.since) / 1000));
  }

  what() {
    const { state, from } = this.at;
    const who = [from?.post, from?.name].filter(Boolean).join(' ');
    if (state === 'joined') return words.talk.joined(who);
    return state === 'coming' ? words.talk.coming(who) : words.talk.ringing;
  }

  /** What happens next, in one line; the seconds are for the eye only, they would be read out for ever. */
  next() {
    const { state, kind } = this.at;
    if (state === 'joined') return nothing;
    return html`<p class="talk-next">${state === 'ringing'
      ? html`<span aria-hidden="true">${words.talk.waited(this.seconds)}</span>${kind === 'walk' ? words.talk.stayHere : words.talk.whenNobody}`
      : words.talk.stayHere}${this.number ? html` <b>${words.talk.number} ${grouped(this.number)}</b>` : nothing}</p>`;
  }

  button() {
    const [name, label] = this.at.state === 'joined' ? ['end', words.talk.end] : ['stop', this.at.kind === 'walk' ? words.talk.leave : words.talk.stop];
    if (this.at.state === 'coming') return nothing;
    return html`<button type="button" class="button" aria-disabled=${this.busy ? 'true' : 'false'}
      @click=${() => !this.busy && this.dispatchEvent(new CustomEvent(name))}>${label}</button>`;
  }

  render() {
    const live = LIVE.has(this.at?.state);
    return html`<div class="talk ${live ? this.at.state : 'none'}">
      <div class="talk-words"><p class="talk-state" role="status">${live ? html`${icon('person')}<span>${this.what()}</span>` : nothing}</p>
        ${live ? this.next() : nothing}
        <p class="talk-lost" role="status">${live && this.broken ? words.talk.lost : nothing}</p></div>
      ${live ? this.button() : nothing}
    </div>`;
  }
}
customElements.define('xb-talk', Strip);
