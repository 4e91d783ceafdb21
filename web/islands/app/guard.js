/** Nothing typed is lost, nothing is sent twice. A form's `unsaved` flag says it holds what no server has. */
const unsaved = new Set();
const sent = new WeakSet();

export function keepSafe(form) { unsaved.add(form); }

export function isSafe(form) { unsaved.delete(form); }

export function startGuard() {
  // what the server answered a form with is no page to go back to: it is asked for anew, never sent again
  history.replaceState(history.state, '', location.href);
  document.addEventListener('input', ({ target }) => {
    if (target.form?.matches('[data-guard], [data-autosave]')) keepSafe(target.form);
  });
  document.addEventListener('submit', event => {
    const form = event.target;
    if (event.defaultPrevented || form.method !== 'post') return;
    if (sent.has(form)) {
      event.preventDefault();
      return;
    }
    isSafe(form);
    if ([ ...form.attributes ].some(({ name }) => name.startsWith('hx-'))) return;
    sent.add(form);
  });
  addEventListener('pageshow', event => {
    if (event.persisted) document.querySelectorAll('form').forEach(form => sent.delete(form));
  });
  addEventListener('beforeunload', event => {
    if ([ ...unsaved ].some(form => form.isConnected)) event.preventDefault();
  });
}
