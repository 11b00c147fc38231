/** Keys on the screen for a machine without any: pinyin with the hall's phrases, letters, digits. Loaded when it is needed. */
import SimpleKeyboard from 'simple-keyboard/build/index.modern.esm.js';
import { COMMON } from './phrases.js';
import { Phrases } from './pinyin.js';
import { words } from './words.js';

const KEYS = {
  letters: ['q w e r t y u i o p', 'a s d f g h j k l', '{lang} z x c v b n m {bksp}', '{num} ， {space} 。 ？ {enter} {hide}'],
  signs: ['1 2 3 4 5 6 7 8 9 0', '- / ： 、 （ ） ！ ？ {bksp}', '{abc} ， {space} 。 {enter} {hide}'],
  digits: ['1 2 3', '4 5 6', '7 8 9', '- 0 {bksp}', '{enter} {hide}'],
};
const NUMERIC = ['numeric', 'decimal', 'tel'];
const LONGEST = 24; // letters that wait to become characters

export class Keyboard {
  /**
   * @param {HTMLElement} host where the keys are shown, below everything else
   * @param {{close: () => void, names: () => string[]}} hands names: of the catalogue
   */
  constructor(host, { close, names }) {
    this.host = host;
    this.close = close;
    this.chinese = true;
    this.letters = '';
    this.page = 0;
    this.names = names;
    this.learn();
    this.build();
  }

  build() {
    this.host.innerHTML = '';
    this.row = document.createElement('div');
    this.row.className = 'keys-row';
    this.row.setAttribute('role', 'group');
    this.row.setAttribute('aria-label', words.keys.candidates);
    const pad = document.createElement('div');
    pad.className = 'simple-keyboard keys-pad';
    this.host.append(this.row, pad);
    // a finger on a key must not take the focus away from the field
    this.host.addEventListener('mousedown', (event) => event.preventDefault());
    this.row.addEventListener('click', (event) => this.picked(event.target.closest('button')));
    this.board = new SimpleKeyboard(pad, {
      layout: { ...KEYS },
      layoutName: 'letters',
      useButtonTag: true,
      mergeDisplay: true,
      disableCaretPositioning: true,
      physicalKeyboardHighlight: false,
      useMouseEvents: false,
      preventMouseDownDefault: true,
      stopMouseDownPropagation: false,
      onKeyPress: (key) => this.press(key),
    });
  }

  /** @param {HTMLInputElement|HTMLTextAreaElement} field that is written in from now on */
  open(field, mode) {
    this.field = field;
    this.learn();
    this.numeric = NUMERIC.includes(mode) || field.type === 'tel' || field.type === 'number';
    this.letters = '';
    this.lay(this.numeric ? 'digits' : 'letters');
    this.host.dataset.kind = this.numeric ? 'digits' : 'letters';
    this.host.hidden = false;
    this.offer();
  }

  /** No key keeps a mark that it was pressed. */
  unmark() {
    setTimeout(() => this.host.querySelectorAll('.hg-activeButton').forEach((key) => key.classList.remove('hg-activeButton')));
  }

  /** The catalogue's phrases; it may have come, or changed, since. */
  learn() {
    const known = this.names();
    if (known.join() === this.known) return;
    this.known = known.join();
    this.phrases = new Phrases([...known, ...COMMON]);
  }

  /** Nothing of what was written stays here. */
  shut() {
    this.field = null;
    this.letters = '';
    this.board.clearInput();
    this.host.hidden = true;
    this.unmark();
    this.row.replaceChildren();
  }

  lay(name) {
    const sends = this.field.form?.matches('.composer');
    const display = {
      '{bksp}': words.keys.back, '{space}': words.keys.space, '{hide}': words.keys.hide, '{num}': words.keys.numbers, '{abc}': words.keys.letters,
      '{lang}': this.chinese ? words.keys.chinese : words.keys.english,
      '{enter}': sends ? words.ask.send : this.field.tagName === 'TEXTAREA' ? words.keys.line : words.keys.done,
    };
    this.board.setOptions({ layoutName: name, display });
  }

