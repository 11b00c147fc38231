// The guide desk: asks the server what rings and what was said, and changes only what is new, so that nothing that
// somebody is writing is ever touched. Without this script every button is still a form, and 刷新 shows what is new.
const root = document.getElementById('talks');
const part = (selector, within = root) => within.querySelector(selector);
const parts = (selector, within = root) => [...within.querySelectorAll(selector)];
const title = document.title;
const sections = () => parts('.open-talk');
let ahead = Date.now() / 1000 - Number(root.dataset.now); // this computer's clock against the server's
let asking = false;
let again = false;
let drawn = null;
let known = new Set();
let waiting = 0;
let chosen = null;
const unread = new Set();

// ---- tabs ---------------------------------------------------------------------------------------
function tabs() {
  const list = part('.talk-tabs');
  const rows = sections();
  list.hidden = rows.length === 0;
  part('.mine').hidden = rows.length === 0;
  part('.nothing').hidden = rows.length > 0;
  if (!rows.some((row) => row.dataset.talk === chosen)) chosen = rows.at(-1)?.dataset.talk ?? null;
  const held = document.activeElement?.closest('[role=tab]')?.dataset.talk;
  list.replaceChildren(...rows.map((row) => {
    const tab = document.createElement('button');
    const mark = unread.has(row.dataset.talk) ? '新消息' : row.dataset.over ? '已结束' : '';
    Object.assign(tab, { type: 'button', id: `tab-${row.dataset.talk}`, className: 'talk-tab' });
    tab.setAttribute('role', 'tab');
    tab.setAttribute('aria-controls', row.id);
    tab.setAttribute('aria-selected', String(row.dataset.talk === chosen));
    tab.tabIndex = row.dataset.talk === chosen ? 0 : -1;
    tab.dataset.talk = row.dataset.talk;
    tab.append(row.dataset.tab);
    if (mark) tab.append(Object.assign(document.createElement('span'), { className: `tag ${unread.has(row.dataset.talk) ? 'danger' : ''}`, textContent: mark }));
    row.setAttribute('role', 'tabpanel');
    row.hidden = row.dataset.talk !== chosen;
    return tab;
  }));
  if (held) document.getElementById(`tab-${held}`)?.focus();
}

function choose(talk, { focus = true } = {}) {
  chosen = talk;
  unread.delete(talk);
  tabs();
  const row = document.getElementById(`talk-${talk}`);
  if (!row) return;
  toEnd(row);
  if (focus) (part('textarea[name=text]', row) ?? part('h2', row)).focus();
}

function toEnd(row) {
  const log = part('.talk-log', row);
  log.scrollTop = log.scrollHeight;
}

// ---- what is new ---------------------------------------------------------------------------------
function fragment(html) {
  const frame = document.createElement('template');
  frame.innerHTML = html; // of our own server, which escapes what people wrote
  return frame.content;
}

function rings(data) {
  const fresh = data.ringing.filter(({ pk }) => !known.has(pk));
  known = new Set(data.ringing.map(({ pk }) => pk));
  waiting = data.ringing.length;
  if (fresh.length) part('.announce').textContent = fresh.map(({ words }) => words).join('；');
  if (data.key === drawn) return;
  drawn = data.key;
  const held = document.activeElement?.id;
  const open = parts('#rings details[open]').map((one) => one.closest('.ring')?.querySelector('.answer')?.id);
  part('#rings').replaceChildren(fragment(data.rings));
  for (const id of open) if (id) document.getElementById(id)?.closest('.ring').querySelector('details')?.setAttribute('open', '');
  if (held && !document.activeElement?.id) document.getElementById(held)?.focus();
}

function talk(row, news) {
  const log = part('.talk-log', row);
  const low = log.scrollHeight - log.scrollTop - log.clientHeight < 80;
  if (news.head !== row.head) {
    part('.talk-head', row).replaceChildren(fragment(news.head));
    row.head = news.head;
  }
  if (news.steps !== undefined) part('.talk-steps', row)?.replaceChildren(fragment(news.steps));
  if (news.lines && news.last > Number(row.dataset.last)) {
    part('.lines', row).append(fragment(news.lines));
    row.dataset.last = news.last;
    if (news.heard) {
      if (row.hidden || document.hidden) unread.add(row.dataset.talk);
      part('.heard').textContent = row.hidden ? `${row.dataset.tab}有新消息` : '';
      bell.strike();
    }
    if (low) toEnd(row);
  }
  if (news.over && !row.dataset.over) {
    row.dataset.over = 'yes';
    for (const field of parts('.say button, .talk-steps button, .tool button', row)) field.disabled = true;
    part('.close', row).hidden = false;
    if (part('.talk-steps', row)) part('.talk-steps', row).hidden = true;
  }
}

function take(data) {
  ahead = Date.now() / 1000 - data.now;
  rings(data);
  for (const news of data.talks) {
    const row = document.getElementById(`talk-${news.pk}`);
    if (row) talk(row, news);
    else if (news.section) {
      part('.open-talks').append(fragment(news.section));
      choose(String(news.pk));
    }
  }
  tabs();
  clock();
}

