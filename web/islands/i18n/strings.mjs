/**
 * The static texts of the libraries that have no Chinese: `node i18n/strings.mjs` prints them as JSON. Those the
 * editor never shows (Camunda 7's half of the panel, elements the engine does not run) stand in `unused.json`.
 */
import { readFileSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import base from 'bpmn-js-i18n/translations/zn.js';

const here = dirname(fileURLToPath(import.meta.url));
const modules = join(here, '../node_modules');
const read = name => JSON.parse(readFileSync(join(here, name), 'utf8'));
const known = { ...base, ...read('zh.json') };
const unused = new Set(read('unused.json'));

const TEXT = /\btranslate\d*\(\s*(?:'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)"|`([^`$]*)`)/g;
const LABEL = /\blabel: '((?:[^'\\]|\\.)*)'/g;

const found = new Set();
function collect(source, pattern) {
  for (const [ , ...texts ] of source.matchAll(pattern)) {
    const text = texts.find(Boolean)?.replace(/\\(['"])/g, '$1').replace(/\\n/g, '\n');
    if (text?.trim()) found.add(text);
  }
}

for (const folder of [ 'bpmn-js/lib', 'diagram-js/lib' ]) {
  for (const file of readdirSync(join(modules, folder), { recursive: true })) {
    if (!file.endsWith('.js')) continue;
    const source = readFileSync(join(modules, folder, file), 'utf8');
    collect(source, TEXT);
    if (/replace|palette|create/i.test(file)) collect(source, LABEL);
  }
}
for (const file of [ 'bpmn-js-properties-panel/dist/index.esm.js', '@bpmn-io/properties-panel/dist/index.esm.js', 'diagram-js-minimap/dist/index.esm.js' ]) {
  collect(readFileSync(join(modules, file), 'utf8'), TEXT);
}
console.log(JSON.stringify([ ...found ].filter(text => !(text in known) && !unused.has(text)).sort(), null, 1));
