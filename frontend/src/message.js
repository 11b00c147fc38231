/** One message of the guide, each kind in its own shape, and the options that can be chosen now. */
import { LitElement, html, nothing } from 'lit';
import './aloud.js';
import { holdsFacts } from './card.js';
import { icon, leopard } from './icons.js';
import { grouped } from './receipt.js';
import { wanted } from './slip.js';
import './settled.js';
import { day, dial, numbersIn, spoken, time } from './say.js';
import { words } from './words.js';

const stages = {
  submitted: 0, assigned: 1, in_progress: 1, returned: 1, waiting_citizen: 1, reopened: 1, transferred: 1, resolved: 2, closed: 2,
};

/** Options that finish what was begun stand out from those that change or give it up. */
const FORWARD = ['form:confirm'];

/** Kinds that are never shown as a card. */
const OWN_SHAPE = ['case_created', 'case_status', 'slip', 'ask_field', 'emergency', 'handoff', 'notice', 'human'];

const BEGINS = /^[^，。？！?!\n]+/;

const row = (label, value) => (value ? html`<div><dt>${label}</dt><dd>${value}</dd></div>` : nothing);

/**
 * @fires choose detail: the option
 * @fires status someone wants to see all of a request; detail: it
 * @fires slip someone wants it on paper; detail: what the slip is made for
 * @fires register someone wants to fill in a request
 */
export class Message extends LitElement {
  static properties = {
    message: { attribute: false },
    hall: { attribute: false },
    options: { attribute: false },
    busy: { type: Boolean },
    register: { type: Boolean },
  };

  createRenderRoot() {
    return this;
  }

  /** The text without the lines that stand on the page as buttons or as the card's truth line. */
  sentence() {
    const { text, options, card } = this.message;
    const shown = new Set((options ?? []).map((option, index) => `${index + 1}. ${option.label}`));
    if (card?.truth?.text) shown.add(card.truth.text);
    return (text ?? '').split('\n').filter((line) => !shown.has(line.trim())).join('\n');
  }

  said() {
    const text = this.sentence();
    return text ? html`<p class="said">${spoken(text)}</p>` : nothing;
  }

  card() {
    const { card, item, aspect } = this.message;
    return html`<xb-card .card=${card} .read=${this.read()} ?remembered=${this.message.remembered} .item=${this.message.kind === 'guide' ? item : null} .name=${item?.name ?? card.title ?? ''} .aspect=${aspect} .text=${this.sentence()}
      @print=${() => this.slip(wanted(this.message))}></xb-card>`;
  }

  read() {
    return this.message.remembered ? nothing : html`<xb-read .message=${this.message}></xb-read>`; // the voice is away with the web
  }

  slip(wanted) {
    if (wanted) this.dispatchEvent(new CustomEvent('slip', { detail: wanted }));
  }

  facts() {
    const one = this.message.case;
    if (!one) return nothing;
    return html`<dl class="case-facts">
      ${row(words.case.kind, words.case.kinds[one.kind])}
      ${row(words.case.subject, one.subject?.name)}
      ${row(words.case.asked, one.requested_datetime && time(one.requested_datetime))}
      ${row(words.case.expected, one.expected_datetime && words.case.before(day(one.expected_datetime)))}
      ${row(words.case.holder, one.holder)}
    </dl>`;
  }

  created() {
    const one = this.message.case ?? {};
    return html`<div class="case created">
      <h2>${icon('check')}${words.case.created}</h2>
      ${one.number ? html`<xb-receipt .case=${one} .hall=${this.hall}></xb-receipt>` : this.said()}
      ${this.facts()}
      ${one.number && this.message.text && !this.message.text.includes(one.number) ? html`<div class="case-text">${this.said()}</div>` : nothing}
    </div>`;
  }

  status() {
    const one = this.message.case;
    if (!one) return html`<div class="bubble">${this.said()}</div>`;
    const stage = stages[one.state];
    return html`<div class="case">
      <p class="case-number"><span>${words.case.number}</span><strong>${grouped(one.number)}</strong></p>
      ${one.state_text ? html`<p class="case-state">${words.case.stage(one.state_text)}</p>` : nothing}
      ${stage === undefined
        ? nothing
        : html`<ol class="stages">${words.case.stages.map((name, index) => html`<li class=${index <= stage ? 'reached' : ''}
            aria-current=${index === stage ? 'step' : nothing}>${index <= stage ? icon('check') : nothing}${name}</li>`)}</ol>`}
      ${this.facts()}
      ${this.said()}
      <button type="button" class="button" @click=${() => this.dispatchEvent(new CustomEvent('status', { detail: one }))}>${icon('clock')}${words.case.more}</button>
    </div>`;
  }

