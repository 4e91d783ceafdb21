/** A question with yes and no; Escape is no. */
import { el } from '../common/dom.js';
import { translate as t } from '../i18n/language.js';

export function ask(host, title, sentence, yes) {
  return new Promise(resolve => {
    const dialog = el('dialog', { class: 'liye-dialog', 'aria-labelledby': 'liye-dialog-title' },
      el('form', { method: 'dialog' },
        el('h2', { id: 'liye-dialog-title' }, title),
        el('p', {}, sentence),
        el('footer', {},
          el('button', { class: 'liye-button', value: 'no' }, t('Cancel')),
          el('button', { class: 'liye-button liye-primary', value: 'yes' }, yes))));
    dialog.addEventListener('close', () => {
      dialog.remove();
      resolve(dialog.returnValue === 'yes');
    });
    host.append(dialog);
    dialog.showModal();
    dialog.querySelector('.liye-primary').focus();
  });
}
