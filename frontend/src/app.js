/** The citizen page: home, conversation, and the buttons that never move. */
import { LitElement, html, nothing } from 'lit';
import { keyed } from 'lit/directives/keyed.js';
import { repeat } from 'lit/directives/repeat.js';
import './styles/index.css';
import './bar.js';
import './card.js';
import './composer.js';
import './dialog.js';
import './form.js';
import './home.js';
import './message.js';
import * as api from './api.js';
import { apply, isKiosk, isPlain, plain, remembered } from './display.js';
import { exchange } from './exchange.js';
import { faultStrip, sentenceFor } from './fault.js';
import { head } from './head.js';
import { Kiosk } from './kiosk.js';
import { Memory, REMEMBERED } from './memory.js';
import { ordered } from './order.js';
import { forgetReady } from './ready.js';
import { numberFromAddress } from './status.js';
import { Script } from './script.js';
import { Sight } from './sight.js';
import { take } from './slip.js';
import { reader } from './speech.js';
import { Talk, tick } from './talk.js';
import { words } from './words.js';

const SHOW_LOOKING = 400;
const LONG = 4_000; // then it is asked whether the web answers at all

export class App extends LitElement {
  static properties = {
    channel: {},
    hallName: { attribute: 'hall-name' },
    banner: {},
    kiosk: {},
    version: {},
    display: { state: true },
    shelf: { state: true },
    entries: { state: true },
    draft: { state: true },
    busy: { state: true },
    looking: { state: true },
    fault: { state: true },
    below: { state: true },
    form: { state: true },
    status: { state: true },
    warning: { state: true },
    leaving: { state: true },
  };

  constructor() {
    super();
    this.visit = 0;
    this.sight = new Sight(this);
    this.talk = new Talk(this);
    this.script = new Script(this); // first: everything is asked for in its characters
    this.memory = new Memory(this);
    this.clear();
    this.below = false;
  }

  createRenderRoot() {
    this.replaceChildren(); // what the server drew for the moment before this
    return this;
  }

  connectedCallback() {
    super.connectedCallback();
    this.display = remembered();
    apply(this.display);
    this.status = numberFromAddress();
    if (!isKiosk()) return;
    this.machine = new Kiosk(this, { waiting: () => this.busy || this.talk.waiting || reader.speaking });
    this.machine.start();
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.machine?.stop();
  }

  clear() {
    this.conversation = null;
    this.talk.stop();
    reader.fresh();
    forgetReady();
    this.entries = [];
    this.turn = this.came = 0;
    this.draft = '';
    this.shelf = null;
    this.busy = false;
    this.looking = false;
    this.fault = null;
    this.form = this.status = null;
    this.warning = null;
    this.leaving = false;
    this.retry = null;
  }

  willUpdate() {
    this.toggleAttribute('covered', Boolean(this.machine?.covered)); // nothing beneath is seen or touched
    if (this.hall) reader.offer(Boolean(this.hall.speech?.voice));
  }

  get holdsSomething() {
    return Boolean(this.entries.length || this.draft || this.shelf || this.form || this.status || this.fault || this.leaving || !isPlain(this.display));
  }

  get hall() {
    return this.memory.hall;
  }

  get talking() {
    return this.entries.length > 0;
  }

  /** What can be chosen now: the options of the last turn, each once, numbered in order. */
  get options() {
    const known = new Map();
    for (const { message, turn } of this.entries) {
      if (turn !== this.turn) continue;
      for (const option of this.talk.offers(message?.options)) if (!known.has(option.id)) known.set(option.id, option);
    }
    return [...known.values()].map((option, index) => ({ number: index + 1, option }));
  }

  /** Whoever typed goes on typing; on a machine the keys make room for the answer, unless it asks for more words. */
  get writesOn() {
    return !isKiosk() || this.asked || this.talk.live;
  }

  /** The form in the conversation waits for an answer. */
  get asked() {
    return this.entries.some(({ message, turn }) => turn === this.turn && message?.kind === 'ask_field');
  }

