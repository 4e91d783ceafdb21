/**
 * The kinds of fields our groups are made of. A field is `{ id, component, label, read, write, … }`: `read()` gives
 * the value, `write(value)` is one undoable change. `options` are `[{ key, label }]` from the page's catalogue.
 */
import {
  FeelEntry, SelectEntry, TextFieldEntry, isFeelEntryEdited, isSelectEntryEdited, isTextFieldEntryEdited
} from '@bpmn-io/properties-panel';
import { Fragment, h } from '@bpmn-io/properties-panel/preact';
import { useCallback, useEffect, useRef } from '@bpmn-io/properties-panel/preact/hooks';
import { useService } from 'bpmn-js-properties-panel';

export const text = field => ({ ...field, component: Text, isEdited: isTextFieldEntryEdited });
export const feel = field => ({ ...field, component: Feel, isEdited: isFeelEntryEdited });
export const choice = field => ({ ...field, component: Choice, isEdited: isSelectEntryEdited });

/** A line of text; with `options` also a list to choose from, and the label of what was chosen below it. */
function Text({ element, id, label, read, write, check, options = [], hint }) {
  const t = useService('translate'), host = useRef();
  // must keep its identity between renders, or the entry clears the message it has just set
  const validate = useCallback(value => check?.(value, t) || null, [ id, t ]);
  useEffect(() => {
    if (options.length) host.current?.querySelector('input')?.setAttribute('list', `${id}-list`);
  });
  const entry = h(TextFieldEntry, {
    element, id, validate, label: t(label),
    description: labelOf(options, read()) || hint && t(hint),
    debounce: useService('debounceInput'),
    getValue: () => read() || '',
    setValue: (value, error) => { if (!error) write(value || undefined); }
  });
  if (!options.length) return entry;
  return h('div', { ref: host, class: 'liye-listed' }, entry, h('datalist', { id: `${id}-list` },
    options.map(option => h('option', { key: option.key, value: option.key }, option.label || option.key))));
}

/** A literal, or FEEL after a press on its switch. */
function Feel({ element, id, label, read, write, hint, kind = 'optional' }) {
  const t = useService('translate');
  return h(FeelEntry, {
    element, id, label: t(label), feel: kind, description: hint && t(hint), translate: t,
    debounce: useService('debounceInput'),
    getValue: () => read() || '',
    setValue: value => write(value || undefined)
  });
}

/** One of a list. A value that is not in it stays selectable and says so; an expression is shown as it is. */
function Choice({ element, id, label, read, write, options, none = '<none>' }) {
  const t = useService('translate');
  const value = read() || '';
  const foreign = value && !options.some(option => option.key === value);
  const shown = option => option.label && option.label !== option.key ? `${option.label} · ${option.key}` : option.key;
  return h(SelectEntry, {
    element, id, label: t(label),
    getValue: () => value,
    setValue: chosen => write(chosen || undefined),
    getOptions: () => [
      { value: '', label: t(none) },
      ...options.map(option => ({ value: option.key, label: shown(option) })),
      ...(foreign ? [ { value, label: value.startsWith('=') ? value : t('{name} (not in the list)', { name: value }) } ] : [])
    ]
  });
}

/** Several of a list, as removable chips: a comma separated literal. Nothing to show while an expression stands there. */
export function Chips({ id, label, read, write, options }) {
  const t = useService('translate');
  const value = read() || '';
  if (value.startsWith('=')) return null;
  const keys = value.split(',').map(key => key.trim()).filter(Boolean);
  const put = next => write(next.length ? next.join(',') : undefined);
  const add = event => {
    const key = event.target.value.trim();
    if (!options.some(option => option.key === key)) return;
    event.target.value = '';
    if (!keys.includes(key)) put([ ...keys, key ]);
  };
  return h('div', { class: 'bio-properties-panel-entry liye-chips', 'data-entry-id': id },
    h('label', { class: 'bio-properties-panel-label', for: `${id}-add` }, t(label)),
    h(Fragment, null, keys.map(key => h('span', { class: 'liye-chip', key },
      labelOf(options, key) || key,
      h('button', {
        type: 'button', title: t('Remove {name}', { name: key }), 'aria-label': t('Remove {name}', { name: key }),
        onClick: () => put(keys.filter(other => other !== key))
      }, '×')))),
    h('input', {
      id: `${id}-add`, type: 'text', class: 'bio-properties-panel-input', list: `${id}-list`, autocomplete: 'off',
      placeholder: t('Add from the list'), onInput: add, onChange: add
    }),
    h('datalist', { id: `${id}-list` }, options.map(option => (
      h('option', { key: option.key, value: option.key }, option.label || option.key)))));
}

function labelOf(options, value) {
  const found = options.find(option => option.key === value);
  return found && found.label !== found.key ? found.label : undefined;
}
