/** A fault in plain words, with what to do next. */
import { html, nothing } from 'lit';
import { icon } from './icons.js';
import { words } from './words.js';

/**
 * @param {import('./api.js').Fault} fault
 * @param {boolean} chosen an option was tapped, nothing was typed
 */
export function sentenceFor(fault, chosen = false) {
  if (fault.kind === 'busy') return fault.wait ? words.fault.busyFor(fault.wait) : words.fault.busy;
  if (fault.kind === 'conflict' && chosen) return words.fault.stale;
  if (fault.kind === 'expired') return chosen ? words.fault.expiredPick : words.fault.server;
  return words.fault[fault.kind] ?? words.fault.server;
}

/** The strip above the field. @param {import('./app.js').App} page */
export const faultStrip = (page) => html`<div role="alert">${page.fault
  ? html`<div class="fault">${icon('warn')}<p>${page.fault}${page.retry?.typed && page.draft ? html` ${words.fault.kept}` : nothing}</p>
      ${page.retry ? html`<button type="button" class="button" @click=${() => page.tryAgain()}>${words.fault.again}</button>` : nothing}</div>`
  : nothing}</div>`;
