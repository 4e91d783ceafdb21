/** The findings below the drawing, worst first: a press selects the element and brings it into view. */
import { el } from '../common/dom.js';
import { translate as t } from '../i18n/language.js';

export class FindingsList {
  constructor({ findings }, editor) {
    this.host = findings;
    this.editor = editor;
    this.host.hidden = true;
    this.found = [];
  }

  get errors() { return this._count('error'); }

  get warnings() { return this._count('warning'); }

  show(findings) {
    const grew = findings.length > this.found.length;
    this.found = [ ...findings ].sort((a, b) => (a.severity === 'error' ? 0 : 1) - (b.severity === 'error' ? 0 : 1));
    this.editor.get('badges').show(this.found);
    this.host.hidden = false;
    this.host.replaceChildren(el('summary', {}, this._summary()), el('ul', {}, ...this.found.map(finding => this._row(finding))));
    if (!this.found.length) this.host.open = false;
    else if (grew) this.host.open = true;
  }

  reveal() {
    this.host.open = true;
    this.host.querySelector('li button')?.focus();
  }

  _count(severity) { return this.found.filter(finding => finding.severity === severity).length; }

  _summary() {
    if (!this.found.length) return t('Findings: none');
    return t('Findings: {errors} × error, {warnings} × warning', { errors: this.errors, warnings: this.warnings });
  }

  _row({ severity, element_id: id, message, file }) {
    const element = id && this.editor.get('elementRegistry').get(id);
    const cells = [
      el('span', { class: `liye-severity liye-severity-${severity}` }, t(severity === 'error' ? 'Error' : 'Warning')),
      el('span', { class: 'liye-findings-where' }, element?.businessObject.name || id || file || ''),
      el('span', {}, message)
    ];
    if (!element) return el('li', {}, el('span', {}, ...cells));
    return el('li', {}, el('button', { type: 'button', onclick: () => this._goTo(element) }, ...cells));
  }

  _goTo(element) {
    this.editor.get('selection').select(element);
    this.editor.get('canvas').scrollToElement(element, { top: 90, bottom: 90, left: 160, right: 120 });
  }
}
