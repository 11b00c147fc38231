// The frame's own behaviour: the menu on small screens, and small menus that close when one clicks beside them.
// Without it every link is still there: the menu then stands above the page.
document.documentElement.classList.add('js');

document.addEventListener('DOMContentLoaded', () => {
  const button = document.querySelector('.menu-button');
  const menu = document.getElementById('menu');
  const turn = (open) => {
    menu.classList.toggle('open', open);
    button.setAttribute('aria-expanded', String(open));
  };
  if (button && menu) {
    button.addEventListener('click', () => turn(button.getAttribute('aria-expanded') !== 'true'));
    menu.addEventListener('keydown', (event) => {
      if (event.key === 'Escape' && button.getAttribute('aria-expanded') === 'true') {
        turn(false);
        button.focus();
      }
    });
  }

  const small = [...document.querySelectorAll('details.who')];
  document.addEventListener('click', (event) => {
    for (const one of small) if (!one.contains(event.target)) one.open = false;
  });
  document.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape') return;
    for (const one of small.filter((each) => each.open)) {
      one.open = false;
      one.querySelector('summary').focus();
    }
  });

  for (const print of document.querySelectorAll('[data-print]')) print.addEventListener('click', () => window.print());

  // A summary of errors is what somebody should meet first.
  document.querySelector('.summary[role="alert"]')?.focus();

  // What was typed is not lost by a slip of the finger: forms that ask for it warn before the page is left.
  let unsaved = false;
  for (const form of document.querySelectorAll('form[data-warn-unsaved]')) {
    form.addEventListener('input', () => { unsaved = true; });
    form.addEventListener('submit', () => { unsaved = false; });
  }
  window.addEventListener('beforeunload', (event) => { if (unsaved) event.preventDefault(); });
});