async function look() {
  if (asking) {
    again = true;
    return;
  }
  asking = true;
  try {
    const have = sections().filter((row) => !row.dataset.over).map((row) => `${row.dataset.talk}:${row.dataset.last}`).join(',');
    const answer = await fetch(`${root.dataset.live}?have=${have}`, { headers: { Accept: 'application/json' }, redirect: 'manual', cache: 'no-store' });
    if (answer.type === 'opaqueredirect' || answer.status === 403) return offline('您已退出登录，收不到呼叫了。请刷新页面，重新登录。');
    if (!answer.ok) throw new Error(answer.status);
    take(await answer.json());
    offline('');
  } catch {
    offline('连不上服务器，正在重试。您写的话还在。');
  } finally {
    asking = false;
    if (again) {
      again = false;
      look();
    }
  }
}

function offline(words) {
  const place = part('.offline');
  place.hidden = !words;
  if (place.textContent !== words) place.textContent = words;
}

function clock() {
  const now = Date.now() / 1000 - ahead;
  for (const place of parts('[data-since]')) {
    const seconds = Math.max(0, Math.round(now - Number(place.dataset.since)));
    place.textContent = `${place.classList.contains('late') ? '群众等您回话，' : ''}已等${seconds < 120 ? `${seconds}秒` : `${Math.floor(seconds / 60)}分钟`}`;
  }
  const marks = waiting ? `【有人呼叫】` : unread.size ? `【新消息】` : '';
  if (document.title !== marks + title) document.title = marks + title;
  bell.beat(waiting > 0);
}

// ---- what is done ----------------------------------------------------------------------------------
async function act(form) {
  if (form.dataset.busy) return;
  form.dataset.busy = 'yes';
  const fault = part('.error', form);
  const field = form.hasAttribute('data-say') ? form.elements.text : null;
  const sent = field?.value;
  try {
    const answer = await fetch(form.action, { method: 'POST', body: new FormData(form), headers: { Accept: 'application/json' }, redirect: 'manual' });
    const said = await answer.json();
    if (!answer.ok) throw new Error(said.title);
    if (fault) fault.hidden = true;
    if (field && field.value === sent) field.value = '';
    if (said.talk) chosen = String(said.talk);
    const details = form.closest('details');
    if (details) details.open = false;
  } catch (error) {
    const words = error instanceof SyntaxError || error instanceof TypeError || !error.message ? '没有送到，请再试一次。' : error.message;
    if (fault) {
      fault.textContent = words;
      fault.hidden = false;
    } else part('.announce').textContent = words;
    if (!fault) offline(words);
  } finally {
    delete form.dataset.busy;
    look();
  }
}

root.addEventListener('submit', (event) => {
  const form = event.target;
  if (form.matches('[data-act]')) {
    event.preventDefault();
    act(form);
  } else if (form.matches('[role=search]')) {
    event.preventDefault();
    find(form);
  }
});

root.addEventListener('keydown', (event) => {
  const composing = event.isComposing || event.keyCode === 229; // Enter that only picks a Chinese word
  if (event.key === 'Enter' && !event.shiftKey && !composing && event.target.matches('.say textarea')) {
    event.preventDefault();
    if (event.target.value.trim()) act(event.target.form);
  }
  const tab = event.target.closest('[role=tab]');
  const step = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 }[event.key];
  if (tab && step) {
    event.preventDefault();
    const all = parts('[role=tab]');
    const next = all[(all.indexOf(tab) + step + all.length) % all.length];
    choose(next.dataset.talk, { focus: false });
    document.getElementById(`tab-${next.dataset.talk}`).focus();
  }
});

root.addEventListener('click', (event) => {
  const button = event.target.closest('button');
  if (!button) return;
  if (button.matches('[role=tab]')) choose(button.dataset.talk);
  else if (button.matches('[data-insert]')) insert(button);
  else if (button.matches('[data-close]')) {
    button.closest('.open-talk').remove();
    chosen = null;
    tabs();
  }
});

/** The words go into the field and not out: who answers reads them first. */
function insert(button) {
  const field = part('.say textarea', button.closest('.open-talk'));
  if (!field) return;
  const gap = field.value && !field.value.endsWith('\n') ? '\n' : '';
  field.value += gap + button.dataset.insert;
  field.focus();
  field.scrollTop = field.scrollHeight;
}

async function find(form) {
  const place = part('.found', form.parentElement);
  try {
    const answer = await fetch(`${form.action}?part=1&q=${encodeURIComponent(form.elements.q.value)}`, { redirect: 'manual' });
    place.replaceChildren(answer.ok ? fragment(await answer.text()) : '没有查到，请再试一次。');
  } catch {
    place.textContent = '没有查到，请再试一次。';
  }
}

function sound() {
  const button = part('.sound', document);
  button.hidden = false;
  button.setAttribute('aria-pressed', String(bell.on && bell.ready));
  button.textContent = !bell.on ? '铃声：关' : bell.ready ? '铃声：开' : '点一下，打开铃声';
}

document.addEventListener('visibilitychange', () => {
  if (!document.hidden && chosen) unread.delete(chosen);
});
part('.sound', document).addEventListener('click', () => bell.turn(bell.ready ? !bell.on : true));
bell.changed = sound;
sound();
for (const row of sections()) toEnd(row);
tabs();
every(root.dataset.tick, () => {
  look();
  clock();
});
