/** The guide card: what to do now, where, with what, for how much, how long, and how far it can be trusted. */
import { LitElement, html, nothing } from 'lit';
import { icon } from './icons.js';
import './place.js';
import { keepReady, readyFor } from './ready.js';
import { dial, lines, many, note, plain, spoken } from './say.js';
import './useful.js';
import { words } from './words.js';

const say = words.card;
const SHORT = 12; // characters that can stand large
const FIRST = 2; // places that stand open; more are folded
const keys = ['places', 'windows', 'materials', 'steps', 'steps_online', 'fee', 'limits', 'hours', 'result', 'notes', 'online'];

/** Which part of the card answers which aspect. An aspect that is not here is answered by its sentence alone. */
const partOf = {
  materials: 'materials', missing_material: 'materials', window: 'places', location: 'places', hours: 'places', appointment: 'places',
  fee: 'fee', time_limit: 'limits', process: 'process', online: 'online', result: 'result', validity: 'result',
  condition: 'conditions', proxy: 'proxy',
};
const first = ['places', 'materials', 'sums', 'notes', 'process'];
const more = ['online', 'conditions', 'proxy'];

/** @param {object|null} card true when there is more to show than a sentence */
export function holdsFacts(card) {
  return Boolean(card) && keys.some((key) => (Array.isArray(card[key]) ? card[key].length : card[key]));
}

/** A sentence that breaks between its clauses where it can, not inside a window's name. */
const clauses = (text) => (text.match(/[^，。]+[，。]?/g) ?? [text]).map((one) => html`<span class="clause">${one}</span>`);

/** Materials that share a word of choice stand together: one of them is enough. */
function grouped(materials) {
  const groups = [];
  for (const material of materials) {
    const known = material.choice && groups.find((group) => group.choice === material.choice);
    if (known) known.materials.push(material);
    else groups.push({ choice: material.choice ?? null, materials: [material] });
  }
  return groups;
}

/** What a paper is called in its list: the same name may stand there for two situations. */
const called = (material) => [material.name, material.label].filter(Boolean).join('|');

/**
 * read: the button that reads it aloud, beside its name.
 *
 * @fires print someone wants it on paper
 */
export class Card extends LitElement {
  static properties = {
    card: { attribute: false },
    name: {},
    item: { attribute: false },
    aspect: {},
    text: {},
    read: { attribute: false },
    remembered: { type: Boolean },
    ticked: { state: true },
  };

  constructor() {
    super();
    this.ticked = new Set();
  }

  createRenderRoot() {
    return this;
  }

  willUpdate(changed) {
    if (changed.has('name')) this.ticked = readyFor(this.name);
  }

  /** One group of facts. Only the one that was asked for is announced; the others are read when somebody goes there. */
  part(name, drawing, heading, body) {
    return html`<section class="part part-${name}" aria-live=${partOf[this.aspect] === name ? nothing : 'off'}>
      <h3>${icon(drawing)}${heading}</h3>${body}</section>`;
  }

  /** For who hears the card: what else stands there. */
  below() {
    const named = { materials: say.materials, fee: say.fee, limits: say.limits, result: say.result };
    const there = Object.keys(named).filter((name) => many(this.card[name]).length);
    return there.length ? html`<p class="sr">${say.below(there.map((name) => named[name]))}</p>` : nothing;
  }

  tick(material, on) {
    const ticked = new Set(this.ticked);
    if (on) ticked.add(called(material));
    else ticked.delete(called(material));
    this.ticked = ticked;
    keepReady(this.name, ticked);
  }

  ready(material) {
    return this.ticked.has(called(material));
  }

  /** What is known about one group of facts, when it differs from what is known about the whole. */
  known(group) {
    const fact = this.card.facts?.[group];
    if (!fact || !fact.text || fact.text === this.card.truth?.text) return nothing;
    return html`<p class="part-truth">${icon('info')}<span>${fact.text}</span></p>`;
  }

