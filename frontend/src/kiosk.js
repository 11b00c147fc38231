/** What only a machine in the hall does: it waits for people, notices who walks away, has keys, and tells that it is well. */
import { html, nothing } from 'lit';
import * as api from './api.js';
import './attract.js';
import { Device } from './device.js';
import { FieldKeys } from './fieldkeys.js';
import { WalkAway } from './idle.js';
import { printer } from './print.js';
import { reader } from './speech.js';
import { Summon, speak } from './summon.js';
import { words } from './words.js';

const PATIENT = 2; // for who asked for more time

export class Kiosk {
  /**
   * @param {import('./app.js').App} page
   * @param {{waiting: () => boolean}} hands waiting: the page itself is at work, or a person is on the way
   */
  constructor(page, { waiting }) {
    this.page = page;
    /** Nobody is here. */
    this.resting = true;
    this.registering = false;
    this.keys = new FieldKeys(page);
    this.walkAway = new WalkAway({
      busy: () => !this.resting && page.holdsSomething && !waiting(),
      patience: () => (page.display.slow ? PATIENT : 1),
      warn: (seconds) => this.warn(seconds),
      leave: () => this.left(),
      rest: () => this.rest(),
    });
    this.device = new Device({
      version: page.version,
      kiosk: () => page.kiosk,
      busy: () => !this.resting,
      known: (device) => this.known(device),
    });
    this.summon = new Summon(page, { key: this.device.key, wake: () => this.woken() });
    this.gone = () => page.conversation && api.forget(page.conversation);
    this.typed = (event) => this.key(event);
  }

  start() {
    this.walkAway.start();
    this.keys.start();
    this.summon.start();
    this.device.start();
    addEventListener('pagehide', this.gone);
    addEventListener('keydown', this.typed);
    if (this.device.asked) this.ask();
  }

  stop() {
    this.walkAway.stop();
    this.keys.stop();
    this.summon.stop();
    this.device.stop();
    removeEventListener('pagehide', this.gone);
    removeEventListener('keydown', this.typed);
  }

  /** The desk knows this machine: its conversations bear its number. */
  known(device) {
    if (device) this.page.kiosk = device.id;
    printer.beside = device?.printer ?? false;
    this.zone = device?.zone ?? null;
  }

  async ask() {
    await import('./register.js');
    this.registering = true;
    this.page.requestUpdate();
  }

  registered() {
    this.registering = false;
    const said = new URLSearchParams(location.hash.slice(1));
    said.delete('register');
    history.replaceState(null, '', `${location.pathname}${location.search}${said.size ? `#${said}` : ''}`);
    this.page.requestUpdate();
  }

  /** Told once aloud, when it begins, to who lets the page speak: the seconds are only seen. */
  warn(seconds) {
    const begins = this.page.warning === null && seconds !== null;
    if (begins && reader.aloud && !reader.hushed) speak(words.idle.said(seconds));
    this.page.warning = seconds;
  }

  /** The person walked away: first everything goes, then the page waits for the next one. */
  left() {
    this.page.restart();
    this.rest();
  }

  rest() {
    if (this.resting || this.page.holdsSomething) return;
    this.keys.close();
    this.resting = true;
    this.page.restart();
  }

  /** Somebody is here. */
  woken() {
    this.walkAway.stay();
    this.page.leaving = false;
    if (!this.resting) return;
    this.resting = false;
    this.page.removeAttribute('covered'); // at once: what was pressed may go into a field
    this.page.requestUpdate();
  }

  /** @param {string} [field] selector of what gets the focus */
  greet(field = '#hello') {
    this.woken();
    speak(this.page.hall?.speech?.hearing ? words.attract.greeting : words.attract.greetingOnly);
    this.page.querySelector(field)?.focus({ preventScroll: true });
  }

  /** Any key wakes the page; the first letter is not lost, it lands in the field. */
  key(event) {
    if (!this.resting || this.registering || event.defaultPrevented || event.ctrlKey || event.altKey || event.metaKey) return;
    const isWord = event.key.length === 1 && event.key !== ' ';
    if (!isWord && event.target.closest?.('.attract-touch') && ['Enter', ' '].includes(event.key)) return; // its own click follows
    this.greet(isWord ? '#say' : undefined);
  }

  /** Whether the page beneath can be seen and touched. */
  get covered() {
    return this.resting || this.registering;
  }

  render() {
    const { page } = this;
    if (this.registering) return html`<xb-register .device=${this.device} @done=${() => this.registered()}></xb-register>`;
    return this.resting
      ? html`<xb-attract .hallName=${page.hallName} .banner=${page.banner} .hall=${page.hall} ?away=${page.memory.away} @wake=${() => this.greet()}></xb-attract>`
      : nothing;
  }
}
