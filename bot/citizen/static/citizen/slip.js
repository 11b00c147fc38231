/** The page of one slip: its button prints it. Without script the browser's own menu does. */
const button = document.querySelector('[data-print]');
if (button) {
  button.hidden = false;
  button.addEventListener('click', () => print());
}
