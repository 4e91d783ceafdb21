/** The designer's editor: fills every `[data-island="modeler"]`. README.md says what a page gives it. */
import './modeler.css';
import { el } from './common/dom.js';
import { translate as t } from './i18n/language.js';
import { EditorPage } from './modeler/page.js';

for (const host of document.querySelectorAll('[data-island="modeler"]')) {
  const page = new EditorPage(host);
  host.island = page;
  page.start().catch(error => {
    host.replaceChildren(el('p', { class: 'liye-failure', role: 'alert' }, t('The diagram cannot be opened: {reason}', { reason: error.message })));
    console.error(error);
  }).finally(() => { host.dataset.ready = '1'; });
}
