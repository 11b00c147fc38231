/** The public interface, version 1, as the page uses it: one door for all requests, with plain faults. */

const PATIENCE = 15_000;
const PATIENCE_FOR_FILES = 90_000;
const PATIENCE_FOR_LIFE = 3_000;
const PAUSE = 700;

/** The characters that the page is read in: the server writes in the same. */
const spoken = () => document.documentElement.lang;
/** Where a machine proves which one it is. */
const PROVEN = /^\/(conversations|devices\/heartbeat|slips.*|cases(\/[^/]+\/(supplement|withdraw|reopen|evaluation|receipt))?)$/;

let machine = '';

/**
 * What went wrong, in a word the page has a sentence for.
 * @property {'offline'|'busy'|'conflict'|'expired'|'long'|'unclear'|'server'} kind
 * @property {Object<string, string[]>|null} errors what is wrong with which field, in words for the person
 * @property {string|null} said the server's own sentence
 * @property {boolean} passing a second try may help at once
 * @property {number|null} wait seconds until trying again makes sense
 */
export class Fault extends Error {
  constructor(kind, wait = null, passing = false, errors = null, said = null) {
    super(kind);
    this.said = said;
    this.errors = errors;
    this.passing = passing;
    this.kind = kind;
    this.wait = wait;
  }
}

/** A fresh key for one effect. getRandomValues also works where the page came over plain http. */
export function freshKey() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

const kinds = { 404: 'expired', 409: 'conflict', 410: 'expired', 413: 'long', 422: 'unclear', 429: 'busy' };
const passing = new Set([502, 503, 504]); // worth a second try

async function problemOf(answer) {
  try {
    return await answer.json();
  } catch {
    return {};
  }
}

async function once(path, { method, body, key, signal, within = PATIENCE, language = spoken() }) {
  const patience = new AbortController();
  const giveUp = () => patience.abort();
  const timer = setTimeout(giveUp, body instanceof Blob ? PATIENCE_FOR_FILES : within);
  signal?.addEventListener('abort', giveUp);
  try {
    const headers = { Accept: 'application/json', 'Accept-Language': language };
    const file = body instanceof Blob;
    if (body !== undefined) headers['Content-Type'] = file ? body.type || 'image/jpeg' : 'application/json';
    if (key) headers['Idempotency-Key'] = key;
    if (machine && PROVEN.test(path)) headers['X-Device-Token'] = machine;
    const answer = await fetch(`/api/v1${path}`, {
      method,
      headers,
      body: body === undefined || file ? body : JSON.stringify(body),
      signal: patience.signal,
      credentials: 'omit',
      cache: 'no-store',
      referrerPolicy: 'no-referrer',
    });
    if (answer.ok && answer.headers.get('Content-Type')?.startsWith('audio/')) return await answer.arrayBuffer();
    if (answer.ok) return answer.status === 204 ? null : await answer.json();
    const wait = Number.parseInt(answer.headers.get('Retry-After') ?? '', 10);
    const { errors, title } = await problemOf(answer);
    const wrong = answer.status === 422 ? (errors ?? null) : null;
    throw new Fault(kinds[answer.status] ?? 'server', Number.isFinite(wait) ? wait : null, passing.has(answer.status), wrong, title);
  } catch (error) {
    throw error instanceof Fault ? error : new Fault('offline', null, true);
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', giveUp);
  }
}

/** One request; a request that did not get through is sent a second time with the same key. */
async function request(method, path, { body, signal, language, key = method === 'POST' ? freshKey() : undefined } = {}) {
  try {
    return await once(path, { method, body, key, signal, language });
  } catch (fault) {
    if (!fault.passing || signal?.aborted) throw fault;
    await new Promise((resolve) => setTimeout(resolve, PAUSE));
    if (signal?.aborted) throw fault;
    return once(path, { method, body, key, signal, language });
  }
}

const list = (answer) => (Array.isArray(answer) ? answer : (answer?.items ?? answer?.results ?? []));

export const hall = () => request('GET', '/hall');

/** Does the web answer? One short try. */
export const alive = () => once('/hall', { method: 'GET', within: PATIENCE_FOR_LIFE });

/**
 * What the page keeps for the time while the web is away.
 * @param {string|null} tag of what it holds already
 * @returns {Promise<{tag: string, known: object}|null>} null when that is still right
 */
export async function offline(tag) {
  let answer;
  try {
    answer = await fetch('/api/v1/offline', {
      headers: { Accept: 'application/json', 'Accept-Language': spoken(), ...(tag ? { 'If-None-Match': tag } : {}) },
      credentials: 'omit',
      cache: 'no-store', // at a kiosk the browser keeps nothing; the page itself remembers
      referrerPolicy: 'no-referrer',
    });
    if (answer.ok) return { tag: answer.headers.get('ETag'), known: await answer.json() };
  } catch {
    throw new Fault('offline', null, true);
  }
  if (answer.status === 304) return null;
  throw new Fault('server', null, passing.has(answer.status));
}

