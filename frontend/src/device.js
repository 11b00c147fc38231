/** Which machine this is: a token behind the # of its address proves it, and once a minute it tells that it is well. */
import * as api from './api.js';

const EVERY = 60_000;

/** What stands behind the #: device = token, code = to register once, key = that calls a person, register = ask for the code. */
const given = () => new URLSearchParams(location.hash.slice(1));

/** The address with which this machine is opened from now on. */
function addressWith(token) {
  const said = given();
  said.delete('code');
  said.delete('register');
  said.set('device', token);
  return `${location.origin}${location.pathname}${location.search}#${said}`;
}

export class Device {
  /** @param {{version: string, kiosk: () => string, busy: () => boolean, known: (device: object|null) => void}} hands */
  constructor({ version, kiosk, busy, known }) {
    Object.assign(this, { version, kiosk, busy, known, token: given().get('device') ?? '' });
    api.identify(this.token);
  }

  /** The key that calls a person from anywhere. */
  get key() {
    return given().get('key') || 'F1';
  }

  /** Somebody wants to type the code. */
  get asked() {
    return given().has('register');
  }

  async start() {
    this.timer = setInterval(() => this.beat(), EVERY);
    const code = given().get('code');
    if (code) await this.register(code).catch(() => {}); // then it works as before, and the desk shows that it is not registered
    await this.beat();
  }

  stop() {
    clearInterval(this.timer);
  }

  /** @returns {Promise<string>} the address to open this machine with. Throws api.Fault. */
  async register(code) {
    const { token } = await api.registerDevice(code);
    this.token = token;
    api.identify(token);
    const address = addressWith(token);
    history.replaceState(null, '', address);
    this.beat();
    return address;
  }

  async beat() {
    try {
      const { device, version } = await api.beat({ version: this.version ?? '', busy: this.busy(), kiosk: this.kiosk() ?? '' });
      this.known(device);
      // a new page was put up: nobody is here, so this is the moment
      if (version && this.version && version !== this.version && !this.busy()) this.renew(version);
    } catch {
      // the desk notices that nothing comes
    }
  }

  /** Once for each version: a page that cannot be renewed must not go round in circles. */
  renew(version) {
    if (given().get('seen') === version) return;
    const said = given();
    said.set('seen', version);
    history.replaceState(null, '', `#${said}`);
    location.reload();
  }
}
