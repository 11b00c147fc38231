/** Notices that a person walked away from a kiosk: first a warning, then the end. */

const IDLE = 60;
const WARNING = 15;
const SIGNS = ['pointerdown', 'pointermove', 'keydown', 'wheel', 'touchstart', 'input', 'scroll'];

export class WalkAway {
  /**
   * @param {object} hands
   * @param {() => boolean} hands.busy something of a person is on the screen
   * @param {(seconds: number|null) => void} hands.warn seconds left, or null when the person is back
   * @param {() => void} hands.leave the person is gone
   */
  constructor({ busy, warn, leave }) {
    this.busy = busy;
    this.warn = warn;
    this.leave = leave;
    this.left = null;
    this.quiet = 0;
  }

  start() {
    this.sign = () => this.touch();
    for (const name of SIGNS) addEventListener(name, this.sign, { capture: true, passive: true });
    this.timer = setInterval(() => this.tick(), 1000);
  }

  stop() {
    for (const name of SIGNS) removeEventListener(name, this.sign, { capture: true });
    clearInterval(this.timer);
  }

  /** A sign of life. While the warning stands only its own button counts, so that nobody is shown another's words. */
  touch() {
    if (this.left === null) this.quiet = 0;
  }

  stay() {
    this.quiet = 0;
    if (this.left !== null) this.warn((this.left = null));
  }

  tick() {
    if (this.left !== null) {
      this.left -= 1;
      if (this.left > 0) return this.warn(this.left);
      this.stay();
      return this.leave();
    }
    this.quiet = this.busy() ? this.quiet + 1 : 0;
    if (this.quiet >= IDLE) this.warn((this.left = WARNING));
  }
}
