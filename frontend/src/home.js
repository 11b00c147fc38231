/** The first view: a greeting, what people ask most, life events, and all items by category. */
import { LitElement, html, nothing } from 'lit';
import { icon, leopard } from './icons.js';
import { words } from './words.js';

const MOST = 12;
const EVENTS = 8;
const FIRM = '法人';
const FIRMS = 'firms'; // what firms and other bodies can do, as a view of its own
const EVENT = 'event:';

const familiar = (item) => (Array.isArray(item.short) ? item.short[0] : item.short) || item.name;

const forFirms = (item) => item.audience?.includes(FIRM);

/** Guides through several matters at once, then what is asked most. */
const weight = (item) => 2 * Number(Boolean(item.bundle)) + Number(Boolean(item.tiles));
const firstOfAll = (a, b) => weight(b) - weight(a);

/** Drawings for life events that many halls have; another one gets a family. */
const drawings = {
  买房: 'house', 开店: 'briefcase', 创业: 'briefcase', 办企业: 'briefcase', 开小卖部: 'briefcase', 证照遗失: 'id-card', 孩子上学: 'award',
  家庭困难: 'heart', 结婚: 'heart', 看病: 'shield', 退休: 'coins', 买车: 'car', 出国: 'plane',
};

/** Takes one of each category in turn, so that every category has its most asked item on the first view; those of one stand together. */
function inTurn(shelves) {
  const rows = shelves.map(({ items }) => items.filter((item) => item.tiles));
  const chosen = [];
  for (let round = 0; chosen.length < MOST && rows.some((row) => row[round]); round += 1) {
    for (const row of rows) if (row[round] && chosen.length < MOST) chosen.push(row[round]);
  }
  return rows.flatMap((row) => row.filter((item) => chosen.includes(item)));
}

/**
 * @fires pick detail: the item
 * @fires reload
 * @fires register someone wants to fill in a request
 * @fires slip someone has the code of a slip
 * @fires status someone wants to know how a request stands
 * @fires shelf detail: the category, life event or audience that is looked at, or null
 */
export class Home extends LitElement {
  static properties = {
    shelves: { attribute: false },
    events: { attribute: false },
    news: { attribute: false },
    shelf: {},
    away: { type: Boolean },
    busy: { type: Boolean },
  };

  createRenderRoot() {
    return this;
  }

  look(id) {
    this.came = this.shelf;
    this.looked = true;
    this.dispatchEvent(new CustomEvent('shelf', { detail: id }));
  }

  /** Who went into a list stands at its head; who comes back stands where it was opened. */
  updated(changed) {
    if (!changed.has('shelf') || !this.looked) return;
    this.looked = false;
    const target = this.shelf ? this.querySelector('h1') : this.querySelector(`[data-shelf="${this.came}"]`);
    target?.focus();
    if (this.shelf) this.closest('main')?.scrollTo({ top: 0 });
  }

  tile(item, { category, full }) {
    const name = familiar(item); // large, and what the papers call it beneath
    const other = item.name;
    return html`<li><button type="button" class="tile ${full ? 'full' : ''}" aria-disabled=${this.busy ? 'true' : 'false'}
      @click=${() => this.dispatchEvent(new CustomEvent('pick', { detail: item }))}>
      <span class="tile-icon">${icon(category.icon)}</span>
      <span class="tile-words"><span class="tile-name">${name}</span>${other === name ? nothing : html`<span class="tile-other">${other}</span>`}</span>
    </button></li>`;
  }

  register() {
    return html`<button type="button" class="shelf-button" @click=${() => this.dispatchEvent(new CustomEvent('register'))}>
      ${icon('pen')}<span class="shelf-name">${words.form.open}</span></button>`;
  }

  progress() {
    return html`<button type="button" class="shelf-button" @click=${() => this.dispatchEvent(new CustomEvent('status'))}>
      ${icon('clock')}<span class="shelf-name">${words.status.open}</span></button>`;
  }

  slips() {
    return html`<li><button type="button" class="shelf-button" @click=${() => this.dispatchEvent(new CustomEvent('slip'))}>
      ${icon('paper')}<span class="shelf-name">${words.slip.open}</span></button></li>`;
  }

  /** A way to a list of matters. */
  way(id, drawing, name, count = null) {
    return html`<li><button type="button" class="shelf-button" data-shelf=${id} @click=${() => this.look(id)}>
      ${icon(drawing)}<span class="shelf-name">${name}</span>${count === null ? nothing : html`<span class="shelf-count">${words.home.count(count)}</span>`}</button></li>`;
  }

