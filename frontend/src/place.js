/** Where it is done: floor, zone and number large, open or not, and the plan on request. */
import { LitElement, html, nothing } from 'lit';
import { icon } from './icons.js';
import { dial, floor, inRow, lines, many, note, plain } from './say.js';
import { words } from './words.js';

const say = words.card;

const open = (state) => (state?.text
  ? html`<p class="open ${['open', 'last_intake'].includes(state.state) ? 'is-open' : 'is-shut'}">${icon('clock')}<span>${state.text}</span></p>`
  : nothing);

/** telephone: whom to ask where the place has no number of its own. several: it is one of more, so its borders are heard. */
export class Place extends LitElement {
  static properties = {
    place: { attribute: false },
    telephone: {},
    several: { type: Boolean },
    plan: { state: true },
  };

  createRenderRoot() {
    return this;
  }

  get counters() {
    return many(this.place.windows).map((window) => (typeof window === 'object' ? window : { number: window }));
  }

  get zone() {
    return this.place.zone ?? this.counters[0]?.zone;
  }

  /** The plan is fetched when somebody asks for it; a second press puts it away. */
  async look() {
    if (this.plan) {
      this.plan = null;
      return;
    }
    this.plan = 'loading';
    try {
      await import('./plan.js');
      if (this.plan) this.plan = 'open';
    } catch {
      this.plan = 'failed';
    }
  }

  /** What was asked for comes into sight, under the button that was pressed. */
  drawn() {
    this.querySelector('.find').scrollIntoView({ block: 'start' });
  }

  way() {
    const { place } = this;
    if (!place.id || !place.in_hall || !(this.zone || place.position)) return nothing;
    const kiosk = this.closest('xiaobao-app')?.kiosk ?? '';
    return html`<button type="button" class="button find" @click=${this.look}>
        ${icon('place')}${this.plan ? words.plan.close : words.plan.open}</button>
      ${this.plan === 'failed' ? html`<p class="paused" role="status">${icon('warn')}<span>${words.plan.failed}</span></p>` : nothing}
      ${this.plan === 'open' ? html`<xb-plan .to=${place.id} .kiosk=${kiosk} @drawn=${this.drawn}></xb-plan>` : nothing}`;
  }

  stations() {
    const stations = many(this.place.stations);
    if (!stations.length) return nothing;
    return html`<details class="fold"><summary>${icon('place')}<span>${say.stations(stations.length)}</span>${icon('down')}</summary>
      <ul>${stations.map((station) => html`<li><b>${station.name}</b>
        ${[station.town, station.address].filter(Boolean).join('，')} ${station.telephone ? dial(station.telephone) : nothing}</li>`)}</ul></details>`;
  }

  /** How to find a place that is not in this hall: what is not known is said too, with a number to ask. */
  away() {
    const { place } = this;
    const outside = !place.in_hall && ['office', 'station'].includes(place.kind);
    const number = place.telephone ?? (outside ? this.telephone : null);
    return html`${note(say.address, place.address ?? (outside && number ? say.noAddress : null))} ${note(say.there, place.how_to_get_there)}
      ${number ? html`<p class="pair"><b>${say.telephone}：</b>${dial(number)}</p>` : nothing}`;
  }

  render() {
    const { place, counters } = this;
    const numbers = counters.map((window) => String(window.number));
    const level = place.floor ?? counters[0]?.floor;
    const where = [level === null || level === undefined ? null : floor(level), this.zone].filter(Boolean).join(' ');
    const known = place.kind === 'facility'; // the card bears its name
    const name = known ? null : place.kind === 'window' && counters.length === 1 ? counters[0].name : place.name;
    const heard = [where, numbers.length ? say.window(inRow(numbers)) : null, name].filter(Boolean).join(' ');
    return html`<div class="place" role=${this.several ? 'group' : nothing} aria-label=${this.several ? heard : nothing}>
      <div class="place-at">${where ? html`<p class="place-spot">${where}</p>` : nothing}
        ${numbers.length ? html`<p class="place-number">${say.window(inRow(numbers))}</p>` : nothing}</div>
      ${name ? html`<p class=${numbers.length ? 'place-name' : 'place-number'}>${name}</p>` : nothing}
      ${place.closed ? nothing : open(place.open ?? counters[0]?.open)}
      ${lines(place.paused).map((text) => html`<p class="paused">${icon('warn')}<span>${text}</span></p>`)}
      ${place.does && place.does !== '全部' ? note(say.does, place.does) : nothing}
      ${note(say.forWhom, place.for_whom)} ${note(say.way, place.way)} ${this.way()} ${this.away()}
      ${note(say.hours, place.hours)} ${note(say.appointment, place.appointment)} ${plain(place.note)} ${plain(place.notes)}
      ${this.stations()}
    </div>`;
  }
}
customElements.define('xb-place', Place);
