/** A question that must be answered first: two large buttons, focus kept inside by the browser's own dialog. */
import { LitElement, html } from 'lit';

let drawn = 0;

export class Question extends LitElement {
  static properties = { heading: {}, text: {}, stay: {}, go: {} };

  name = `question-${(drawn += 1)}`; // one may lie over another

  createRenderRoot() {
    return this;
  }

  firstUpdated() {
    this.querySelector('dialog').showModal();
  }

  /** Closed before it goes: the browser gives the focus back to what asked. Also when the browser closes it without asking. */
  answer(name) {
    if (this.answered) return;
    this.answered = true;
    this.querySelector('dialog').close();
    this.dispatchEvent(new CustomEvent(name));
  }

  render() {
    return html`<dialog class="question" role="alertdialog" aria-labelledby=${`${this.name}-heading`} aria-describedby=${`${this.name}-text`}
      @cancel=${(event) => {
        event.preventDefault();
        this.answer('stay');
      }} @close=${() => this.answer('stay')}>
      <h2 id=${`${this.name}-heading`}>${this.heading}</h2>
      <p id=${`${this.name}-text`}>${this.text}</p>
      <div class="question-answers">
        <button type="button" class="button strong" autofocus @click=${() => this.answer('stay')}>${this.stay}</button>
        <button type="button" class="button" @click=${() => this.answer('go')}>${this.go}</button>
      </div>
    </dialog>`;
  }
}
customElements.define('xb-question', Question);
