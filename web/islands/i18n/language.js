/** The page's language, and the texts for it: English is what the libraries and our own modules say. */
import base from 'bpmn-js-i18n/translations/zn.js';
import { kinds } from './kinds.js';
import own from './zh.json';

export const chinese = !document.documentElement.lang.startsWith('en');
const table = chinese ? { ...base, ...kinds, ...own } : {};

/** What was asked for and has no Chinese; a test keeps it empty. */
export const missing = new Set();

export function translate(template, replacements = {}) {
  if (chinese && template && !(template in table)) missing.add(template);
  const text = table[template] || template || '';
  return String(text).replace(/{([^}]+)}/g, (whole, key) => replacements[key] ?? whole);
}

export const known = text => table[text];

export const TranslateModule = { translate: [ 'value', translate ] };
