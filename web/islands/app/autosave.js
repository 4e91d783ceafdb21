/**
 * `<form data-autosave="URL">`: what is typed is POSTed there a moment later, and when the page is left. One request
 * at a time, the newest content wins; a failed one is tried again. `<output data-autosave-status>` tells.
 */
import { csrfToken } from '../common/http.js';
import { isSafe, keepSafe } from './guard.js';
import { language, say } from './words.js';

const AFTER = 1200, AGAIN = 10_000;

export function startAutosave() {
  document.querySelectorAll('form[data-autosave]').forEach(form => new Draft(form));
  document.addEventListener('htmx:load', ({ target }) => {
    target.querySelectorAll?.('form[data-autosave]').forEach(form => form.draft || new Draft(form));
  });
}

class Draft {
  constructor(form) {
    this.form = form;
    form.draft = this;
    form.addEventListener('input', () => this._later(AFTER));
    form.addEventListener('submit', event => { if (!event.defaultPrevented) this._stop(); });
    document.addEventListener('visibilitychange', () => { if (document.hidden && this._timer) this._save(true); });
    addEventListener('pageshow', event => { if (event.persisted) this._stopped = false; });
  }

  _later(delay) {
    clearTimeout(this._timer);
    this._timer = setTimeout(() => this._save(), delay);
  }

  _stop() {
    clearTimeout(this._timer);
    this._timer = null;
    this._stopped = true;
    this._abort?.abort(); // a refusal that comes after the form itself was sent concerns nobody
  }

  async _save(leaving = false) {
    clearTimeout(this._timer);
    this._timer = null;
    if (this._stopped) return;
    if (this._saving && !leaving) {
      this._again = true;
      return;
    }
    this._saving = true;
    this._abort = new AbortController();
    this._again = false;
    this._tell('saving');
    keepSafe(this.form);
    try {
      const answer = await fetch(this.form.dataset.autosave, {
        method: 'POST', body: this._content(), keepalive: leaving, credentials: 'same-origin', signal: this._abort.signal,
        headers: { 'X-CSRF-Token': csrfToken(), Accept: 'application/json' }
      });
      if (!answer.ok) throw new Error(String(answer.status));
      if (!this._timer && !this._again) isSafe(this.form);
      this._tell('saved');
    } catch {
      if (this._stopped) return;
      this._tell('notSaved', 'error');
      this._later(AGAIN);
    } finally {
      this._saving = false;
      if (this._again) this._later(AFTER);
    }
  }

  /** Without files: they are uploaded by themselves. */
  _content() {
    const fields = [ ...new FormData(this.form) ].filter(([ , value ]) => typeof value === 'string');
    return new URLSearchParams(fields);
  }

  _tell(word, kind = '') {
    const place = this.form.querySelector('[data-autosave-status]') || document.querySelector('[data-autosave-status]');
    if (!place) return;
    place.dataset.kind = kind;
    place.textContent = say(word, { time: new Date().toLocaleTimeString(language, { hour: '2-digit', minute: '2-digit' }) });
  }
}
