/** Lists by keyboard: j and k go down and up, Enter opens, x ticks, / searches, ? tells. Never while one types. */
import { say } from './words.js';

const TYPING = 'input:not([type=checkbox]):not([type=radio]), textarea, select, [contenteditable], dialog *';

export function startKeys() {
  document.addEventListener('keydown', event => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest(TYPING)) return;
    const act = ACTS[event.key];
    if (act?.(event.target.closest('[data-row]'))) event.preventDefault();
  });
}

const ACTS = {
  j: row => go(row, 1),
  k: row => go(row, -1),
  x: row => press(row?.querySelector('input[type=checkbox]')),
  '/': () => focus(document.querySelector('[data-key="/"]')),
  '?': tell
};

function go(row, step) {
  const rows = [ ...document.querySelectorAll('[data-row]') ];
  const at = row ? rows.indexOf(row) + step : 0;
  return focus(rows[Math.min(Math.max(at, 0), rows.length - 1)]?.querySelector('a'));
}

function focus(element) {
  element?.focus();
  element?.scrollIntoView({ block: 'nearest' });
  return Boolean(element);
}

function press(box) {
  box?.click();
  return Boolean(box);
}

function tell() {
  if (!document.querySelector('[data-row]')) return false;
  const dialog = document.createElement('dialog');
  dialog.className = 'liye-confirm';
  const form = Object.assign(document.createElement('form'), { method: 'dialog' });
  const list = document.createElement('dl');
  for (const [ key, word ] of [ [ 'j / k', 'keyMove' ], [ 'Enter', 'keyOpen' ], [ 'x', 'keyTick' ], [ '/', 'keySearch' ] ]) {
    const what = Object.assign(document.createElement('dd'), { textContent: say(word) });
    const name = document.createElement('dt');
    name.append(Object.assign(document.createElement('kbd'), { textContent: key }));
    list.append(name, what);
  }
  const title = Object.assign(document.createElement('h2'), { id: 'keys-title', textContent: say('keys') });
  const footer = document.createElement('footer');
  footer.append(Object.assign(document.createElement('button'), { textContent: say('yes'), className: 'btn btn-primary' }));
  dialog.setAttribute('aria-labelledby', title.id);
  form.append(title, list, footer);
  dialog.append(form);
  document.body.append(dialog);
  dialog.addEventListener('close', () => dialog.remove());
  dialog.showModal();
  return true;
}
