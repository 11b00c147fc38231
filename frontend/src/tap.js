/** Runs beside the page, where sound passes: hands the samples on, a tenth of a second at a time. */
const SHARE = 0.1;

class Tap extends AudioWorkletProcessor {
  constructor() {
    super();
    this.held = new Float32Array(Math.ceil(sampleRate * SHARE));
    this.filled = 0;
  }

  process([[channel] = []]) {
    for (const sample of channel ?? []) {
      this.held[this.filled] = sample;
      this.filled += 1;
      if (this.filled === this.held.length) {
        this.port.postMessage(this.held.slice());
        this.filled = 0;
      }
    }
    return true;
  }
}
registerProcessor('xb-tap', Tap);
