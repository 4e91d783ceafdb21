/**
 * `<form data-autosave="URL">`: what is typed is POSTed there a moment later, and when the page is left. One request
 * at a time, the newest content wins; a failed one is tried again. `<output data-autosave-status>` tells. A form that
 * the server drew anew (an answer changed it, a phrase was put in) takes the place of the one before it.
 * One that comes back with what was typed but not kept (`data-unsaved`) is saved at once.
 */
import { csrfToken } from '../common/http.js';
import { isSafe, keepSafe } from './guard.js';
import { language, say } from './words.js';

const AFTER = 1200, AGAIN = 10_000;
const FORMS = 'form[data-autosave]';
const drafts = new Map(); // by the form's id

export function startAutosave() {
  document.querySelectorAll(FORMS).forEach(form => drafts.set(form.id, new Draft(form)));
  document.addEventListener('htmx:load', ({ target }) => {
    const forms = target.matches?.(FORMS) ? [ target ] : target.querySelectorAll?.(FORMS) ?? [];
    forms.forEach(form => {
      const before = drafts.get(form.id);
      if (before?.form === form) return;
      drafts.set(form.id, new Draft(form));
      before?.giveWayTo(drafts.get(form.id));
    });
  });
}

/** What is typed and waits to be saved is saved now; whoever leaves the page by a script waits for it. */
export async function saveDrafts() {
  const saved = await Promise.all([ ...drafts.values() ].map(draft => draft.saveNow()));
  if (saved.includes(false)) throw new Error('a draft was not saved');
}

class Draft {
  constructor(form) {
    this.form = form;
    form.addEventListener('input', () => this._later(AFTER));
    form.addEventListener('submit', event => { if (!event.defaultPrevented) this._stop(); });
    document.addEventListener('visibilitychange', () => { if (document.hidden && this._timer) this._save(true); });
    addEventListener('pageshow', event => { if (event.persisted) this._stopped = false; });
    if ('unsaved' in form.dataset) this._later(0);
  }

  giveWayTo(draft) {
    this._stop();
    keepSafe(draft.form);
    draft._later(AFTER);
  }

  /** Whether all that was typed is kept. */
  async saveNow() {
    await this._saving;
    if (this._timer) await this._save();
    return !this._timer; // it stands there to try again
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

  _save(leaving = false) {
    clearTimeout(this._timer);
    this._timer = null;
    if (this._stopped) return;
    if (this._saving && !leaving) {
      this._again = true;
      return;
    }
    this._saving = this._send(leaving);
    return this._saving;
  }

  async _send(leaving) {
    this._abort = new AbortController();
    this._again = false;
    this._tell('saving');
    keepSafe(this.form);
    try {
      const answer = await fetch(this.form.dataset.autosave, {
        method: 'POST', body: this._content(), keepalive: leaving, credentials: 'same-origin', signal: this._abort.signal,
        headers: { 'X-CSRF-Token': csrfToken(), Accept: 'application/json' }
      });
      if (!answer.ok) throw new Error(answer.status === 401 ? 'signedOut' : 'notSaved');
      if (!this._timer && !this._again) isSafe(this.form);
      this._tell('saved');
    } catch (error) {
      if (this._stopped) return;
      this._tell(error.message === 'signedOut' ? 'signedOut' : 'notSaved', 'error');
      this._later(AGAIN);
    } finally {
      this._saving = null;
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
