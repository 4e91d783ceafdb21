/** The editor's page: toolbar, checking, publishing, and the guard against losing work. */
import { el } from '../common/dom.js';
import { Refused, get, post } from '../common/http.js';
import { missing, translate as t } from '../i18n/language.js';
import { blank } from './blank.js';
import { ask } from './dialog.js';
import { createEditor, showAll, xmlOf } from './editor.js';
import { FindingsList } from './findings-list.js';
import { watchTexts } from './panel-texts.js';

const XML = { 'Content-Type': 'application/xml' };
const CHECK_AFTER = 1200;

export class EditorPage {
  constructor(host) {
    this.host = host;
    this.settings = host.dataset;
    this.base = host.dataset.base;
    this.etag = host.dataset.etag;
    this._build();
  }

  async start() {
    const { catalogue, xml, key, name } = this.settings;
    const [ lists, diagram ] = await Promise.all([
      catalogue ? get(catalogue, 'json') : {}, xml ? get(xml) : blank(key || 'process', name || t('New process'))
    ]);
    this.editor = createEditor(this.places, lists);
    this.findings = new FindingsList(this.places, this.editor);
    this.editor.on('commandStack.changed', () => this._changed());
    watchTexts(document.body);
    new ResizeObserver(() => this._resized()).observe(this.places.canvas);
    addEventListener('beforeunload', event => { if (this.dirty) event.preventDefault(); });
    this.host.addEventListener('keydown', event => this._onKey(event));
    await this.open(diagram);
    if (this.settings.check) await this.check();
  }

  /** Show a diagram; what its import complained about is said in the bar. */
  async open(xml) {
    const { warnings } = await this.editor.importXML(xml);
    showAll(this.editor);
    this._saved = this._position();
    this._changed();
    this.say(warnings.map(warning => warning.message).join('; '), warnings.length ? 'error' : '');
    return warnings.map(warning => warning.message);
  }

  /** Ask the server what it would say to this diagram. */
  async check() {
    clearTimeout(this._later);
    this._asking?.abort();
    this._asking = new AbortController();
    const { signal } = this._asking;
    try {
      const answer = await post(this.settings.check, await xmlOf(this.editor), XML, { signal });
      this.findings.show(answer.findings || []);
      this.say('');
    } catch (error) {
      if (error.name === 'AbortError') return;
      this._refused(error);
    }
  }

  /** Publish as a new version, once a person has said yes. */
  async deploy() {
    if (this.settings.check) await this.check();
    const errors = this.findings.errors;
    if (errors) {
      this.say(t('To be corrected first: {count} × error', { count: errors }), 'error');
      this.findings.reveal();
      return;
    }
    const question = this.findings.warnings
      ? t('Warnings that remain: {count}. Running matters keep their version; new ones follow this one.', { count: this.findings.warnings })
      : t('Running matters keep their version; new ones follow this one.');
    if (await ask(this.host, t('Publish a new version?'), question, t('Publish'))) await this._publish(this.etag);
  }

  async _publish(etag) {
    this._busy(true);
    this.say(t('Publishing…'));
    const position = this._position();
    try {
      const answer = await post(this.settings.deploy, await xmlOf(this.editor), { ...XML, ...(etag && { 'If-Match': etag }) });
      this._saved = position;
      this.findings.show(answer.findings || []);
      this._published(answer);
    } catch (error) {
      if (error.status === 409 || error.status === 412) await this._conflict();
      else this._refused(error);
    } finally {
      this._busy(false);
    }
  }

  _published(answer) {
    const [ definition = {} ] = answer.process_definitions || [];
    this.base = definition.version ?? this.base;
    this.etag = this.etag && '*';
    this.places.version.textContent = this.base ? t('version {version}', { version: this.base }) : '';
    const link = this.settings.open?.replace(/{(id|key|version)}/g, (whole, name) => encodeURIComponent(definition[name] ?? ''));
    this.say(t('Published as version {version}', { version: this.base }), 'good', link);
    this._changed();
    this.host.dispatchEvent(new CustomEvent('liye:deployed', { bubbles: true, detail: answer }));
  }

  async _conflict() {
    this.say(t('Somebody else published another version meanwhile. Your changes are still here.'), 'error');
    const anyway = await ask(this.host, t('Somebody else was faster'), t(
      'Another version was published after you opened this one. If you publish now, new matters follow yours and what the other version changed is not in it.'
    ), t('Publish all the same'));
    if (anyway) await this._publish('*');
  }

  _refused(error) {
    if (!(error instanceof Refused)) throw error;
    if (error.problem.findings) {
      this.findings.show(error.problem.findings);
      this.say(error.problem.detail || t('The diagram was refused'), this.findings.errors ? 'error' : '');
      return;
    }
    const sentences = {
      0: t('The server cannot be reached. Your changes are still here.'),
      401: t('You were signed out. Sign in again in another tab, then repeat.'),
      403: t('You may not do this.')
    };
    this.say(sentences[error.status] || error.message || t('The server refused: {status}', { status: error.status }), 'error');
  }

