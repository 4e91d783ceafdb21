/** htmx 2 under a strict content security policy, with our CSRF header; what goes wrong is said. */
import htmx from 'htmx.org';
import { csrfToken } from '../common/http.js';
import { tell } from './messages.js';
import { say } from './words.js';

/** A form that is asked again while somebody goes on filling it in: the older answer would undo what he
    entered meanwhile, so it is dropped and the form is asked once more as it stands. */
function keepWhatIsEntered() {
  const touched = new WeakSet();
  document.addEventListener('input', ({ target }) => { if (target.form) touched.add(target.form); });
  document.addEventListener('htmx:beforeSend', ({ detail }) => { touched.delete(detail.elt.closest('form')); });
  document.addEventListener('htmx:beforeSwap', ({ detail }) => {
    if (!touched.has(detail.target)) return;
    detail.shouldSwap = false;
    htmx.trigger(detail.requestConfig.elt, detail.requestConfig.triggeringEvent?.type ?? 'change');
  });
}

export function startHtmx() {
  keepWhatIsEntered();
  htmx.config.allowEval = false;
  htmx.config.includeIndicatorStyles = false;
  htmx.config.selfRequestsOnly = true;
  htmx.config.historyCacheSize = 0; // pages hold personal data: none of it into localStorage
  htmx.config.responseHandling = [
    { code: '204', swap: false },
    { code: '[23]..', swap: true },
    { code: '422', swap: true },
    { code: '[45]..', swap: false, error: true }
  ];
  document.addEventListener('htmx:configRequest', ({ detail }) => { detail.headers['X-CSRF-Token'] = csrfToken(); });
  document.addEventListener('htmx:sendError', () => tell(say('offline'), 'error'));
  document.addEventListener('htmx:responseError', ({ detail: { xhr: { status } } }) => {
    tell(say(status === 401 ? 'signedOut' : 'failed', { status }), 'error');
  });
}
