/** Three questions about how a request was handled: contacted, solved, satisfied. Each may be left out. */
import { LitElement, html, nothing } from 'lit';
import { icon } from './icons.js';
import { many } from './say.js';
import { words } from './words.js';

const say = words.opinion;

/**
 * @fires send detail: {contacted, solved, satisfied, words}
 * @fires cancel
 */
export class Opinion extends LitElement {
  static properties = { errors: { attribute: false }, busy: { type: Boolean }, missing: { state: true } };

  createRenderRoot() {
    return this;
  }

  invalid(name) {
    return (this.missing && ['solved', 'satisfied'].includes(name)) || this.errors?.[name] ? 'true' : 'false';
  }

  /** What was wrong with an answer is not said of the next one. */
  changed({ target: { name } }) {
    if (name !== 'contacted') this.missing = this.missing && name === 'words';
    if (this.errors?.[name]) this.errors = Object.fromEntries(Object.entries(this.errors).filter(([one]) => one !== name));
  }

  question(name, heading, answers) {
    const wrong = this.invalid(name);
    return html`<fieldset class=${wrong === 'true' ? 'wrong' : ''} aria-describedby="opinion-wrong"><legend>${heading}</legend>
      <div class="kinds ${name}">${answers.map(([value, label]) => html`<label class="kind"><input type="radio" name=${name} value=${value} aria-invalid=${wrong} aria-describedby=${wrong === 'true' ? 'opinion-wrong' : nothing}><span>${label}</span></label>`)}</div>
    </fieldset>`;
  }

  async submit(event) {
    event.preventDefault();
    if (this.busy) return;
    const data = new FormData(event.target);
    const solved = data.get('solved') ?? '';
    const satisfied = data.get('satisfied');
    this.missing = !solved && !satisfied;
    if (this.missing) {
      await this.updateComplete;
      this.querySelector('.wrong input').focus();
      return;
    }
    const contacted = data.get('contacted');
    const detail = {
      contacted: contacted === null ? null : contacted === 'yes',
      solved,
      satisfied: satisfied === null ? null : Number(satisfied),
      words: String(data.get('words') ?? '').trim(),
    };
    this.dispatchEvent(new CustomEvent('send', { detail }));
  }

  render() {
    const wrong = this.missing ? [say.missing] : Object.values(this.errors ?? {}).flatMap(many);
    return html`<form class="deed" novalidate autocomplete="off" @submit=${this.submit} @input=${this.changed} aria-labelledby="deed-heading">
      <h3 id="deed-heading" tabindex="-1">${say.heading}</h3>
      <div role="alert" id="opinion-wrong">${wrong.map((text) => html`<p class="wrong-text">${icon('warn')}${text}</p>`)}</div>
      ${this.question('contacted', say.contacted, [['yes', say.yes], ['no', say.no]])}
      ${this.question('solved', say.solved, Object.entries(say.solvedAnswers))}
      ${this.question('satisfied', say.satisfied, say.levels.map((name, index) => [5 - index, name]))}
      <div class="field-row"><label for="deed-words">${say.words}<span>${words.form.optional}</span></label>
        <textarea id="deed-words" name="words" rows="2" maxlength="4000" autocomplete="off" spellcheck="false" aria-invalid=${this.invalid('words')} aria-describedby="opinion-wrong"></textarea></div>
      <div class="question-answers">
        <button type="submit" class="button strong" aria-disabled=${this.busy ? 'true' : 'false'}>${this.busy ? words.looking : say.send}</button>
        <button type="button" class="button" @click=${() => this.dispatchEvent(new CustomEvent('cancel'))}>${say.cancel}</button>
      </div>
    </form>`;
  }
}
customElements.define('xb-opinion', Opinion);
