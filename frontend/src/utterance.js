/** Where somebody's words begin and end, by their loudness alone. Pure: no browser is needed to try it. */

const FRAME = 0.02; // seconds looked at a time
const MEMORY = 3; // seconds whose quietest moment counts as the noise of the place; between words every voice rests
const MARGIN = 0.3; // seconds kept before the first word and after the last
const QUIET = 0.008; // below this root mean square nothing is a voice
const BEGIN = 3; // times the noise that a voice begins with
const HOLD = 2; // times the noise that it goes on with
const FIRST = 0.08; // seconds of voice that are no knock on the table

/**
 * Collects one utterance.
 * @param {object} how
 * @param {number} how.rate samples a second
 * @param {number} how.patience seconds of silence after words that end it
 * @param {number} how.longest seconds after which it ends anyway
 * @param {number} how.wait seconds until the first word must come
 */
export class Utterance {
  constructor({ rate = 16000, patience = 1.2, longest = 20, wait = 8 } = {}) {
    Object.assign(this, { rate, patience, longest, wait });
    this.size = Math.round(rate * FRAME);
    this.blocks = [];
    this.length = 0;
    this.rest = new Float32Array(0);
    this.quietest = []; // of each frame remembered
    this.level = 0;
    this.voiced = 0; // seconds of voice in a row
    this.begun = null; // seconds
    this.last = null;
    /** 'waiting' | 'speaking' | 'ended' | 'silent' */
    this.state = 'waiting';
  }

  get seconds() {
    return this.length / this.rate;
  }

  /**
   * @param {Float32Array} block samples in [-1, 1], in order
   * @returns {'waiting'|'speaking'|'ended'|'silent'} how it stands now
   */
  add(block) {
    if (this.over) return this.state;
    const all = new Float32Array(this.rest.length + block.length);
    all.set(this.rest);
    all.set(block, this.rest.length);
    let at = 0;
    for (; at + this.size <= all.length && !this.over; at += this.size) this.frame(all.slice(at, at + this.size));
    this.rest = all.slice(at);
    return this.state;
  }

  get over() {
    return this.state === 'ended' || this.state === 'silent';
  }

  /** Somebody says that this was all. */
  finish() {
    this.state = this.begun === null ? 'silent' : 'ended';
    return this.state;
  }

  frame(frame) {
    this.blocks.push(frame);
    this.length += frame.length;
    const loud = Math.sqrt(frame.reduce((sum, one) => sum + one * one, 0) / frame.length);
    this.level = Math.min(1, Math.max(0, (20 * Math.log10(loud + 1e-6) + 60) / 50)); // -60 dB … -10 dB
    this.quietest.push(loud);
    if (this.quietest.length > MEMORY / FRAME) this.quietest.shift();
    const noise = Math.min(...this.quietest);
    const now = this.seconds;
    if (this.state === 'waiting') {
      this.voiced = loud > Math.max(QUIET, BEGIN * noise) ? this.voiced + FRAME : 0;
      if (this.voiced >= FIRST - 1e-9) {
        this.state = 'speaking';
        this.begun = now - this.voiced;
        this.last = now;
      } else if (now >= this.wait) this.state = 'silent';
    } else {
      if (loud > Math.max(QUIET, HOLD * noise)) this.last = now;
      if (now - this.last >= this.patience - 1e-9) this.state = 'ended';
    }
    if (now >= this.longest && !this.over) this.finish();
  }

  /** The words with a little air around them, 16 bit. */
  samples() {
    if (this.begun === null) return new Int16Array(0);
    const all = new Float32Array(this.length);
    let at = 0;
    for (const block of this.blocks) {
      all.set(block, at);
      at += block.length;
    }
    const from = Math.max(0, Math.floor((this.begun - MARGIN) * this.rate));
    const to = Math.min(this.length, Math.ceil((this.last + MARGIN) * this.rate));
    return Int16Array.from(all.subarray(from, to), (one) => Math.round(Math.max(-1, Math.min(1, one)) * 32767));
  }
}

/**
 * Samples as a WAV file, one channel, 16 bit.
 * @param {Int16Array} samples
 * @returns {ArrayBuffer}
 */
export function asWav(samples, rate = 16000) {
  const view = new DataView(new ArrayBuffer(44 + 2 * samples.length));
  const text = (at, letters) => [...letters].forEach((letter, index) => view.setUint8(at + index, letter.charCodeAt(0)));
  text(0, 'RIFF');
  view.setUint32(4, 36 + 2 * samples.length, true);
  text(8, 'WAVEfmt ');
  view.setUint32(16, 16, true);
  view.setUint16(20, 1, true);
  view.setUint16(22, 1, true);
  view.setUint32(24, rate, true);
  view.setUint32(28, 2 * rate, true);
  view.setUint16(32, 2, true);
  view.setUint16(34, 16, true);
  text(36, 'data');
  view.setUint32(40, 2 * samples.length, true);
  samples.forEach((one, index) => view.setInt16(44 + 2 * index, one, true));
  return view.buffer;
}

/** Samples at another rate: the mean of what falls together, so that high tones do not come back as low ones. */
export function resampled(block, from, to) {
  if (from === to) return block;
  const step = from / to;
  return Float32Array.from({ length: Math.floor(block.length / step) }, (_, index) => {
    const first = Math.floor(index * step);
    const end = Math.max(first + 1, Math.floor((index + 1) * step));
    let sum = 0;
    for (let at = first; at < end; at += 1) sum += block[at];
    return sum / (end - first);
  });
}