  /** The first line: what to do now. */
  now() {
    const { summary, ticket, places } = this.card;
    const buttons = [ticket, ...many(places).map((one) => one.ticket)].map((one) => one?.button ?? one).filter(Boolean);
    const unsaid = [...new Set(buttons)].filter((button) => !summary?.includes(button));
    return html`${unsaid.map((button) => html`<p class="now">${icon('ticket')}<span>${say.press(button)}</span></p>`)}
      ${summary ? html`<p class="now">${icon(buttons.length && !unsaid.length ? 'ticket' : 'place')}<span>${clauses(summary)}</span></p>` : nothing}`;
  }

  places() {
    const places = many(this.card.places);
    const named = new Set(places.flatMap((one) => many(one.windows).map((window) => String(window?.number ?? window))));
    const windows = many(this.card.windows).filter((window) => !named.has(String(window.number)));
    if (!places.length && !windows.length) return nothing;
    const rows = [...places, ...windows.map((window) => ({ id: `window:${window.number}`, in_hall: true, kind: 'window', windows: [window] }))];
    const shown = (one) => html`<xb-place .place=${one} .telephone=${this.card.telephone} ?several=${rows.length > 1}></xb-place>`;
    const further = rows.length > FIRST + 1 ? rows.slice(FIRST) : [];
    const several = rows.length > 1 ? html`<span class="places-many">${say.several(rows.length)}</span>` : nothing;
    const heading = rows.every(({ kind }) => kind === 'facility') ? say.spot : say.place;
    return this.part('places', 'place', html`${heading}${several}`, html`
      ${rows.slice(0, rows.length - further.length).map(shown)}
      ${further.length
        ? html`<details class="fold further"><summary>${icon('place')}<span>${say.further(further.length)}</span>${icon('down')}</summary>${further.map(shown)}</details>`
        : nothing}
      ${this.known('places')}`);
  }

  material(one, said = false) {
    const optional = one.necessity === '非必要' ? html`<span class="tag">${say.optional}</span>` : nothing;
    return html`<li class="material ${this.ready(one) ? 'ticked' : ''}">
      <label>
        <input type="checkbox" .checked=${this.ready(one)} @change=${(event) => this.tick(one, event.target.checked)}>
        <span class="material-name">${one.name}${one.count ? html` <span class="count">${one.count}</span>` : nothing}
          ${one.label && !said ? html`<span class="tag">${say.when(one.label)}</span>` : nothing} ${optional}</span>
      </label>
      <div class="material-more">
        ${one.detail ? html`<p>${one.detail}</p>` : nothing}
        ${note(say.size, one.size)}
        ${note(say.where, one.where)}
        ${note(say.blank, one.blank_form)}
        ${note(say.sample, one.sample)}
        ${note(say.licence, one.e_licence)}
        ${note(say.missing, one.missing)}
        ${note(say.expired, one.expired)}
        ${note(say.copy, one.copy)}
        ${one.necessity === '容缺后补' ? note(say.later, one.promise) : nothing}
        ${plain(one.note)}
      </div>
    </li>`;
  }

  /** Papers of which one is enough; what they all are for stands above them once. */
  either(materials) {
    const [{ label }] = materials;
    const alike = label && materials.every((one) => one.label === label);
    return html`<li><fieldset class="either"><legend class="either-head">${alike ? say.eitherWhen(label) : say.either}</legend>
      <ul>${materials.map((one) => this.material(one, alike))}</ul></fieldset></li>`;
  }

  materials() {
    const materials = many(this.card.materials);
    if (!materials.length) return nothing;
    const groups = grouped(materials);
    const done = groups.filter((group) => group.materials.some((one) => this.ready(one))).length;
    return this.part('materials', 'paper', say.materials, html`
      ${materials.some((one) => one.label) ? html`<p class="depends">${say.depends}</p>` : nothing}
      <ul class="materials">${groups.map((group) => (group.materials.length > 1
        ? this.either(group.materials)
        : this.material(group.materials[0])))}</ul>
      ${done ? html`<p class="progress" aria-live="off">${icon('check')}${say.ticked(done, groups.length)}</p>` : nothing}
      ${this.known('materials')}`);
  }