export const items = async () => list(await request('GET', '/items?limit=100'));

/** @returns {Promise<{conversation: string, messages: object[]}>} */
export const open = (channel, kiosk, signal) =>
  request('POST', '/conversations', { body: kiosk ? { channel, kiosk } : { channel }, signal });

/**
 * @param {{text: string} | {choice: string}} said
 * @param {string} key the same for every attempt to say this, so that it has its effect once
 */
export const say = (conversation, said, key, signal) =>
  request('POST', `/conversations/${encodeURIComponent(conversation)}/messages`, { body: said, key, signal });

/** What was said so far, in these characters. */
export const soFar = (conversation, language) => request('GET', `/conversations/${encodeURIComponent(conversation)}`, { language });

/** What comes by itself: a line that stays open. last: id of the last event that was heard. */
export const events = (conversation, last, signal) =>
  fetch(`/api/v1/conversations/${encodeURIComponent(conversation)}/events`, {
    headers: { Accept: 'text/event-stream', 'Accept-Language': spoken(), ...(last ? { 'Last-Event-ID': last } : {}) },
    signal,
    credentials: 'omit',
    cache: 'no-store',
    referrerPolicy: 'no-referrer',
  });

/** Opens a request by form. @returns {Promise<object>} the `case` of a message, with its query code */
export const openCase = (form, key) => request('POST', '/cases', { body: form, key });

/** How a request stands, for somebody with its code. */
export const lookUp = (number, code) => request('GET', `/cases/${encodeURIComponent(number)}?code=${encodeURIComponent(code)}`);

/** What the citizen does to it; path: supplement, withdraw, reopen, evaluation. @returns {Promise<object>} as it stands then */
export const act = (number, path, body, key) => request('POST', `/cases/${encodeURIComponent(number)}/${path}`, { body, key });

/** What a request in these words would become; nothing is stored. */
export const propose = (said, signal) => request('POST', '/cases/proposal', { body: said, signal, key: null });

/** Sends one photo, as the file it is. @returns {Promise<{photo: string}>} its id, for the request */
export const sendPhoto = (file) => request('POST', '/cases/photos', { body: file });

/** A sentence as sound. @returns {Promise<ArrayBuffer>} a WAV file */
export const speak = (text, slow, signal) => request('POST', '/speech', { body: { text, slow }, signal, key: null });

/** What was said, in words. sound: a WAV file, 16 kHz, 16 bit, mono. @returns {Promise<{text: string}>} */
export const hear = (sound, signal) => request('POST', '/hearing', { body: sound, signal, key: null });

/** From now on this page is that of a registered machine. */
export const identify = (token) => (machine = token);

/** A machine registers once, with a code of the desk. @returns {Promise<{token: string, device: object}>} */
export const registerDevice = (code) => request('POST', '/devices', { body: { code } });

/** This machine is well. @returns {Promise<{device: object|null, version: string}>} version: of the page as it is served now */
export const beat = (told) => request('POST', '/devices/heartbeat', { body: told, key: null });

/** The plan as it is drawn. */
export const plan = () => request('GET', '/plan');

/** How to walk to a place from a kiosk, or from the door. */
export const way = (to, kiosk) => request('GET', `/plan/way?${new URLSearchParams({ to, kiosk })}`);

/** The last answer did not help. */
export const useless = (conversation) => request('POST', `/conversations/${encodeURIComponent(conversation)}/feedback`, { body: { useful: false } });

/** Makes a slip. @param {{item: string, answers: object, kiosk: string}} wanted */
export const makeSlip = (wanted) => request('POST', '/slips', { body: wanted });

/** A slip as it was printed, and what has changed since. */
export const slip = (code) => request('GET', `/slips/${encodeURIComponent(code)}`);

/** Prints it beside this machine; once for a key. */
export const printSlip = (code, key) => request('POST', `/slips/${encodeURIComponent(code)}/print`, { body: {}, key });

/** Prints the receipt of a request beside this machine; once for a key. */
export const printReceipt = (number, code, key) => request('POST', `/cases/${encodeURIComponent(number)}/receipt`, { body: { code }, key });

/** Forgets a conversation. Also works while the page is being left; a failure is nobody's concern: it expires. */
export function forget(conversation) {
  fetch(`/api/v1/conversations/${encodeURIComponent(conversation)}`, {
    method: 'DELETE',
    keepalive: true,
    credentials: 'omit',
    referrerPolicy: 'no-referrer',
  }).catch(() => {});
}
