/** What the page knows of the hall without asking again, in memory only: it goes on answering while the web is away. */
import * as api from './api.js';
import { known } from './known.js';
import { cardOf } from './remembered.js';
import { find } from './search.js';
import { words } from './words.js';

const FRESH = 5 * 60_000; // how often an unused page asks again how the hall stands
const LOOK = 6_000; // how often it is tried whether the web is back
const SURE = 60; // all that was said is in the name
const CLEAR = 15; // so far ahead of the next, a matter is meant
const OFFERED = 5;

const painted = () => new Promise((done) => requestAnimationFrame(() => setTimeout(done)));

export class Memory {
  /** @param {import('./app.js').App} page drawn again when something is learnt; told by `webBack` when the web is back */
  constructor(page) {
    this.page = page;
    this.hall = null;
    this.hold({ items: [], categories: [], events: [] });
    this.tag = null;
    this.away = false;
    this.empty = false;
    this.find = (typed) => find(this.entries, typed).map(({ item }) => item);
    page.addController(this);
  }

  hostConnected() {
    this.gone = () => this.lost();
    this.here = () => this.look();
    addEventListener('offline', this.gone);
    addEventListener('online', this.here);
    this.load();
    this.freshen = setInterval(() => !document.hidden && !this.page.holdsSomething && this.load(), FRESH);
  }

  hostDisconnected() {
    removeEventListener('offline', this.gone);
    removeEventListener('online', this.here);
    clearInterval(this.freshen);
    clearInterval(this.looking);
  }

  /** How the hall stands and what it does; after the page is painted, all that is needed while the web is away. */
  async load() {
    const [hall, items] = await Promise.allSettled([api.hall(), this.tag ? null : api.items()]);
    if (hall.status === 'fulfilled') this.hall = hall.value;
    this.missed([hall, items].find(({ status }) => status === 'rejected')?.reason);
    if (!this.tag && items.status === 'fulfilled') this.hold({ items: items.value, categories: this.hall?.categories ?? [], events: [] });
    this.empty = !this.shelves.length && items.status === 'rejected';
    this.page.requestUpdate();
    if (this.away) return;
    await painted();
    await this.learn();
  }

  async learn() {
    try {
      const fresh = await api.offline(this.tag);
      if (!fresh) return;
      this.tag = fresh.tag;
      this.hold(fresh.known);
      this.page.requestUpdate();
    } catch (fault) {
      this.missed(fault);
    }
  }

  hold(document) {
    Object.assign(this, known(document));
  }

  /** @param {import('./api.js').Fault} [fault] of a request; @returns {boolean} the web is away */
  missed(fault) {
    if (fault?.passing) this.lost();
    return this.away;
  }

  lost() {
    if (this.away) return;
    this.away = true;
    this.looking = setInterval(() => this.look(), LOOK);
    this.page.requestUpdate();
  }

  /** @returns {Promise<boolean>} the web answers */
  async look() {
    try {
      this.hall = await api.alive();
    } catch (fault) {
      if (fault.passing) {
        this.lost();
        return false;
      }
    }
    if (this.away) this.found();
    return true;
  }

  found() {
    clearInterval(this.looking);
    this.away = false;
    this.page.webBack();
    this.page.requestUpdate();
    this.load();
  }

  /** An answer takes long: when the web itself is silent, nobody waits for it. */
  async doubt(stop) {
    if (!(await this.look())) stop.abort();
  }

  /**
   * What the page itself can say, while the web is away.
   * @param {{text?: string, matter?: object, person?: boolean}} said
   * @returns {object[]|null} messages like those of the guide; null when nothing that it knows was meant
   */
  recall({ text = '', matter, person = false }) {
    if (person) return [{ kind: 'handoff', text: words.away.human(this.hall), options: [], remembered: true }];
    const found = find(this.entries, text, OFFERED).filter(({ score }) => score >= SURE);
    const meant = this.matters.get(matter?.id) ?? (found.length && found[0].score - (found[1]?.score ?? 0) >= CLEAR ? found[0].item : null);
    const told = meant && cardOf(meant);
    if (told?.card) return [told];
    if (told || !found.length) return null;
    const options = found.map(({ item }) => ({ id: `${REMEMBERED}${item.id}`, label: item.name }));
    return [{ kind: 'clarify', text: words.away.which, options, remembered: true }];
  }
}

/** Begins the ids of options that the page itself offers. */
export const REMEMBERED = 'memory:';