  press(key) {
    this.board.clearInput(); // the words are the field's alone
    this.unmark();
    if (!this.field || this.field.readOnly) return;
    if (key === '{bksp}') this.letters ? this.type(this.letters.slice(0, -1)) : this.rub();
    else if (key === '{hide}') this.close();
    else if (key === '{num}') this.lay('signs');
    else if (key === '{abc}') this.lay('letters');
    else if (key === '{lang}') this.swap();
    else if (key === '{space}') this.letters ? this.take(0) : this.put(' ');
    else if (key === '{enter}') this.enter();
    else if (this.chinese && /^[a-z]$/.test(key)) this.type((this.letters + key).slice(0, LONGEST));
    else {
      if (this.letters) this.take(0);
      this.put(key);
    }
  }

  swap() {
    if (this.letters) this.put(this.letters);
    this.chinese = !this.chinese;
    this.type('');
    this.lay('letters');
  }

  enter() {
    if (this.letters) {
      this.put(this.letters); // as with every Chinese keyboard: the letters themselves
      this.type('');
    } else if (this.field.form?.matches('.composer')) {
      const { form, value } = this.field;
      form.requestSubmit();
      if (value.trim()) this.close(); // room for the answer
    } else if (this.field.type === 'search') this.field.form?.requestSubmit();
    else if (this.field.tagName === 'TEXTAREA') this.put('\n');
    else this.close();
  }

  type(letters) {
    this.letters = letters;
    this.offer();
  }

  /** Takes a candidate; letters that it does not stand for stay. */
  take(index) {
    const one = this.found[index];
    const rest = one ? this.letters.slice(one.used) : '';
    this.put(one ? one.text : this.letters);
    this.type(rest);
  }

  picked(button) {
    if (!button || !this.field || this.field.readOnly) return;
    if (button.dataset.turn) {
      this.page += Number(button.dataset.turn);
      this.show();
    } else this.take(Number(button.dataset.index));
  }

  put(text) {
    const { field } = this;
    const most = field.maxLength > 0 ? field.maxLength : Infinity;
    if (field.value.length + text.length > most) return;
    field.setRangeText(text, field.selectionStart, field.selectionEnd, 'end');
    this.told();
  }

  rub() {
    const { field } = this;
    const { selectionStart: from, selectionEnd: to, value } = field;
    if (from === to && from === 0) return;
    const last = [...value.slice(0, from)].pop();
    field.setRangeText('', from === to ? from - last.length : from, to, 'end');
    this.told();
  }

  told() {
    this.field.dispatchEvent(new Event('input', { bubbles: true }));
    this.field.scrollTop = this.field.scrollHeight;
  }

  offer() {
    this.found = this.phrases.candidates(this.letters);
    this.page = 0;
    this.pages = [0];
    this.show();
  }

  /** One row of candidates, as many as fit; the rest by turning on. */
  show() {
    const button = (text, data, label = text) => {
      const one = document.createElement('button');
      one.type = 'button';
      one.tabIndex = -1;
      one.className = 'button';
      one.textContent = text;
      one.setAttribute('aria-label', label);
      Object.assign(one.dataset, data);
      return one;
    };
    const typed = document.createElement('span');
    typed.className = 'keys-typed';
    typed.textContent = this.letters || (this.numeric ? '' : this.chinese ? words.keys.hint : '');
    this.row.replaceChildren(typed);
    if (!this.letters) return;
    const list = document.createElement('span');
    list.className = 'keys-list';
    const before = button(words.keys.before, { turn: '-1' }, words.keys.beforeLong);
    const after = button(words.keys.after, { turn: '1' }, words.keys.afterLong);
    this.row.append(list, before, after);
    const from = this.pages[this.page];
    let index = from;
    for (; index < this.found.length; index += 1) {
      const one = list.appendChild(button(this.found[index].text, { index: String(index) }));
      if (list.scrollWidth > list.clientWidth + 1 && index > from) {
        one.remove();
        break;
      }
    }
    this.pages[this.page + 1] = index;
    before.disabled = this.page === 0;
    after.disabled = index >= this.found.length;
  }
}
