// The board keeps itself fresh; the title and, if wanted, a sound say that something new waits. Without it one reloads.
const EVERY = 10_000;
const WANTED = 'desk-sound';
const title = document.title.replace(/^\(\d+\+?\) /, '');
const live = () => document.getElementById('live');
const fresh = () => new Set((live()?.dataset.fresh ?? '').split(' ').filter(Boolean));
let known = fresh();
let sound;

// A press that is repeated by mistake sends nothing twice.
document.addEventListener('submit', (event) => {
  if (!event.target.matches('form[data-once]')) return;
  if (event.target.dataset.sent) event.preventDefault();
  event.target.dataset.sent = 'yes';
});
window.addEventListener('pageshow', () => {
  for (const form of document.querySelectorAll('form[data-once]')) delete form.dataset.sent;
});

// Answer templates go to the end of what is typed already; nothing is lost.
for (const button of document.querySelectorAll('[data-insert]')) {
  const field = document.getElementById(button.dataset.insert);
  button.hidden = !field;
  button.addEventListener('click', () => {
    const words = button.parentElement.querySelector('.wording').textContent.trim();
    field.value = field.value.trim() ? `${field.value.trimEnd()}\n${words}` : words;
    field.dispatchEvent(new Event('input', { bubbles: true }));
    field.focus();
  });
}

// A link to a step opens its form.
const opened = document.getElementById(location.hash.slice(1));
if (opened?.matches('details')) opened.open = true;

if (live()) {
  named();
  setInterval(refresh, EVERY);
  document.addEventListener('visibilitychange', refresh);
  document.addEventListener('htmx:beforeSwap', (event) => {
    if (event.detail.target.id !== 'live') return;
    if (event.detail.xhr.getResponseHeader('X-Board')) return;
    event.detail.shouldSwap = false; // logged out, or the right is gone: the page itself must say so
    if (event.detail.xhr.status < 500) location.reload();
  });
  document.addEventListener('htmx:afterSettle', (event) => {
    if (event.target.id === 'live' || event.detail.target?.id === 'live') heard();
  });
  offer();
}

function refresh() {
  if (!document.hidden && !document.querySelector('#live form[data-sent]')) window.htmx?.trigger(live(), 'refresh');
}

function named() {
  const waiting = Number(live().dataset.waiting);
  document.title = waiting ? `(${waiting}) ${title}` : title;
}

function heard() {
  const now = fresh();
  const more = [...now].filter((number) => !known.has(number)).length;
  known = now;
  named();
  if (!more) return;
  document.getElementById('news').textContent = `新来${more}件，请看。`;
  ring();
}

// Browsers let a page sound only after a touch; the wish is kept, the touch is asked for anew.
function offer() {
  const button = document.getElementById('sound');
  if (!window.AudioContext) return;
  button.hidden = false;
  button.addEventListener('click', () => {
    const on = localStorage.getItem(WANTED) !== 'on';
    localStorage.setItem(WANTED, on ? 'on' : 'off');
    if (on) unlock();
    told();
    if (on) ring();
  });
  document.addEventListener('pointerdown', () => { if (localStorage.getItem(WANTED) === 'on') unlock(); });
  document.addEventListener('keydown', () => { if (localStorage.getItem(WANTED) === 'on') unlock(); });
  told();
}

function told() {
  const on = localStorage.getItem(WANTED) === 'on';
  const button = document.getElementById('sound');
  button.setAttribute('aria-pressed', String(on));
  button.querySelector('.words').textContent = on ? '关掉提示音' : '打开提示音';
  button.querySelector('.material-symbols-outlined').textContent = on ? 'notifications_active' : 'notifications_off';
}

function unlock() {
  sound ??= new AudioContext();
  sound.resume();
}

function ring() {
  if (localStorage.getItem(WANTED) !== 'on' || sound?.state === 'closed' || !sound) return;
  const start = sound.currentTime;
  for (const [at, pitch] of [[0, 880], [0.22, 1175]]) {
    const tone = sound.createOscillator();
    const loud = sound.createGain();
    tone.frequency.value = pitch;
    loud.gain.setValueAtTime(0.0001, start + at);
    loud.gain.exponentialRampToValueAtTime(0.25, start + at + 0.02);
    loud.gain.exponentialRampToValueAtTime(0.0001, start + at + 0.2);
    tone.connect(loud).connect(sound.destination);
    tone.start(start + at);
    tone.stop(start + at + 0.22);
  }
}
