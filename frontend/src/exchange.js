/** One turn with the guide. The conversation is begun with the first words, and anew once when it has ended. */
import * as api from './api.js';
import { isKiosk } from './display.js';
import { words } from './words.js';

/**
 * @param {import('./app.js').App} page holds the conversation
 * @param {{text?: string, choice?: string, key: string}} said
 * @param {AbortSignal} signal
 * @returns {Promise<object[]>} messages; when the old conversation had ended, the first one tells so
 */
export async function exchange(page, { text, choice, key }, signal, again = false) {
  const first = !page.conversation;
  let notices = [];
  if (first) {
    const begun = await api.open(page.channel, page.kiosk, signal);
    if (signal.aborted) {
      api.forget(begun.conversation);
      throw new api.Fault('offline');
    }
    page.conversation = begun.conversation;
    notices = begun.messages.filter(({ kind }) => kind === 'notice');
  }
  try {
    const { messages } = await api.say(page.conversation, choice ? { choice } : { text }, key, signal);
    return [...notices, ...messages];
  } catch (fault) {
    if (fault.kind !== 'expired' || choice || again) throw fault;
    page.conversation = null;
    page.entries = isKiosk() ? page.entries.filter((entry) => entry.turn === page.turn) : page.entries;
    const messages = await exchange(page, { text, key: api.freshKey() }, signal, true);
    return [{ kind: 'notice', text: words.fault.expired, options: [], first: true }, ...messages];
  }
}