  fee() {
    const fee = this.card.fee;
    if (!fee) return nothing;
    const large = fee.text ? fee.text.split('；') : lines(fee.lines);
    return this.part('fee', 'coin', say.fee, html`
      ${fee.charged === false
        ? html`<p class="large">${fee.text || say.free}</p>`
        : large.map((text) => html`<p class="large">${text}</p>`)}
      ${note(say.pay, fee.pay_at)} ${note(say.reductions, fee.reductions)} ${note(say.basis, fee.basis)} ${plain(fee.note)}
      ${this.known('fee')}`);
  }

  limits() {
    const limits = many(this.card.limits);
    if (!limits.length) return nothing;
    return this.part('limits', 'clock', say.limits, html`
      ${limits.map((one) => (one.text.length > SHORT
        ? note(one.label, one.text)
        : html`<p class="limit"><span class="limit-label">${one.label}</span><span class="large">${one.text}</span></p>`))}
      ${this.known('time_limit')}`);
  }

  result() {
    const result = this.card.result;
    if (!result) return nothing;
    return this.part('result', 'award', say.result, html`<p class="large">${result.name}</p>
      ${note(say.delivery, many(result.delivery).join('、'))} ${note(say.validity, result.validity)} ${plain(result.note)}
      ${this.known('result')}`);
  }

  /** @param {string} [asked] the part that already stands above */
  sums(asked) {
    const parts = ['fee', 'limits', 'result'].filter((name) => name !== asked);
    return html`<div class="side-by-side">${parts.map((name) => this[name]())}</div>`;
  }

  list(name, drawing, heading, texts) {
    const rows = lines(texts);
    return rows.length ? this.part(name, drawing, heading, html`<ul>${rows.map((text) => html`<li>${text}</li>`)}</ul>`) : nothing;
  }

  notes() {
    return this.list('notes', 'info', say.notes, this.card.notes);
  }

  fold(drawing, heading, texts, isOpen) {
    const rows = lines(texts);
    return rows.length
      ? html`<details class="fold" aria-live=${isOpen ? nothing : 'off'} ?open=${isOpen}>
          <summary>${icon(drawing)}<span>${heading(rows.length)}</span>${icon('down')}</summary>
          <ol>${rows.map((text) => html`<li>${text}</li>`)}</ol></details>`
      : nothing;
  }

  process() {
    return this.fold('steps', say.steps, this.card.steps, this.aspect === 'process');
  }

  online() {
    const { online, steps_online: steps } = this.card;
    return html`
      ${online?.where ? this.part('online', 'globe', say.online, html`<p>${online.where}</p>${plain(online.note)}${this.known('online')}`) : nothing}
      ${this.fold('globe', say.onlineSteps, steps, ['online', 'process'].includes(this.aspect))}`;
  }

  conditions() {
    const { conditions, not_accepted: refused } = this.card;
    return html`${this.list('conditions', 'person', say.conditions, conditions)}${this.list('refused', 'warn', say.refused, refused)}`;
  }

  proxy() {
    return this.card.proxy ? this.part('proxy', 'family', say.proxy, html`<p>${this.card.proxy}</p>`) : nothing;
  }

  /** What most need; where there is room, the papers stand beside the place. */
  facts() {
    const [places, materials, ...others] = first.map((name) => this[name]());
    return html`${places === nothing && materials === nothing ? nothing : html`<div class="beside">${places}${materials}</div>`}${others}`;
  }

