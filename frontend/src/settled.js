/** Under the last words of a talk with a person: is it settled? Only who says no is offered to have it registered. */
import { LitElement, html } from 'lit';
import { icon } from './icons.js';
import { words } from './words.js';

const say = words.settled;

/** @fires register */
export class Settled extends LitElement {
  static properties = { answer: { state: true } };

  createRenderRoot() {
    return this;
  }

  async choose(answer) {
    this.answer = answer;
    await this.updateComplete;
    this.querySelector('.settled')?.focus();
  }

  render() {
    if (this.answer === 'yes') return html`<p class="settled" tabindex="-1">${icon('check')} ${say.thanks}</p>`;
    if (this.answer === 'no') {
      return html`<p>${say.offer}</p><button type="button" class="button register settled" @click=${() => this.dispatchEvent(new CustomEvent('register'))}>${icon('pen')}${words.form.open}</button>`;
    }
    return html`<div role="group" aria-labelledby="settled-question"><p id="settled-question">${say.question}</p>
      <div class="question-answers">
        <button type="button" class="button" @click=${() => this.choose('yes')}>${say.yes}</button>
        <button type="button" class="button" @click=${() => this.choose('no')}>${say.no}</button>
      </div></div>`;
  }
}
customElements.define('xb-settled', Settled);
