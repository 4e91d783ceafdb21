/**
 * bpmn-js-properties-panel 6 hands `translate` to none of the widgets it makes itself (the FEEL switch, "<empty>",
 * counters): translate what reaches the page, and give icon buttons a name.
 */
import { known } from '../i18n/language.js';

const WITHOUT_TITLE = '.bio-properties-panel-list-entry-header-title, .bio-properties-panel-popup__drag-handle';

export function watchTexts(root) {
  new MutationObserver(records => {
    for (const record of records) {
      if (record.type === 'attributes') fix(record.target);
      else record.addedNodes.forEach(node => node.nodeType === Node.ELEMENT_NODE && fixWithin(node));
    }
  }).observe(root, { childList: true, subtree: true, attributes: true, attributeFilter: [ 'title' ] });
  fixWithin(root);
}

function fixWithin(root) {
  [ root, ...root.querySelectorAll(`[title], ${WITHOUT_TITLE}`) ].forEach(fix);
}

function fix(element) {
  const title = element.getAttribute('title');
  const text = known(title) || counted(title) || title;
  if (text !== title) element.setAttribute('title', text);
  if (text && element.matches('button') && !element.textContent.trim()) element.setAttribute('aria-label', text);
  if (element.childElementCount === 0 && known(element.textContent)) element.textContent = known(element.textContent);
}

function counted(title) {
  const match = /^List contains (\d+) items?$/.exec(title || '');
  return match && known('List contains {numOfItems} items')?.replace('{numOfItems}', match[1]);
}
