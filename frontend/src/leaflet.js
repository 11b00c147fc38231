/** A slip as it is printed and shown: the sections that the server tells, in their order. */
import { html, nothing } from 'lit';
import { words } from './words.js';

const say = words.slip;

const row = (one) => html`<li class="row row-${one.look}"><span>${one.text}</span>${one.more.map((text) => html`<p>${text}</p>`)}</li>`;

const section = ({ key, heading, rows }) => html`<section class="leaflet-part leaflet-${key}"><h4>${heading}</h4>
  ${rows.some(({ look }) => look === 'step') ? html`<ol>${rows.map(row)}</ol>` : html`<ul>${rows.map(row)}</ul>`}</section>`;

/** The square leads a phone to this slip, or tells it; it holds nothing of a person. */
export const square = (code) => html`<img class="qr" src="/api/v1/slips/${encodeURIComponent(code)}/qr" alt=${say.qr} width="148" height="148">`;

/** @param {{code: string, leaflet: object, scan: string}} slip */
export const leaflet = ({ code, leaflet: sheet, scan }) => html`<article class="leaflet" aria-label=${sheet.title}>
  <header>
    <p class="leaflet-hall">${sheet.hall}</p>
    <h3>${sheet.title}</h3>
    ${sheet.example ? html`<p class="leaflet-example">${sheet.example}</p>` : nothing}
  </header>
  <p class="leaflet-item">${sheet.item}</p>
  ${sheet.situations.length ? html`<p class="leaflet-situation">${say.situation}：${sheet.situations.join('、')}</p>` : nothing}
  <div class="leaflet-parts">${sheet.sections.map(section)}</div>
  <footer>
    ${square(code)}
    <div><p class="leaflet-code">${say.code}<b>${sheet.code}</b></p><p>${scan}</p><p>${say.made(sheet.made, sheet.kept)}</p></div>
  </footer>
</article>`;
