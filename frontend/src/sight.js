/** What of the page is in sight: brings answers into view, ends the page above a phone's keyboard, knows what lies below. */

const END = 32; // pixels that do not count as "more below"
const ABOVE = 16; // pixels left free above an answer

export class Sight {
  /** @param {import('./app.js').App} page told through `below` whether there is more to see */
  constructor(page) {
    this.page = page;
    page.addController(this);
  }

  hostConnected() {
    this.fit = () => this.fitScreen();
    visualViewport?.addEventListener('resize', this.fit);
    addEventListener('resize', this.fit);
  }

  hostUpdated() {
    if (this.watch) return;
    this.watch = new ResizeObserver(() => this.look());
    this.watch.observe(this.main);
    this.watch.observe(this.page.querySelector('.page'));
    this.fitScreen();
  }

  hostDisconnected() {
    visualViewport?.removeEventListener('resize', this.fit);
    removeEventListener('resize', this.fit);
    this.watch?.disconnect();
    this.watch = null;
  }

  /** A phone's keyboard takes part of the screen: the page ends above it. */
  fitScreen() {
    const view = visualViewport;
    if (!view || view.scale > 1.01) return;
    document.documentElement.style.setProperty('--screen', `${Math.round(view.height)}px`);
    if (this.watch) this.look();
  }

  get main() {
    return this.page.querySelector('main');
  }

  /** What scrolls: the middle row, or all of the page where the screen is very low. */
  get scroller() {
    return getComputedStyle(this.main).overflowY === 'visible' ? this.page : this.main;
  }

  get gently() {
    return matchMedia('(prefers-reduced-motion: reduce)').matches ? 'auto' : 'smooth';
  }

  scrollToEntry(entry) {
    const start = this.scroller === this.main ? 0 : this.main.offsetTop;
    this.scroller.scrollTo({ top: start + entry.offsetTop - ABOVE, behavior: this.gently });
  }

  toStart() {
    this.scroller.scrollTo(0, 0);
  }

  async toEnd() {
    await this.page.updateComplete;
    this.scroller.scrollTo({ top: this.main.scrollHeight, behavior: this.gently });
  }

  /** The keyboard goes to the first of these that is on the page now. @param {...(string|Element|null)} wanted selectors, or what once had it */
  async focusOn(...wanted) {
    await this.page.updateComplete;
    const found = wanted.map((one) => (typeof one === 'string' ? this.page.querySelector(one) : one));
    const target = found.find((one) => one?.isConnected && one !== document.body);
    target?.focus({ preventScroll: target.matches('#hello, .you') }); // these are scrolled to already
  }

  /** Shows the answer from its first line. Who typed keeps the field; who tapped is brought to the answer. */
  async toAnswer(heldFocus) {
    await this.page.updateComplete;
    const entries = [...this.page.querySelectorAll(`[data-turn="${this.page.turn}"]`)];
    const answer = entries.find((entry) => entry.localName === 'xb-message');
    await answer?.updateComplete;
    if (heldFocus) this.page.querySelector('#say').focus({ preventScroll: true });
    else answer?.querySelector('article').focus({ preventScroll: true });
    if (entries[0]) this.scrollToEntry(this.tight(entries) ? answer : entries[0]);
    this.look();
  }

  /** On a phone an answer that needs all the room gets it: what was asked is known to who asked it. */
  tight(entries) {
    const last = entries[entries.length - 1];
    const high = last.offsetTop + last.offsetHeight - entries[0].offsetTop;
    return entries.some(({ localName }) => localName === 'xb-message') && matchMedia('(max-width: 759px)').matches && high > this.scroller.clientHeight;
  }

  /** Is there more below what can be seen? */
  look() {
    const { scrollHeight, scrollTop, clientHeight } = this.scroller;
    this.page.below = scrollHeight - scrollTop - clientHeight > END;
    const holder = document.activeElement; // a button that goes must not take the focus with it; under the Tab key it stays
    if (!this.page.below && holder?.matches('.further:not(:focus-visible)')) this.main.focus({ preventScroll: true });
  }

  further() {
    this.scroller.scrollBy({ top: this.scroller.clientHeight * 0.75, behavior: this.gently });
  }
}
