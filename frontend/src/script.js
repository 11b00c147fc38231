/** Traditional characters on choice: the page's own words, and what the server says and has said. */
import { LitElement, html } from 'lit';
import * as api from './api.js';
import { isKiosk } from './display.js';
import { adopt, words } from './words.js';

const KEY = 'xiaobao.script';
const SIMPLIFIED = 'zh-CN';
const TRADITIONAL = 'zh-Hant';
const root = document.documentElement;

export const isTraditional = () => root.lang === TRADITIONAL;

/** What was chosen on a person's own device; else what that device is set to. A kiosk remembers nothing. */
function remembered() {
  if (isKiosk()) return false;
  try {
    const known = localStorage.getItem(KEY);
    if (known) return known === TRADITIONAL;
  } catch {
    // storage is closed to us: then as the device is set
  }
  return /^zh-(hant|hk|tw|mo)\b/i.test(navigator.language);
}

function remember(lang) {
  if (isKiosk()) return;
  try {
    localStorage.setItem(KEY, lang);
  } catch {
    // then it holds for this visit only
  }
}

/** One message, whatever order its parts came in. */
const same = (message) =>
  JSON.stringify(message, (name, value) => (value && typeof value === 'object' && !Array.isArray(value) ? Object.fromEntries(Object.entries(value).sort()) : value));

/** Stands between the page and its characters; `page` is the App. */
export class Script {
  constructor(page) {
    this.page = page;
    page.addController(this);
  }

  hostConnected() {
    this.chosen = () => this.show(!isTraditional());
    addEventListener('xb-script', this.chosen);
    if (!remembered()) return;
    root.lang = TRADITIONAL; // before anything is asked of the server
    this.write();
  }

  hostDisconnected() {
    removeEventListener('xb-script', this.chosen);
  }

  /** Who leaves a kiosk takes the choice along. */
  leave() {
    if (isKiosk() && isTraditional()) this.show(false);
  }

  async show(traditional) {
    const before = root.lang;
    root.lang = traditional ? TRADITIONAL : SIMPLIFIED;
    if (!(await this.write())) {
      root.lang = before;
      return;
    }
    remember(root.lang);
    this.page.memory.load();
    await this.retell(before);
  }

  /** The page's own words in the characters that hold now. */
  async write() {
    try {
      adopt(isTraditional() ? (await import('./languages/zh-Hant.js')).default : undefined);
    } catch {
      this.page.fault = words.fault.offline;
      return false;
    }
    for (const one of document.querySelectorAll('*')) one.requestUpdate?.();
    return true;
  }

  /** What the guide has said so far is asked for in both characters, and the one put in the place of the other. */
  async retell(before) {
    const { conversation } = this.page;
    if (!conversation) return;
    try {
      const [was, is] = await Promise.all([api.soFar(conversation, before), api.soFar(conversation, root.lang)]);
      const now = new Map(was.messages.map((message, index) => [same(message), is.messages[index]]));
      if (conversation !== this.page.conversation) return;
      this.page.entries = this.page.entries.map((entry) => (entry.message ? { ...entry, message: now.get(same(entry.message)) ?? entry.message } : entry));
    } catch {
      // it stays as it was written; what comes next is in the new characters
    }
  }
}

/** The button beside the other choices of how the page looks. */
export class ScriptChoice extends LitElement {
  createRenderRoot() {
    return this;
  }

  render() {
    return html`<button type="button" class="button script" lang=${TRADITIONAL} aria-pressed=${isTraditional() ? 'true' : 'false'}
      @click=${() => dispatchEvent(new Event('xb-script'))}>${words.bar.traditional}</button>`;
  }
}
customElements.define('xb-script', ScriptChoice);
