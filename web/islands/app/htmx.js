/** htmx 2 under a strict content security policy, with our CSRF header; what goes wrong is said. */
import htmx from 'htmx.org';
import { csrfToken } from '../common/http.js';
import { tell } from './messages.js';
import { say } from './words.js';

export function startHtmx() {
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
  document.addEventListener('htmx:responseError', ({ detail }) => tell(say('failed', { status: detail.xhr.status }), 'error'));
}
