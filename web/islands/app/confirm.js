/** `data-confirm="question"` on a form, button or link: asked before it is sent or followed. */
import { say } from './words.js';

const confirmed = new WeakSet();

export function startConfirm() {
  document.addEventListener('click', event => {
    const link = event.target.closest('a[data-confirm]');
    if (link) intercept(event, link, () => link.click());
  }, true);
  document.addEventListener('submit', event => {
    const asking = [ event.submitter, event.target ].find(element => element?.dataset?.confirm);
    if (asking) intercept(event, asking, () => event.target.requestSubmit(event.submitter));
  }, true);
}

function intercept(event, asking, goOn) {
  if (confirmed.delete(asking)) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  ask(asking.dataset.confirm, asking.dataset.confirmYes).then(yes => {
    if (!yes) return;
    confirmed.add(asking);
    goOn();
  });
}

function ask(question, yes = say('yes')) {
  const dialog = document.createElement('dialog');
  dialog.className = 'liye-confirm';
  dialog.setAttribute('aria-labelledby', 'confirm-question');
  const form = Object.assign(document.createElement('form'), { method: 'dialog' });
  const sentence = Object.assign(document.createElement('p'), { id: 'confirm-question', textContent: question });
  const button = (value, text, className) => Object.assign(document.createElement('button'), { value, textContent: text, className });
  const footer = document.createElement('footer');
  footer.append(button('no', say('no'), 'btn btn-outline-secondary'), button('yes', yes, 'btn btn-primary'));
  form.append(sentence, footer);
  dialog.append(form);
  document.body.append(dialog);
  return new Promise(resolve => {
    dialog.addEventListener('close', () => {
      dialog.remove();
      resolve(dialog.returnValue === 'yes');
    });
    dialog.showModal();
  });
}