  /** Texts that were asked for and have no Chinese: for the test that keeps the table complete. */
  get missing() { return [ ...missing ]; }

  get dirty() { return Boolean(this.editor) && this._position() !== this._saved; }

  say(sentence, kind = '', link = undefined) {
    this.places.status.dataset.kind = kind;
    this.places.status.replaceChildren(sentence, ...(link ? [ ' ', el('a', { href: link }, t('Open')) ] : []));
  }

  /** Where the command stack stands: equal to the saved position means nothing is unsaved. */
  _position() {
    const stack = this.editor.get('commandStack');
    return stack._stackIdx < 0 ? undefined : stack._stack[stack._stackIdx].id;
  }

  _changed() {
    const stack = this.editor.get('commandStack');
    this.places.undo.disabled = !stack.canUndo();
    this.places.redo.disabled = !stack.canRedo();
    this.places.deploy.disabled = !this.settings.deploy;
    this.places.unsaved.hidden = !this.dirty;
    this.host.dispatchEvent(new CustomEvent('liye:changed', { bubbles: true, detail: { dirty: this.dirty } }));
    if (!this.settings.check || !this.dirty) return;
    clearTimeout(this._later);
    this._later = setTimeout(() => this.check(), CHECK_AFTER);
  }

  /** The palette folds when there is little height; until something was changed the whole drawing stays in view. */
  _resized() {
    this.editor.get('canvas').resized();
    if (!this.dirty) showAll(this.editor);
  }

  _busy(busy) {
    this.host.setAttribute('aria-busy', String(busy));
    this.places.deploy.disabled = busy || !this.settings.deploy;
  }

  _onKey(event) {
    if (!(event.ctrlKey || event.metaKey) || event.key.toLowerCase() !== 's') return;
    event.preventDefault();
    this.deploy();
  }

  async _download() {
    const name = this.settings.key || this.editor.getDefinitions().rootElements.find(root => root.$type === 'bpmn:Process')?.id;
    const url = URL.createObjectURL(new Blob([ await xmlOf(this.editor) ], { type: 'application/xml' }));
    el('a', { href: url, download: `${name || 'process'}.bpmn` }).click();
    setTimeout(() => URL.revokeObjectURL(url), 10_000);
  }

  async _upload(event) {
    const [ file ] = event.target.files;
    event.target.value = '';
    if (!file) return;
    if (this.dirty && !await ask(this.host, t('Open another file?'), t('Changes that are not published will be lost.'), t('Open'))) return;
    const before = await xmlOf(this.editor);
    try {
      await this.open(await file.text());
      this._saved = null; // something else than what was published
      this._changed();
    } catch (error) {
      await this.open(before);
      this.say(t('This file is not a BPMN diagram: {reason}', { reason: error.message }), 'error');
    }
  }

  _build() {
    const stack = name => () => this.editor.get('commandStack')[name]();
    const button = (label, onclick, more = {}) => (
      el('button', { type: 'button', class: 'liye-button', onclick, ...more }, label)
    );
    const file = el('input', { type: 'file', accept: '.bpmn,.xml', hidden: true, onchange: event => this._upload(event) });
    const places = this.places = {
      version: el('span', { class: 'liye-bar-version' }, this.base ? t('version {version}', { version: this.base }) : ''),
      unsaved: el('span', { class: 'liye-bar-version', hidden: true }, t('unpublished changes')),
      undo: button(t('Undo'), stack('undo'), { disabled: true }),
      redo: button(t('Redo'), stack('redo'), { disabled: true }),
      status: el('span', { class: 'liye-bar-gap', role: 'status' }),
      deploy: button(t('Publish…'), () => this.deploy(), { class: 'liye-button liye-primary', disabled: true }),
      canvas: el('div', { class: 'liye-canvas', role: 'region', 'aria-label': t('Process diagram') }),
      panel: el('div', { class: 'liye-panel', role: 'region', 'aria-label': t('Properties'), tabindex: '0' }),
      findings: el('details', { class: 'liye-findings', 'aria-label': t('Findings') }),
      feel: el('div', { class: 'liye-feel' }),
      live: el('div', { class: 'liye-only-read', 'aria-live': 'polite' })
    };
    const bar = el('div', { class: 'liye-bar', role: 'toolbar', 'aria-label': t('Editor') },
      this.settings.name && el('span', { class: 'liye-bar-name' }, this.settings.name), places.version,
      places.undo, places.redo, el('span', { class: 'liye-bar-rule' }),
      button(t('Whole drawing'), () => showAll(this.editor)),
      button(t('Download'), () => this._download()), button(t('Open file'), () => file.click()), file,
      places.unsaved, places.status,
      this.settings.check && button(t('Check'), () => this.check()), this.settings.deploy && places.deploy);
    this.host.replaceChildren(
      el('div', { class: 'liye-modeler' }, bar, places.canvas, places.panel, places.findings), places.feel, places.live);
  }
}
