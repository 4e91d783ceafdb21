/** `data-copy="text"` or `data-copy-from="selector"` on a button. */
import { tell } from './messages.js';
import { say } from './words.js';

export function startCopy() {
  document.addEventListener('click', async ({ target }) => {
    const button = target.closest('[data-copy], [data-copy-from]');
    if (!button) return;
    const source = button.dataset.copyFrom && document.querySelector(button.dataset.copyFrom);
    const text = button.dataset.copy ?? (source?.value ?? source?.textContent ?? '').trim();
    const done = await copied(text);
    tell(say(done ? 'copied' : 'notCopied'), done ? '' : 'error');
  });
}

/** Browsers offer the clipboard on https only; an office network often has none. */
async function copied(text) {
  if (navigator.clipboard) {
    try {
      await navigator.clipboard.writeText(text);
      return true;
    } catch { /* not permitted: the older way below */ }
  }
  const field = Object.assign(document.createElement('textarea'), { value: text });
  field.style.position = 'fixed';
  field.style.opacity = '0';
  document.body.append(field);
  field.select();
  const done = document.execCommand('copy');
  field.remove();
  return done;
}
