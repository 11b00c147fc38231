/** The first view: a greeting, what people ask most, and all items by category. */
import { LitElement, html, nothing } from 'lit';
import { icon, leopard } from './icons.js';
import { words } from './words.js';

const MOST = 12;

const familiar = (item) => (Array.isArray(item.short) ? item.short[0] : item.short) || item.name;

/** Takes one of each category in turn, so that every category has its most asked item on the first view. */
function inTurn(shelves) {
  const rows = shelves.map(({ items }) => items.filter((item) => item.tiles));
  const chosen = [];
  for (let round = 0; chosen.length < MOST && rows.some((row) => row[round]); round += 1) {
    for (const row of rows) if (row[round] && chosen.length < MOST) chosen.push(row[round]);
  }
  return chosen;
}

/**
 * @fires pick detail: the item
 * @fires reload
 * @fires register someone wants to fill in a request
 * @fires status someone wants to know how a request stands
 * @fires shelf detail: id of the category that is looked at, or null
 */
export class Home extends LitElement {
  static properties = {
    shelves: { attribute: false },
    news: { attribute: false },
    shelf: {},
    away: { type: Boolean },
    busy: { type: Boolean },
  };

  createRenderRoot() {
    return this;
  }

  look(id) {
    const before = this.shelf;
    this.dispatchEvent(new CustomEvent('shelf', { detail: id }));
    this.updateComplete.then(() => {
      const target = id ? this.querySelector('h1') : this.querySelector(`[data-shelf="${before}"]`);
      target?.focus();
      if (id) this.closest('main')?.scrollTo({ top: 0 });
    });
  }

  tile(item, { category, full }) {
    const name = full ? item.name : familiar(item);
    const other = full ? familiar(item) : item.name;
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

  render() {
    const shelves = this.shelves ?? [];
    const open = shelves.find(({ category }) => category.id === this.shelf);
    if (open) {
      const items = [...open.items].sort((a, b) => Number(Boolean(b.tiles)) - Number(Boolean(a.tiles)));
      return html`<section class="home shelf" aria-labelledby="shelf-heading">
        <div class="shelf-head">
          <button type="button" class="button" @click=${() => this.look(null)}>${icon('back')}${words.home.back}</button>
          <h1 id="shelf-heading" tabindex="-1">${open.category.name}</h1>
        </div>
        <ul class="tiles full">${items.map((item) => this.tile(item, { category: open.category, full: true }))}</ul>
      </section>`;
    }
    const shelfOf = (item) => shelves.find(({ items }) => items.includes(item)).category;
    return html`<section class="home" aria-labelledby="hello">
      <div class="hello">
        ${leopard}
        <div><h1 id="hello" tabindex="-1">${words.home.hello}</h1><p>${words.home.promise.map((part) => html`<span>${part}</span>`)}</p></div>
      </div>
      ${(this.news ?? []).length
        ? html`<div class="news" role="group" aria-label=${words.home.news}>${this.news.map((text) => html`<p>${icon('info')}<span>${text?.text ?? text}</span></p>`)}</div>`
        : nothing}
      ${this.away
        ? html`<div class="plain-note"><p>${words.home.away}</p>
            <button type="button" class="button" @click=${() => this.dispatchEvent(new CustomEvent('reload'))}>${words.home.again}</button></div>`
        : nothing}
      ${shelves.length
        ? html`<h2>${words.home.often}</h2>
            <ul class="tiles often">${inTurn(shelves).map((item) => this.tile(item, { category: shelfOf(item), full: false }))}</ul>
            <h2>${words.home.shelves}</h2>
            <ul class="shelves">${shelves.map(({ category, items }) => html`<li>
              <button type="button" class="shelf-button" data-shelf=${category.id} @click=${() => this.look(category.id)}>
                ${icon(category.icon)}<span class="shelf-name">${category.name}</span><span class="shelf-count">${words.home.count(items.length)}</span>
              </button></li>`)}<li>${this.register()}</li><li class="whole">${this.progress()}</li></ul>`
        : html`${this.register()}${this.progress()}`}
    </section>`;
  }
}
customElements.define('xb-home', Home);
