/** A line that stays open: events from the server, read as they come, reopened where they stopped. */

const AGAIN = 1000; // milliseconds until a line that ended is opened again
const LONGEST_PAUSE = 8000; // between two tries while the network is away
const SILENCE = 40_000; // the server gives a sign every few seconds: without one the line is dead
const OVER = new Set([401, 404, 410]); // there is nothing to hear any more

/** One event as it stands on the line: name, data, id. Comments (signs of life) and broken data are nothing. */
export function read(block) {
  const found = { event: 'message', data: [], id: null };
  for (const line of block.split(/\r\n|\r|\n/)) {
    const [, name, value] = /^(event|data|id): ?(.*)$/.exec(line) ?? [];
    if (name === 'data') found.data.push(value);
    else if (name) found[name] = value;
  }
  if (!found.data.length) return null;
  try {
    return { ...found, data: JSON.parse(found.data.join('\n')) };
  } catch {
    return null;
  }
}

export class Stream {
  /**
   * @param {object} hands
   * @param {(last: string|null, signal: AbortSignal) => Promise<Response>} hands.open
   * @param {(name: string, data: object) => void} hands.hear one event; the same one never twice
   * @param {(lost: boolean) => void} hands.lost whether the line is broken just now
   * @param {() => boolean} hands.again whether a line that the server closed is opened again
   * @param {() => void} hands.over the server has nothing more to tell
   */
  constructor({ open, hear, lost, again, over }) {
    this.open = open;
    this.hear = hear;
    this.lost = lost;
    this.again = again;
    this.over = over;
    this.last = null;
  }

  get running() {
    return Boolean(this.stopping);
  }

  start() {
    if (this.running) return;
    this.stopping = new AbortController();
    this.cut = () => this.current?.abort();
    addEventListener('offline', this.cut); // the browser knows at once, the silence tells later
    this.run(this.stopping.signal);
  }

  stop() {
    this.stopping?.abort();
    this.stopping = null;
    clearTimeout(this.timer);
    removeEventListener('offline', this.cut);
  }

  async run(signal) {
    let pause = AGAIN;
    while (!signal.aborted) {
      const ended = await this.once(signal);
      if (signal.aborted) return;
      if (ended === 'over' || (ended === 'closed' && !this.again())) {
        this.stop();
        return this.over();
      }
      pause = ended === 'closed' ? AGAIN : Math.min(pause * 2, LONGEST_PAUSE);
      this.lost(ended !== 'closed');
      await new Promise((resolve) => {
        this.timer = setTimeout(resolve, pause);
        addEventListener('online', resolve, { once: true });
        signal.addEventListener('abort', resolve, { once: true });
      });
    }
  }

  /** @returns {Promise<'closed'|'broken'|'over'>} how it ended */
  async once(signal) {
    const dead = new AbortController();
    this.current = dead;
    const giveUp = () => dead.abort();
    signal.addEventListener('abort', giveUp);
    let watch = setTimeout(giveUp, SILENCE);
    try {
      const answer = await this.open(this.last, dead.signal);
      if (OVER.has(answer.status)) return 'over';
      if (!answer.ok || !answer.body) return 'broken';
      this.lost(false);
      const reader = answer.body.getReader();
      const text = new TextDecoder();
      let rest = '';
      this.held = [];
      for (;;) {
        const { done, value } = await reader.read();
        if (signal.aborted) return 'over';
        if (done) return 'closed';
        clearTimeout(watch);
        watch = setTimeout(giveUp, SILENCE);
        const blocks = (rest + text.decode(value, { stream: true })).split(/\r?\n\r?\n/);
        rest = blocks.pop();
        for (const block of blocks) this.take(read(block), signal);
      }
    } catch {
      return 'broken';
    } finally {
      clearTimeout(watch);
      signal.removeEventListener('abort', giveUp);
    }
  }

  /** What is sent at once has its id at the end: what comes before waits for it, since a cut line tells it again. */
  take(event, signal) {
    if (!event || signal.aborted) return;
    this.held.push(event);
    if (!event.id) return;
    const whole = this.held;
    this.held = [];
    if (event.id === this.last) return;
    this.last = event.id;
    for (const one of whole) if (!signal.aborted) this.hear(one.event, one.data);
  }
}
