/** The plan of a floor with the way from here, and the same way in words. Loaded when somebody asks for it. */
import { LitElement, html, nothing, svg } from 'lit';
import * as api from './api.js';
import { isKiosk } from './display.js';
import { icon } from './icons.js';
import { Labels } from './labels.js';
import { floor, inRow } from './say.js';
import { words } from './words.js';

const say = words.plan;
/** Letters that fit beside each other on a plan: at a kiosk the plan is wide. */
const LETTERS = 17;
const LETTERS_KIOSK = 22;

export class Plan extends LitElement {
  static properties = {
    to: {},
    kiosk: {},
    plan: { state: true },
    found: { state: true },
    chosen: { state: true },
    floor: { state: true },
    failed: { state: true },
  };

  createRenderRoot() {
    return this;
  }

  connectedCallback() {
    super.connectedCallback();
    this.load();
  }

  async load() {
    this.failed = false;
    try {
      const [plan, found] = await Promise.all([api.plan(), api.way(this.to, this.kiosk)]);
      Object.assign(this, { plan, found, chosen: 0 });
      this.floor = this.way ? this.way.lines[0].floor : (found.floor ?? plan.floors[0]?.floor);
      await this.updateComplete;
      this.dispatchEvent(new CustomEvent('drawn'));
    } catch {
      this.failed = true;
    }
  }

  get way() {
    return this.found?.ways[this.chosen] ?? null;
  }

  take(index) {
    this.chosen = index;
    if (!this.floors.includes(this.floor)) this.floor = this.floors[0];
  }

  /** The floors that this way touches, in its order; without a way that of the place. */
  get floors() {
    const touched = this.way ? this.way.lines.map((line) => line.floor) : [this.found.floor];
    return [...new Set(touched)];
  }

  /** By what one gets up: the name of a way among several. */
  name(way) {
    const how = way.moves.length ? way.moves.map((move) => say.by[move]).join('、') : say.level;
    return html`<span>${how}</span>${way.barrier_free ? html`<small>${say.wheelchair}</small>` : nothing}`;
  }

  ways() {
    const { ways } = this.found;
    if (ways.length < 2) return ways[0]?.barrier_free ? html`<p class="plan-free">${icon('check')}${say.free}</p>` : nothing;
    return html`<div class="plan-choice" role="group" aria-label=${say.which}>
      ${ways.map((way, index) => html`<button type="button" class="button" aria-pressed=${index === this.chosen ? 'true' : 'false'}
        @click=${() => this.take(index)}>${this.name(way)}</button>`)}</div>`;
  }

  steps() {
    const { way } = this;
    if (!way) return html`<p class="pair">${say.undrawn}</p>`;
    return html`<ol class="plan-steps">${way.steps.map((step) => html`<li>${step.text}</li>`)}</ol>
      <xb-read .message=${{ kind: 'guide', text: way.text, speech: way.speech, options: [] }}></xb-read>`;
  }

  switches() {
    const { start } = this.found;
    const told = (level) => {
      if (start?.kiosk && start.floor === level) return say.here;
      return this.found.floor === level ? say.there : '';
    };
    return html`<div class="plan-floors" role="group" aria-label=${say.floors}>
      ${this.plan.floors.map((one) => html`<button type="button" class="button" aria-pressed=${one.floor === this.floor ? 'true' : 'false'}
        @click=${() => (this.floor = one.floor)}><span>${floor(one.floor)}</span>${told(one.floor) ? html`<small>${told(one.floor)}</small>` : nothing}</button>`)}</div>`;
  }