  asked() {
    const one = this.message.case;
    const kind = words.case.kinds[one?.kind];
    const unsaid = [[words.case.kind, kind], [words.case.subject, one?.subject?.name]]
      .filter(([, text]) => text && !this.message.text.includes(text));
    return html`<div class="bubble field">
      ${unsaid.length
        ? html`<p class="proposed"><span>${words.case.draft}：</span>${unsaid.map(([label, text]) => html`<span class="tag"><span class="sr">${label}：</span>${text}</span> `)}</p>`
        : nothing}
      ${this.said()}
    </div>`;
  }

  /** The number is seen first, and heard behind the sentence that says who answers there. */
  emergency() {
    const numbers = numbersIn(this.message.text);
    return html`<div class="emergency" role="alert" aria-label=${words.emergency}>
      <p class="said">${this.sentence()}</p>
      ${numbers.length ? html`<p class="first-number">${dial(numbers[0], { big: true })}</p>` : nothing}
      ${numbers.length > 1 ? html`<p class="other-numbers">${numbers.slice(1).map((number) => html`${dial(number)} `)}</p>` : nothing}
    </div>`;
  }

  banner(look, drawing) {
    return html`<div class="strip ${look}">${icon(drawing)}<div>${this.said()}</div></div>`;
  }

  body() {
    const { kind, card, from } = this.message;
    switch (kind) {
      case 'guide':
        return holdsFacts(card) ? this.card() : html`<div class="bubble">${this.said()}</div>`;
      case 'case_created':
        return this.created();
      case 'case_status':
        return this.status();
      case 'slip':
        return html`<xb-slip .slip=${this.message.slip} ?fresh=${this.message.fresh}></xb-slip>`;
      case 'ask_field':
        return this.asked();
      case 'emergency':
        return this.emergency();
      case 'handoff':
        return this.banner('handoff', 'person');
      case 'refuse':
        return holdsFacts(card) ? this.card() : this.banner('refuse', 'place');
      case 'notice':
        return html`${this.banner('notice', 'info')}${this.register && this.message.over
          ? html`<xb-settled @register=${() => this.dispatchEvent(new CustomEvent('register'))}></xb-settled>`
          : this.register
          ? html`<button type="button" class="button register" @click=${() => this.dispatchEvent(new CustomEvent('register'))}>${icon('pen')}${words.form.open}</button>`
          : nothing}`;
      case 'human':
        return html`<div class="bubble person"><p class="from">${icon('person')}${[from?.post, from?.name].filter(Boolean).join(' ')}</p>${this.said()}</div>`;
      default:
        return holdsFacts(card) ? this.card() : html`<div class="bubble">${this.said()}</div>`;
    }
  }

  choices() {
    const options = this.options ?? [];
    if (!options.length) return nothing;
    const next = this.message.kind === 'guide';
    return html`<div class="options ${next ? 'next' : ''}" role="group" aria-label=${words.options}>
      ${options.map(({ number, option }) => html`<button type="button" class="option ${FORWARD.includes(option.id) ? 'forward' : ''}" aria-disabled=${this.busy ? 'true' : 'false'}
        @click=${() => this.dispatchEvent(new CustomEvent('choose', { detail: option }))}>
        <span class="option-number">${number}</span><span class="option-label">${option.label}</span></button>`)}
    </div>`;
  }

  /** What the message is called when it is come to: its matter, or how it begins. */
  called() {
    const { kind, from, item, card, text } = this.message;
    if (kind === 'human') return from?.name ?? words.handoff;
    const about = item?.name ?? card?.title ?? (text ?? '').match(BEGINS)?.[0];
    return about ? words.answerAbout(about) : words.guide;
  }

  render() {
    const { kind, card } = this.message;
    const person = kind === 'human';
    const inCard = holdsFacts(card) && !OWN_SHAPE.includes(kind); // its end lies far below
    return html`<article class="guide kind-${kind} ${person ? 'from-person' : ''}" tabindex="-1" aria-label=${this.called()}>
      <div class="guide-mark">${person ? icon('person') : leopard}</div>
      <div class="guide-body"><div class="guide-main">${this.body()}${inCard ? nothing : this.read()}</div>${this.choices()}</div>
    </article>`;
  }
}
customElements.define('xb-message', Message);
