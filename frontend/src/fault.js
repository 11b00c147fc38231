/** A fault in plain words, with what to do next. */
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
