/** The head of every view: which hall this is, whether it is open, and that it is an example. */
import { html, nothing } from 'lit';
import { icon, leopard } from './icons.js';
import { words } from './words.js';

function opening(today) {
  const shut = !['open', 'last_intake'].includes(today?.state);
  return today?.text ? html`<p class="opening ${shut ? 'shut' : ''}">${icon('clock')}<span>${today.text}</span></p>` : nothing;
}

/** @param {{hallName: string, banner: string, hall: object|null, memory: import('./memory.js').Memory, sight: import('./sight.js').Sight}} page */
export const head = ({ hallName, banner, hall, memory, sight }) => html`<a class="skip" href="#main" @click=${(event) => {
  event.preventDefault();
  sight.main.focus();
}}>${words.skip}</a><a class="skip" href="#say" @click=${(event) => {
  event.preventDefault();
  sight.page.querySelector('#say').focus();
}}>${words.skipToAsk}</a>
<header class="head">
  <div class="head-row">
    <div class="hall">${leopard}<p><b>${hall?.name ?? hallName}</b><span>${words.mark}${words.assistant}</span></p></div>
    ${opening(hall?.today)}
  </div>
  <div role="status">${memory.away ? html`<p class="away">${icon('warn')}<span>${words.away.strip}</span></p>` : nothing}</div>
  ${banner ? html`<p class="example">${icon('info')}<span>${hall?.banner ?? banner}</span></p>` : nothing}
</header>`;