  /** The matters of a category, of firms, or, few and in one list, of a life event. @returns {{name: string, plain?: boolean, shelves: object[]}|null} */
  opened() {
    const shelves = this.shelves ?? [];
    const among = (held) => shelves.map(({ category, items }) => ({ category, items: items.filter(held) })).filter(({ items }) => items.length);
    if (this.shelf === FIRMS) return { name: words.home.firms, shelves: among(forFirms) };
    if (this.shelf?.startsWith(EVENT)) {
      const event = (this.events ?? []).find(({ name }) => name === this.shelf.slice(EVENT.length));
      return event ? { name: event.name, plain: true, shelves: among((item) => event.items.includes(item)) } : null;
    }
    const open = shelves.find(({ category }) => category.id === this.shelf);
    return open ? { name: open.category.name, shelves: [open] } : null;
  }

  view({ name, plain = false, shelves }) {
    const many = shelves.length > 1;
    const tiles = ({ category, items }) => [...items].sort(firstOfAll).map((item) => this.tile(item, { category, full: true }));
    return html`<section class="home shelf" aria-labelledby="shelf-heading">
      <div class="shelf-head">
        <button type="button" class="button" @click=${() => this.look(null)}>${icon('back')}${words.home.back}</button>
        <h1 id="shelf-heading" tabindex="-1">${name}</h1>
      </div>
      ${plain
        ? html`<ul class="tiles full">${shelves.map(tiles)}</ul>`
        : shelves.map((one) => html`${many ? html`<h2>${one.category.name}</h2>` : nothing}<ul class="tiles full">${tiles(one)}</ul>`)}
    </section>`;
  }

  /** Life events: guides that lead through several matters at once, then what several matters share. */
  lives() {
    const bundles = (this.shelves ?? []).flatMap(({ items }) => items.filter((item) => item.bundle));
    const events = (this.events ?? []).slice(0, Math.max(0, EVENTS - bundles.length));
    if (!bundles.length && !events.length) return nothing;
    return html`<section class="lives"><h2>${words.home.events}</h2>
      <ul class="shelves">${bundles.map((item) => html`<li><button type="button" class="shelf-button bundle" aria-disabled=${this.busy ? 'true' : 'false'}
          @click=${() => this.dispatchEvent(new CustomEvent('pick', { detail: item }))}>${icon('steps')}<span class="shelf-name">${familiar(item)}</span></button></li>`)}
        ${events.map(({ name }) => this.way(`${EVENT}${name}`, drawings[name] ?? 'family', name))}</ul></section>`;
  }

  render() {
    const shelves = this.shelves ?? [];
    const open = this.opened();
    if (open) return this.view(open);
    const shelfOf = (item) => shelves.find(({ items }) => items.includes(item)).category;
    const firms = shelves.flatMap(({ items }) => items.filter(forFirms)).length;
    return html`<section class="home" aria-labelledby="hello">
      <div class="welcome">
        <div class="hello">
          ${leopard}
          <div><h1 id="hello" tabindex="-1">${words.home.hello}</h1><p>${words.home.promise.map((part) => html`<span>${part}</span>`)}</p></div>
        </div>
        <div class="doings">${this.register()}${this.progress()}</div>
      </div>
      ${(this.news ?? []).length
        ? html`<div class="news" role="group" aria-label=${words.home.news}>${this.news.map((text) => html`<p>${icon('info')}<span>${text?.text ?? text}</span></p>`)}</div>`
        : nothing}
      ${this.away
        ? html`<div class="plain-note"><p>${words.home.away}</p>
            <button type="button" class="button" @click=${() => this.dispatchEvent(new CustomEvent('reload'))}>${words.home.again}</button></div>`
        : nothing}
      ${shelves.length
        ? html`<div class="columns"><section class="most"><h2>${words.home.often}</h2>
            <ul class="tiles often">${inTurn(shelves).map((item) => this.tile(item, { category: shelfOf(item), full: false }))}</ul></section>
            ${this.lives()}
            <section class="all"><h2>${words.home.shelves}</h2>
            <ul class="shelves">${shelves.map(({ category, items }) => this.way(category.id, category.icon, category.name, items.length))}
              ${firms ? this.way(FIRMS, 'briefcase', words.home.firms, firms) : nothing}${this.slips()}</ul></section></div>`
        : nothing}
    </section>`;
  }
}
customElements.define('xb-home', Home);
