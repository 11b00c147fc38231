// The ring: two tones, made here, no file. Browsers let a page sound only after somebody has touched it.
// It is on until somebody switches it off, and this computer remembers.
const KEY = 'desk-ring';
const TONES = [[880, 0], [660, 0.22], [880, 0.44], [660, 0.66]];
const EVERY = 2500;

/** Calls `step` again and again, also while the page is in the background. tick: address of the clock. */
function every(tick, step) {
  try {
    new Worker(tick).onmessage = step;
  } catch {
    setInterval(step, 1000);
  }
  step();
}

class Bell {
  constructor() {
    this.on = localStorage.getItem(KEY) !== 'off';
    this.ringing = false;
    this.last = 0;
    const wake = () => this.wake();
    for (const name of ['pointerdown', 'keydown']) document.addEventListener(name, wake, { passive: true });
  }

  /** The browser's leave to sound, once it is there. */
  get ready() {
    return this.sounds?.state === 'running';
  }

  wake() {
    if (!this.on) return;
    this.sounds ??= new AudioContext();
    if (this.sounds.state === 'suspended') this.sounds.resume().then(() => this.changed?.(), () => {});
  }

  turn(on) {
    this.on = on;
    localStorage.setItem(KEY, on ? 'on' : 'off');
    if (on) this.wake();
    this.changed?.();
  }

  /** To be called often: rings while somebody waits. */
  beat(waiting) {
    const now = Date.now();
    if (!waiting || !this.on || now - this.last < EVERY) return;
    this.last = now;
    this.strike();
  }

  strike() {
    if (!this.ready) return;
    const at = this.sounds.currentTime;
    for (const [pitch, after] of TONES) {
      const tone = this.sounds.createOscillator();
      const loud = this.sounds.createGain();
      tone.frequency.value = pitch;
      loud.gain.setValueAtTime(0, at + after);
      loud.gain.linearRampToValueAtTime(0.35, at + after + 0.02);
      loud.gain.exponentialRampToValueAtTime(0.001, at + after + 0.2);
      tone.connect(loud).connect(this.sounds.destination);
      tone.start(at + after);
      tone.stop(at + after + 0.21);
    }
  }
}

const bell = new Bell();

// On every other page of the desk a call is seen and heard as well, by those who answer calls: the menu shows it to them.
document.addEventListener('DOMContentLoaded', () => {
  const link = document.querySelector('.menu a[data-bell]');
  if (!link || document.getElementById('talks')) return;
  const title = document.title;
  const bar = document.createElement('a');
  bar.className = 'ring-bar';
  bar.href = link.href;
  const place = document.createElement('div');
  place.setAttribute('role', 'alert');
  document.querySelector('.frame')?.before(place);
  let asking = false;
  const look = async () => {
    if (asking) return;
    asking = true;
    try {
      const answer = await fetch(link.dataset.bell, { redirect: 'manual', cache: 'no-store' });
      if (!answer.ok) return;
      const { ringing } = await answer.json();
      const words = ringing.map((one) => one.words).join('；');
      if (bar.textContent !== words) {
        bar.textContent = words;
        place.replaceChildren(...(words ? [bar] : []));
        document.title = words ? `【有人呼叫】${title}` : title;
      }
      bell.beat(ringing.length > 0);
    } catch {
      // the next look comes soon
    } finally {
      asking = false;
    }
  };
  let turn = 0;
  every(link.dataset.tick, () => turn++ % 2 === 0 && look()); // half as often as the page of calls: still within 2 seconds
});
