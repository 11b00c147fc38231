/** Photos for a request: made smaller on the phone, sent one by one, shown with a way to take each out again. */
import { LitElement, html, nothing } from 'lit';
import * as api from './api.js';
import { sentenceFor } from './fault.js';
import { icon } from './icons.js';
import { words } from './words.js';

const say = words.photo;
const MOST = 3;
const SIDE = 2000; // pixels, as the server keeps them
const SMALL = 160;
const BYTES = 5_000_000;

function drawn(bitmap, most) {
  const scale = Math.min(1, most / Math.max(bitmap.width, bitmap.height));
  const canvas = document.createElement('canvas');
  canvas.width = Math.max(1, Math.round(bitmap.width * scale));
  canvas.height = Math.max(1, Math.round(bitmap.height * scale));
  canvas.getContext('2d').drawImage(bitmap, 0, 0, canvas.width, canvas.height);
  return canvas;
}

/** The file as it is sent, with a small picture of it. What this browser can't read goes as it is: the server decides. */
async function ready(file) {
  try {
    const bitmap = await createImageBitmap(file);
    const whole = drawn(bitmap, SIDE);
    const small = drawn(bitmap, SMALL);
    bitmap.close?.();
    const blob = await new Promise((resolve) => whole.toBlob(resolve, 'image/jpeg', 0.85));
    return { blob: blob ?? file, small };
  } catch {
    return { blob: file, small: null };
  }
}

/** @fires photos detail: the ids of the photos that have arrived */
export class Photos extends LitElement {
  static properties = {
    chosen: { state: true },
    fault: { state: true },
    said: { state: true },
    error: {},
    most: { type: Number },
  };

  constructor() {
    super();
    this.chosen = [];
    this.fault = null;
    this.made = 0;
    this.most = MOST;
  }

  createRenderRoot() {
    return this;
  }

  get sending() {
    return this.chosen.some((one) => !one.id);
  }

  get ids() {
    return this.chosen.filter((one) => one.id).map((one) => one.id);
  }

  /** After the server has lost them: everything is chosen anew. */
  clear() {
    this.chosen = [];
  }

  tell() {
    this.dispatchEvent(new CustomEvent('photos', { detail: this.ids }));
  }

  async take(event) {
    const files = [...event.target.files];
    event.target.value = '';
    this.fault = files.length > this.most - this.chosen.length ? say.most(this.most) : null;
    for (const file of files.slice(0, this.most - this.chosen.length)) await this.send(file);
  }

  async send(file) {
    const number = (this.made += 1);
    this.chosen = [...this.chosen, { number, name: file.name }];
    const { blob, small } = await ready(file);
    this.change(number, { small });
    try {
      if (blob.size > BYTES) throw new api.Fault('long');
      const { photo } = await api.sendPhoto(blob);
      this.change(number, { id: photo });
      this.said = say.arrived(this.chosen.findIndex((one) => one.number === number) + 1);
      this.tell();
    } catch (fault) {
      this.drop(number);
      this.fault = fault.errors?.photo?.[0] ?? (fault.kind === 'long' ? say.tooBig : sentenceFor(fault));
    }
  }

  change(number, changes) {
    this.chosen = this.chosen.map((one) => (one.number === number ? { ...one, ...changes } : one));
  }

  drop(number) {
    this.chosen = this.chosen.filter((one) => one.number !== number);
    this.tell();
  }

  /** The person takes one out again; its button goes with it, so that the next one to choose has the focus. */
  async takeOut(number, place) {
    this.drop(number);
    this.said = say.gone(place);
    await this.updateComplete;
    this.querySelector('input').focus();
  }

  render() {
    const full = this.chosen.length >= this.most;
    const fault = this.fault ?? this.error;
    return html`<div class="field-row photos" role="group" aria-labelledby="photo-label">
      <p class="photo-label" id="photo-label">${say.label}<span>${say.optional}</span></p>
      ${this.chosen.length
        ? html`<ul class="photo-list">${this.chosen.map((one, index) => html`<li>
            ${one.small
              ? html`<div class="photo-picture" role="img" aria-label=${say.picture(index + 1)}>${one.small}</div>`
              : html`<span class="photo-name">${one.name}</span>`}
            ${one.id
              ? html`<button type="button" class="button" aria-label=${say.dropLong(index + 1)} @click=${() => this.takeOut(one.number, index + 1)}>${say.drop}</button>`
              : html`<span class="photo-wait">${say.sending}</span>`}</li>`)}</ul>`
        : nothing}
      ${full
        ? nothing
        : html`<label class="button photo-add">${icon('camera')}${this.chosen.length ? say.more : say.add}
            <input type="file" class="sr" accept="image/jpeg,image/png,image/*" multiple @change=${this.take} aria-describedby="photo-hint photo-fault"></label>`}
      <p class="sr" role="status">${this.said}</p>
      <p class="hint" id="photo-hint">${say.hint(this.most)}</p>
      <p class="wrong-text" id="photo-fault" role="alert">${fault ? html`${icon('warn')}${fault}` : nothing}</p>
    </div>`;
  }
}
customElements.define('xb-photos', Photos);