  /**
   * One turn. Nothing that was typed is lost: it leaves the field only while it is on its way.
   * @param {{text?: string, choice?: string, shown: string, typed?: boolean, matter?: object, person?: boolean}} said matter: of the catalogue
   */
  async say(said) {
    if (this.busy) return;
    const { text, choice, shown, typed = false, key = api.freshKey() } = said;
    const visit = this.visit;
    const heldFocus = typed;
    const writing = typed && this.querySelector('xb-composer').contains(document.activeElement);
    const known = said.person || (!choice && !this.asked && !this.talk.live); // the page itself may know an answer
    const stop = new AbortController();
    this.stop = stop;
    this.busy = true;
    this.foldBar();
    this.fault = this.status = null;
    this.retry = null;
    this.turn += 1;
    const own = { id: `${this.turn}-you`, turn: this.turn, said: shown };
    this.entries = [...this.entries, own];
    if (typed) this.draft = '';
    const slow = setTimeout(() => {
      this.looking = true;
      this.sight.toEnd();
    }, SHOW_LOOKING);
    const long = setTimeout(() => this.memory.doubt(stop), LONG);
    this.sight.toEnd();
    if (!writing) this.sight.focusOn(`.you[data-turn="${this.turn}"]`); // what was pressed is gone; this says what it was
    try {
      if (this.memory.away && !(await this.memory.look())) throw new api.Fault('offline', null, true);
      const answered = await exchange(this, { text, choice, key }, stop.signal);
      if (visit !== this.visit) return;
      const messages = ordered(this.talk.taken(answered));
      if (messages.length < answered.length) this.delivered();
      this.entries = [...this.entries, ...messages.map((message, index) => ({ id: `${this.turn}-${index}`, turn: this.turn, message }))];
      this.busy = this.looking = false;
      this.sight.toAnswer(heldFocus && this.writesOn);
    } catch (fault) {
      if (visit !== this.visit) return;
      this.busy = this.looking = false;
      const told = this.memory.missed(fault) && known ? this.memory.recall(said) : null;
      if (told) {
        this.entries = [...this.entries, ...told.map((message, index) => ({ id: `${this.turn}-${index}`, turn: this.turn, message }))];
        this.fault = words.away.recalled;
        this.retry = { ...said, key, recalled: this.turn };
        this.sight.toAnswer(heldFocus && this.writesOn);
        return;
      }
      this.turn -= 1;
      this.entries = this.entries.filter(({ id }) => id !== own.id); // what came meanwhile stays
      if (typed) this.draft = text;
      if (fault.kind === 'expired') {
        this.conversation = null;
        if (isKiosk()) this.entries = [];
        if (choice) this.turn += 1; // the old options are gone with the old conversation
      }
      this.fault = sentenceFor(fault, Boolean(choice));
      const useless = choice && ['conflict', 'expired'].includes(fault.kind);
      this.retry = useless || fault.kind === 'long' ? null : { ...said, key };
      if (!writing) this.sight.focusOn('.fault .button', '#say');
    } finally {
      clearTimeout(slow);
      clearTimeout(long);
    }
  }

  /** What a person reads gets a tick, not an answer. */
  delivered() {
    this.entries = this.entries.map((one) => (one.id === `${this.turn}-you` ? { ...one, delivered: true } : one));
    this.sight.toEnd();
  }

  /** What came by itself: a person's words, or what became of the call. */
  told(message) {
    this.entries = [...this.entries, { id: `${(this.came += 1)}-told`, turn: this.turn, message }];
    this.sight.toEnd();
  }

  tryAgain() {
    const said = this.retry;
    if (!said) return;
    const text = this.draft.trim();
    if (said.typed && text && text !== said.text) this.say({ text, shown: text, typed: true });
    else {
      this.entries = this.entries.filter(({ turn }) => turn !== said.recalled);
      this.say(said);
    }
  }

  webBack() {
    if (this.retry && this.fault) this.fault = words.away.back;
  }

  typed(text) {
    const chosen = /^\d$/.test(text) && this.options.find(({ number }) => number === Number(text));
    if (chosen) {
      this.draft = '';
      this.choose(chosen.option);
    } else this.say({ text, shown: text, typed: true });
  }

