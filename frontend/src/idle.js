/** Notices that a person walked away from a kiosk: first a warning, then the end, and then the page rests. */

const IDLE = 60;
const WARNING = 15;
const SLEPT = 5; // seconds without a tick: the machine slept, or a dialog of the browser held the page
const SIGNS = ['pointerdown', 'pointermove', 'keydown', 'wheel', 'touchstart', 'input', 'scroll'];

export class WalkAway {
  /**
   * @param {object} hands
   * @param {() => boolean} hands.busy something of a person is on the screen
   * @param {() => number} [hands.patience] so many times longer than usual
   * @param {(seconds: number|null) => void} hands.warn seconds left, or null when the person is back
   * @param {() => void} hands.leave the person is gone
   * @param {() => void} [hands.rest] nobody has touched a page that holds nothing of a person
   */
  constructor({ busy, patience = () => 1, warn, leave, rest = () => {} }) {
    this.busy = busy;
    this.patience = patience;
    this.warn = warn;
    this.leave = leave;
    this.rest = rest;
    this.left = null;
    this.quiet = 0;
    this.unused = 0;
  }

  start() {
    this.sign = () => this.touch();
    for (const name of SIGNS) addEventListener(name, this.sign, { capture: true, passive: true });
    this.ticked = Date.now();
    this.timer = setInterval(() => this.tick(), 1000);
  }

  stop() {
    for (const name of SIGNS) removeEventListener(name, this.sign, { capture: true });
    clearInterval(this.timer);
  }

  /** A sign of life. While the warning stands only its own button counts, so that nobody is shown another's words. */
  touch() {
    if (this.left === null) this.quiet = this.unused = 0;
  }

  stay() {
    this.quiet = this.unused = 0;
    if (this.left !== null) this.warn((this.left = null));
  }

  tick() {
    const now = Date.now();
    const passed = now - this.ticked > SLEPT * 1000 ? Math.floor((now - this.ticked) / 1000) : 1;
    this.ticked = now;
    if (this.left !== null) {
      this.left -= passed;
      if (this.left > 0) return this.warn(this.left);
      this.stay();
      return this.leave();
    }
    const idle = IDLE * this.patience();
    if (this.busy()) {
      this.quiet += passed;
      this.unused = 0;
      if (this.quiet >= idle) this.warn((this.left = WARNING * this.patience()));
      return undefined;
    }
    this.quiet = 0;
    this.unused += passed;
    if (this.unused >= idle) {
      this.unused = 0;
      this.rest();
    }
    return undefined;
  }
}