  /** What few ask at first, behind one fold. */
  extra() {
    const { online, steps_online: steps, conditions, not_accepted: refused, proxy } = this.card;
    if (!online?.where && !proxy && !lines(steps).length && !lines(conditions).length && !lines(refused).length) return nothing;
    return html`<details class="fold" aria-live="off"><summary>${icon('paper')}<span>${say.extra}</span>${icon('down')}</summary>
      ${more.map((name) => this[name]())}</details>`;
  }

  truth() {
    const truth = this.card.truth;
    if (!truth) return nothing;
    const sources = many(truth.source);
    const unsaidNumber = truth.telephone && !truth.text?.includes(truth.telephone);
    return html`<footer class="truth" aria-live="off">
      <p class="truth-text">${icon(truth.state === 'valid' ? 'seal' : 'info')}
        <span>${truth.example && !truth.text?.includes(say.example) ? html`<span class="tag">${say.example}</span> ` : nothing}${spoken(truth.text)}</span></p>
      ${unsaidNumber ? html`<p class="pair"><b>${say.ring}：</b>${dial(truth.telephone)}</p>` : nothing}
      ${sources.length
        ? html`<details class="sources"><summary>${say.source}${icon('down')}</summary><ul>${sources.map((one) => html`<li>${one}</li>`)}</ul></details>`
        : nothing}
    </footer>`;
  }

  /** What can be done with the card: a paper to take along, and saying that it did not help. */
  acts() {
    if (this.remembered) return nothing; // both need the web
    return html`<div class="card-acts" aria-live="off">
      ${this.item?.id ? html`<button type="button" class="button" @click=${() => this.dispatchEvent(new CustomEvent('print'))}>${icon('paper')}${words.slip.take}</button>` : nothing}
      <xb-useful></xb-useful></div>`;
  }

  /** True when the part shows all that the sentence says, so that nobody reads it twice. */
  repeats(name) {
    const card = this.card;
    const told = {
      materials: many(card.materials).map((one) => one.name),
      places: many(card.places).map((one) => one.text ?? one.name),
      fee: lines(card.fee?.text),
      limits: many(card.limits).map((one) => one.text),
      process: lines(card.steps),
      online: lines(card.online?.where),
      result: lines(card.result?.name),
      conditions: lines(card.conditions),
      proxy: lines(card.proxy),
    }[name];
    return Boolean(told?.length) && told.every((text) => this.text.includes(text));
  }

  head() {
    const asked = many(this.card.situation?.asked);
    return html`<div class="card-head">${this.name ? html`<h2 class="card-name">${this.name}</h2>` : nothing}${this.read}</div>
      ${asked.length
        ? html`<p class="situation">${say.situation}：${asked.map((one) => html`<span class="tag" title=${one.ask ?? nothing}>${one.label}</span> `)}</p>`
        : nothing}`;
  }

  render() {
    const overview = !this.aspect || this.aspect === 'overview';
    if (overview) {
      return html`<div class="card">${this.head()}
        ${this.text && !this.card.summary ? html`<p class="answer">${spoken(this.text)}</p>` : nothing}
        ${this.now()}${this.below()}${this.facts()}${this.extra()}${this.truth()}${this.acts()}</div>`;
    }
    const asked = partOf[this.aspect];
    const rest = [...first, ...more].filter((name) => name !== asked);
    const steps = asked === 'process'; // the first of them is where to go
    return html`<div class="card">${this.head()}
      ${this.text && !(asked && this.repeats(asked)) ? html`<p class="answer">${spoken(this.text)}</p>` : nothing}
      ${steps ? this.now() : nothing} ${asked ? this[asked]() : nothing}
      ${this.truth()}
      <details class="fold rest" aria-live="off"><summary>${icon('paper')}<span>${say.rest}</span>${icon('down')}</summary>
        ${steps ? nothing : this.now()}${rest.map((name) => this[name](asked))}</details>
      ${this.acts()}
    </div>`;
  }
}
customElements.define('xb-card', Card);