  choose(option) {
    if (option.id.startsWith(REMEMBERED)) this.pick(this.memory.matters.get(option.id.slice(REMEMBERED.length)) ?? { name: option.label });
    else this.say({ choice: option.id, shown: option.label });
  }

  pick(item) {
    this.say({ text: item.name, shown: item.name, matter: item });
  }

  /** A matter was chosen from those that were found while somebody typed. */
  found(item) {
    this.draft = '';
    this.pick(item);
  }

  async human() {
    if (this.talk.live) return;
    const offered = this.options.some(({ option }) => option.id === 'human');
    await this.say({ ...(offered ? { choice: 'human' } : { text: words.bar.humanText }), shown: words.bar.human, person: true });
  }

  /** The form for a request; what was last written in the conversation is already in it. */
  register() {
    const last = this.entries.filter(({ said }) => said && said.length > 5).pop();
    this.opener = document.activeElement;
    this.form = { description: this.draft || last?.said || '' };
    this.updateComplete.then(() => {
      const form = this.querySelector('xb-form');
      this.sight.scrollToEntry(form);
      form.querySelector('h2').focus({ preventScroll: true });
    });
  }

  registered(card) {
    this.form = null;
    this.turn += 1;
    const message = { kind: 'case_created', text: '', case: card, options: [] };
    this.entries = [...this.entries, { id: `${this.turn}-case`, turn: this.turn, message }];
    this.sight.toAnswer(false);
  }

  /** How a request stands; its code is known here when the request was opened in this talk. */
  follow({ number = '' } = {}) {
    const opened = this.entries.find(({ message }) => message?.kind === 'case_created' && message.case?.number === number);
    this.opener = document.activeElement;
    this.status = { number, code: opened?.message.case.code ?? '' };
    this.updateComplete.then(() => this.sight.scrollToEntry(this.querySelector('xb-status')));
  }

  unregister() {
    this.form = this.status = null;
    this.sight.focusOn('#hello', this.opener, 'xb-message .register', '#say');
  }

  /** Before a number is taken off the screen, the person is asked once. */
  askRestart() {
    this.leaving = this.talk.joined || this.entries.some(({ message }) => message?.kind === 'case_created');
    if (!this.leaving) this.restart();
  }

  restart() {
    this.visit += 1;
    this.stop?.abort();
    if (this.conversation) api.forget(this.conversation);
    this.clear();
    if (isKiosk()) this.setDisplay(plain());
    this.script.leave();
    if (this.memory.empty) this.memory.load();
    this.updateComplete.then(() => {
      this.sight.toStart();
      this.querySelector('#hello')?.focus({ preventScroll: true });
      this.sight.look();
    });
  }

  /** On a phone the display buttons lie over the page: they go when the page is touched or something is said. */
  foldBar() {
    this.querySelector('xb-bar').open = false;
  }

  setDisplay(display) {
    this.display = display;
    apply(display);
    this.updateComplete.then(() => {
      this.querySelector('xb-composer').grow();
      this.sight.look();
    });
  }

  /** Numbers choose while the conversation, not the field, has the keyboard. */
  pressed(event) {
    if (!/^[1-9]$/.test(event.key) || event.ctrlKey || event.altKey || event.metaKey || this.busy) return;
    if (event.target.closest('input, textarea, select')) return;
    const chosen = this.options.find(({ number }) => number === Number(event.key));
    if (!chosen) return;
    event.preventDefault();
    this.choose(chosen.option);
  }

  entry({ id, turn, said, message, delivered }) {
    if (!message) return html`<p class="you" tabindex="-1" aria-live="off" data-turn=${turn}><span class="sr">${words.you}：</span>${said}</p>${delivered ? tick : nothing}`;
    const now = this.entries.filter((one) => one.turn === this.turn && one.message);
    const lastNotice = now.filter((one) => one.message.kind === 'notice' && !one.message.first).pop();
    const lastWithOptions = now.filter((one) => one.message.options?.length).pop();
    return html`<xb-message data-turn=${turn} .message=${message} ?busy=${this.busy} ?register=${lastNotice?.id === id && !this.form} @register=${this.register} .hall=${this.hall}
      @status=${(event) => this.follow(event.detail)} @slip=${(event) => take(this, event.detail)} .options=${lastWithOptions?.id === id && !this.busy ? this.options : []}
      @choose=${(event) => this.choose(event.detail)}></xb-message>`;
  }

