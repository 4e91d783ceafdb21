/** The same state in words, for whoever does not see the drawing. */
import { el } from '../common/dom.js';
import { translate as t } from '../i18n/language.js';

const ORDER = { active: 0, done: 1 };

/** Where the matter stands first, then what is done, both in the order of the drawing. */
export function words({ elements }, view) {
  const registry = view.viewer.get('elementRegistry');
  return Object.entries(elements)
    .map(([ id, facts ]) => ({ id, facts, shape: registry.get(id) }))
    .filter(({ shape }) => shape?.businessObject.name)
    .sort((a, b) => ORDER[a.facts.state] - ORDER[b.facts.state] || a.shape.x - b.shape.x || a.shape.y - b.shape.y)
    .map(({ id, facts }) => el('li', { 'data-of': id },
      el('button', { type: 'button', onclick: () => view.select(id, { from: 'words' }) }, `${view.nameOf(id)}${t(': ')}${said(facts)}`)));
}

function said({ state, tokens, visits, late, incident, note }) {
  return [
    t(state), late && t('late'), incident && t('incident'),
    tokens > 1 && t('waiting here: {count}', { count: tokens }), visits > 1 && t('passed {count} times', { count: visits }), note
  ].filter(Boolean).join(t(', '));
}