  /** One floor as it is drawn; unit: what a letter measures there. What matters most gets its words first. */
  map() {
    const level = this.plan.floors.find((one) => one.floor === this.floor);
    if (!level) return nothing;
    const unit = level.width / (isKiosk() ? LETTERS_KIOSK : LETTERS);
    const here = (one) => one.floor === this.floor;
    const { windows, zone, start } = this.found;
    const marks = this.plan.marks.filter(here);
    const zones = this.plan.zones.filter(here);
    const goals = marks.filter((mark) => mark.kind === 'window' && windows.includes(mark.id));
    const desk = marks.filter((mark) => mark.kind === 'guide_desk');
    const labels = new Labels(level);
    const lines = (this.way?.lines ?? []).filter((line) => here(line) && line.points.length);
    const goal = this.goal(labels, unit, goals); // it lies on the end of the line
    for (const line of lines) labels.line(line.points, unit * 0.5);
    for (const mark of desk) labels.box(mark.x, mark.y, unit, unit / 2);
    for (const mark of marks) if (mark.kind === 'window') labels.box(mark.x, mark.y, unit / 2, unit / 2);
    if (start && here(start)) labels.box(start.x, start.y, unit, unit);
    const moves = this.moves(labels, unit, lines);
    const beginning = start && here(start) ? this.beginning(labels, unit, start) : nothing;
    return html`<svg class="plan-map" viewBox="0 0 ${level.width} ${level.height}" role="img" aria-label=${say.picture(floor(level.floor), this.found.name)}>
      <rect class="plan-ground" x="0" y="0" width=${level.width} height=${level.height} rx=${unit / 4}/>
      ${zones.map((one) => svg`<rect class=${one.id === zone ? 'plan-zone goal' : 'plan-zone'} x=${one.x} y=${one.y} width=${one.width} height=${one.height} rx=${unit / 4}/>`)}
      ${marks.filter((mark) => mark.kind === 'window').map((mark) => svg`<rect class=${goals.includes(mark) ? 'plan-window goal' : 'plan-window'}
        x=${mark.x - unit / 5} y=${mark.y - unit / 5} width=${unit / 2.5} height=${unit / 2.5}/>`)}
      ${zones.map((one) => this.word(labels.room([one.x + one.width / 2, one.y + one.height * 0.6], one.name, unit, { over: true }), one.name, unit, one.id === zone ? 'plan-name goal' : 'plan-name'))}
      ${desk.map((mark) => svg`<rect class="plan-desk" x=${mark.x - unit / 2} y=${mark.y - unit / 4} width=${unit} height=${unit / 2} rx=${unit / 8}/>
        ${this.word(labels.room([mark.x, mark.y], mark.name, unit * 0.9, { gap: unit * 0.6 }), mark.name, unit * 0.9, 'plan-mark')}`)}
      ${lines.map((line) => this.line(line, unit))} ${moves} ${beginning} ${goal}
    </svg>`;
  }

  word(box, text, size, look) {
    return svg`<text class=${look} x=${box.x + box.width / 2} y=${box.y + box.height * 0.74} font-size=${size} text-anchor="middle">${text}</text>`;
  }

  /** A word on a coloured ground. */
  tag(box, text, size, look) {
    return svg`<g class=${look}><rect x=${box.x} y=${box.y} width=${box.width} height=${box.height} rx=${size * 0.3}/>${this.word(box, text, size, '')}</g>`;
  }

  line(line, unit) {
    if (line.points.length < 2) return nothing;
    return svg`<polyline class="plan-halo" points=${line.points.join(' ')} stroke-width=${unit * 0.62}/>
      <polyline class="plan-line" pathLength="1" points=${line.points.join(' ')} stroke-width=${unit * 0.34}/>`;
  }

  /** Where a lift or stairs are taken, and where one comes out of them. */
  moves(labels, unit, lines) {
    const { way } = this;
    return lines.map((line) => {
      const index = way.lines.indexOf(line);
      const dot = ([x, y]) => svg`<circle class="plan-corner" cx=${x} cy=${y} r=${unit * 0.35}/>`;
      const last = line.points[line.points.length - 1];
      const by = (at) => way.moves[Math.min(at, way.moves.length - 1)];
      const next = way.lines[index + 1];
      const words = next ? say.to(by(index), floor(next.floor)) : '';
      return svg`${next ? svg`${dot(last)}${this.tag(labels.room(last, words, unit), words, unit, 'plan-tag')}` : nothing}
        ${index ? svg`${dot(line.points[0])}${this.word(labels.room(line.points[0], by(index - 1), unit * 0.9), by(index - 1), unit * 0.9, 'plan-you')}` : nothing}`;
    });
  }

  beginning(labels, unit, start) {
    const text = start.kiosk ? say.you : start.name;
    return svg`<circle class="plan-start" cx=${start.x} cy=${start.y} r=${unit * 0.45}/>
      ${this.word(labels.room([start.x, start.y], text, unit), text, unit, 'plan-you')}`;
  }

  goal(labels, unit, goals) {
    const { position, windows } = this.found;
    const at = position?.floor === this.floor ? [position] : goals;
    if (!at.length) return nothing;
    const middle = [at.reduce((sum, one) => sum + one.x, 0) / at.length, at.reduce((sum, one) => sum + one.y, 0) / at.length];
    const itself = this.to.startsWith('facility:') ? this.found.name : say.itself;
    const text = windows.length ? say.number(inRow(windows)) : itself;
    const size = unit * 1.25;
    return this.tag(labels.room(middle, text, size, { over: true }), text, size, 'plan-goal');
  }

  render() {
    if (this.failed) {
      return html`<div class="plan"><p class="paused" role="status">${icon('warn')}<span>${say.failed}</span></p>
        <button type="button" class="button" @click=${this.load}>${words.fault.again}</button></div>`;
    }
    if (!this.found) return html`<p class="plan" role="status">${say.loading}</p>`;
    return html`<div class="plan" role="group" aria-label=${say.label(this.found.name)}>
      <div class="plan-words">
        ${this.ways()}
        <p class="plan-from">${this.found.start ? (this.found.start.kiosk ? say.fromHere : say.from(this.found.start.name)) : nothing}</p>
        ${this.steps()}
      </div>
      <div class="plan-drawing">${this.plan.floors.length > 1 ? this.switches() : nothing}${this.map()}</div>
    </div>`;
  }
}
customElements.define('xb-plan', Plan);