  render() {
    return html`
      ${head(this)}
      <main id="main" tabindex="-1" @pointerdown=${this.foldBar} @scroll=${() => this.sight.look()} @keydown=${this.pressed}>
        <div class="page">
          ${this.talking || this.form || this.status
            ? html`<h1 class="sr">${words.mark}${words.assistant}</h1>`
            : html`<xb-home .shelves=${this.memory.shelves} .events=${this.memory.events} .news=${this.hall?.today?.notices ?? []} .shelf=${this.shelf} ?away=${this.memory.empty} ?busy=${this.busy}
                @pick=${(event) => this.pick(event.detail)}
                @shelf=${(event) => (this.shelf = event.detail)}
                @reload=${() => this.memory.load()} @register=${this.register} @status=${() => this.follow()} @slip=${() => take(this, null)}></xb-home>`}
          ${keyed(this.visit, html`<div class="log" role="log" aria-live="polite" aria-label=${words.log} aria-busy=${this.busy ? 'true' : 'false'}>
            ${repeat(this.entries, ({ id }) => id, (entry) => this.entry(entry)) /* leaves a comment for each that goes */}
          </div>`)}
          <div role="status">${this.looking ? html`<p class="looking"><span class="dots" aria-hidden="true"><i></i><i></i><i></i></span>${words.looking}</p>` : nothing}</div>
          ${this.form
            ? html`<xb-form .description=${this.form.description} .channel=${this.channel}
                @registered=${(event) => this.registered(event.detail)} @cancel=${this.unregister}></xb-form>`
            : nothing}
          ${this.status ? html`<xb-status .number=${this.status.number} .code=${this.status.code} .hall=${this.hall} @close=${this.unregister}></xb-status>` : nothing}
        </div>
      </main>
      <footer class="dock">
        <div class="dock-page">
          ${faultStrip(this)}
          <xb-talk .at=${this.talk.at} ?broken=${this.talk.broken} .number=${this.talk.number} ?busy=${this.busy}
            @stop=${() => this.say({ choice: 'call:stop', shown: words.talk.stop })}
            @end=${() => this.say({ choice: 'call:end', shown: words.talk.end })}></xb-talk>
          ${keyed(this.visit, html`<xb-composer .draft=${this.draft} .to=${this.talk.joined ? this.talk.at.from : null} ?talking=${this.talking} ?choosing=${this.options.length > 0} ?asked=${this.asked}
            ?busy=${this.busy} ?hearing=${this.hall?.speech?.hearing} .find=${this.asked || this.talk.live ? null : this.memory.find} ?more=${this.below} @further=${() => this.sight.further()}
            @draft=${(event) => (this.draft = event.detail)} @send=${(event) => this.typed(event.detail)} @pick=${(event) => this.found(event.detail)}></xb-composer>`)}
          ${keyed(this.visit, html`<xb-bar .display=${this.display} ?busy=${this.busy || this.talk.live} @human=${this.human} @restart=${this.askRestart}
            @display=${(event) => this.setDisplay(event.detail)}></xb-bar>`)}
        </div>
      </footer>
      ${this.leaving
        ? html`<xb-question .heading=${words.leave.title} .text=${this.talk.joined ? words.talk.leaving : words.leave.text} .stay=${words.leave.stay} .go=${words.leave.go}
            @stay=${() => (this.leaving = false)} @go=${this.restart}></xb-question>`
        : nothing}
      ${this.warning === null
        ? nothing
        : html`<xb-question .heading=${words.idle.title} .text=${words.idle.text(this.warning)} .stay=${words.idle.stay} .go=${words.idle.leave}
            @stay=${() => this.machine.walkAway.stay()} @go=${() => {
              this.machine.walkAway.stay();
              this.restart();
            }}></xb-question>`}
      ${this.machine?.render()}`;
  }
}
customElements.define('xiaobao-app', App);
