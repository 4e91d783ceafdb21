/** Our own groups in the properties panel: what the vocabulary of `bpmn/schema/liye.moddle.json` can say. */
import { Group, ListGroup } from '@bpmn-io/properties-panel';
import { is } from 'bpmn-js/lib/util/ModelUtil';
import { addWord, changeWord, ownerOf, removeWord, setWord, wordsOf } from './extension.js';
import { choice, feel, text } from './fields.js';

const LIMIT = /^\d+(WD|CD|M|H)$/;

/** One deadline a row: its key, the limit, what starts, pauses and meets it. */
export function deadlines(element, injector) {
  const { policies = [] } = injector.get('catalogue');
  return rows(element, injector, {
    id: 'deadline', type: 'liye:Deadline', on: [ 'bpmn:Activity', 'bpmn:Process' ], label: 'Deadlines',
    name: word => [ word.get('key'), word.get('policy') ].filter(Boolean).join(' · '),
    first: words => ({ key: free('due', words.map(word => word.get('key'))), policy: '5WD' }),
    fields: field => [
      text(field('key', { label: 'Key', needed: true, hint: 'Timers ask for it by this name: =deadline("key")' })),
      text(field('policy', {
        label: 'Limit', needed: true, options: policies, check: limitFault(policies),
        hint: '5WD working days, 30CD calendar days, 3M months, 4H hours, or a policy'
      })),
      feel(field('from', { label: 'Counted from', hint: 'Left empty: when the step opens' })),
      text(field('pausedBy', { label: 'Paused by', options: steps(injector) })),
      text(field('completedBy', { label: 'Met by', options: steps(injector), hint: 'Left empty: when the step is done' })),
      text(field('extensionBy', { label: 'Extension decided by', hint: 'Groups; left empty: as the policy says' })),
      text(field('extensionNotice', { label: 'Extension asked for at least', options: policies, hint: '3WD: three working days before the end' }))
    ]
  });
}

/** One number a row: from which book, into which variable, and when. */
export function numbers(element, injector) {
  const { books = [] } = injector.get('catalogue'), t = injector.get('translate');
  return rows(element, injector, {
    id: 'number', type: 'liye:Number', on: [ 'bpmn:Activity' ], label: 'Numbers',
    name: word => [ word.get('book'), word.get('resultVariable') ].filter(Boolean).join(' → '),
    first: words => ({ book: books[0]?.key || '=book', resultVariable: free('doc_no', words.map(word => word.get('resultVariable'))) }),
    fields: field => [
      text(field('book', { label: 'Number book', needed: true, options: books, hint: 'A book, or an expression that begins with =' })),
      text(field('resultVariable', { label: 'Number goes to variable' })),
      choice(field('on', { label: 'Taken', none: 'when the step is done', options: [ { key: 'open', label: t('when the step opens') } ] })),
      feel(field('dated', { label: 'Date of the document', hint: 'It says the year of the number; left empty: today' })),
      text(field('keptBy', { label: 'Put to use by', options: steps(injector), hint: 'A matter that ends before this step leaves the number void' }))
    ]
  });
}

/** One field of the step's form a row: whether this step reads, writes or does not see it. */
export function fields(element, injector) {
  const t = injector.get('translate');
  const access = [ [ 'read', 'is shown' ], [ 'write', 'may be changed' ], [ 'hidden', 'is hidden' ] ];
  return rows(element, injector, {
    id: 'field', type: 'liye:Field', on: [ 'bpmn:UserTask', 'bpmn:StartEvent' ], label: "Fields of this step's form",
    name: word => word.get('name'),
    first: words => ({ name: free('field', words.map(word => word.get('name'))), access: 'read' }),
    fields: field => [
      text(field('name', { label: 'Field', needed: true })),
      choice(field('access', { label: 'Access', options: access.map(([ key, label ]) => ({ key, label: t(label) })) }))
    ]
  });
}

/** When a step that several people do has passed: approvals are counted, not answers. */
export function countersigns(element, injector) {
  const t = injector.get('translate'), modes = [
    [ 'all', 'All must agree' ], [ 'any', 'The first decision counts' ], [ 'share', 'A share must agree' ],
    [ 'count', 'A number must agree' ], [ 'veto', 'Nobody may object' ], [ 'sequential', 'All, one after another' ]
  ];
  return rows(element, injector, {
    id: 'countersign', type: 'liye:Countersign', on: [ 'bpmn:UserTask' ], label: 'Countersign',
    name: word => t(Object.fromEntries(modes)[word.get('mode')] || 'Countersign'),
    first: () => ({ mode: 'all' }),
    fields: field => [
      choice(field('mode', { label: 'It passes when', options: modes.map(([ key, label ]) => ({ key, label: t(label) })) })),
      text(field('need', { label: 'How many', hint: 'Of a share 0.5, of a number 3; or an expression that begins with =' })),
      text(field('field', { label: 'Field that is counted', hint: 'Left empty: answer' })),
      text(field('agree', { label: 'Values that agree', hint: 'Separated by commas; left empty: agree, agree_with_changes' })),
      text(field('disagree', { label: 'Values that object', hint: 'Separated by commas; left empty: disagree, not_our_competence' })),
      choice(field('collect', { label: 'When it is decided', none: 'it ends at once', options: [ { key: 'true', label: t('everybody is heard first') } ] })),
      text(field('confirms', { label: 'Asked again when these change', hint: 'Variables, separated by commas: who agreed before confirms again' })),
      text(field('resultVariable', { label: 'Result goes to variable' }))
    ]
  });
}

/** What some people who take part do not get to see: the names of those who asked not to be named. */
export function masks(element, injector) {
  return rows(element, injector, {
    id: 'mask', type: 'liye:Mask', on: [ 'bpmn:Process' ], label: 'Hidden variables',
    name: word => word.get('variables'),
    first: () => ({ variables: 'name', hiddenFrom: '=[]' }),
    fields: field => [
      text(field('variables', { label: 'Variables', needed: true, hint: 'Names, separated by commas' })),
      feel(field('hiddenFrom', { label: 'Hidden from', hint: 'Groups or people; an expression gives a list' }))
    ]
  });
}

/** What stands once: a matter's title and who may start it; the group of opinions a step's opinion is printed in. */
export function office(element, injector) {
  const owner = ownerOf(element), t = injector.get('translate'), { groups = [] } = injector.get('catalogue');
  if (!owner) return null;
  const field = (type, name, more) => ({
    id: `${type.replace(':', '-')}-${name}`, read: () => wordsOf(owner, type)[0]?.get(name),
    write: value => setWord(injector, element, owner, type, { [name]: value }), ...more
  });
  const entries = [];
  if (is(owner, 'bpmn:Process')) {
    entries.push(
      feel(field('liye:Title', 'expression', { label: "Matter's title", hint: 'How a matter is called in lists' })),
      text(field('liye:StartableBy', 'groups', { label: 'May be started by', options: groups, hint: 'Groups, separated by commas; left empty: see the start lane' }))
    );
  }
  if (is(owner, 'bpmn:AdHocSubProcess') || is(owner.$parent, 'bpmn:AdHocSubProcess') && is(owner, 'bpmn:Activity')) {
    entries.push(feel(field('liye:StartableBy', 'groups', { label: 'Chosen by', hint: 'Groups or people who begin what is in it' })));
  }
  if (is(owner, 'bpmn:StartEvent') && owner.$parent?.get('triggeredByEvent')) {
    entries.push(feel(field('liye:StartableBy', 'groups', { label: 'May be asked for by', hint: 'Groups or people who find it on the page of the matter' })));
  }
  if (is(owner, 'bpmn:UserTask')) {
    entries.push(text(field('liye:Returns', 'to', { label: 'May be returned to', options: people(injector), hint: 'Steps, starter, previous, any or none, separated by commas; left empty: any step passed' })));
    entries.push(choice(field('liye:Returns', 'modes', {
      label: 'Returned how', none: 'as whoever returns it chooses',
      options: [ { key: 'rewalk', label: t('every step is walked again') }, { key: 'jump_back', label: t('straight back') } ]
    })));
    entries.push(text(field('liye:OpinionGroup', 'name', { label: 'Opinion group', hint: 'The heading on the handling sheet under which its opinions stand' })));
  }
  return entries.length ? { id: 'liye-office', label: t('Office'), component: Group, entries } : null;
}

/** A group with one row for each word of a type on the element, one at most if `single`; each change is undoable. */
export function rows(element, injector, { id, type, on, label, name, first, fields, single }) {
  const owner = ownerOf(element), t = injector.get('translate');
  if (!owner || !on.some(kind => is(owner, kind))) return null;
  const words = wordsOf(owner, type);
  const items = words.map((word, index) => {
    const rowId = `${owner.id}-${id}-${index}`;
    const field = (attribute, { needed, ...more }) => ({
      id: `${rowId}-${attribute}`, read: () => word.get(attribute), ...more,
      write: value => changeWord(injector, element, word, { [attribute]: value }),
      check: (value, t) => needed && !value ? t('Must not be empty') : value && more.check ? more.check(value, t) : null
    });
    return {
      id: rowId, label: name(word), entries: fields(field),
      remove: event => { event.stopPropagation(); removeWord(injector, element, owner, word); }
    };
  });
  const add = event => { event.stopPropagation(); addWord(injector, element, owner, type, first(words)); };
  return { id: `liye-${id}s`, label: t(label), component: ListGroup, items, add: single && items.length ? undefined : add };
}

/** A limit is a number of days, months or hours, a policy, or an expression. */
export function limitFault(policies) {
  return (value, t) => {
    if (value.startsWith('=') || LIMIT.test(value) || policies.some(policy => policy.key === value)) return null;
    if (!policies.length && /^[a-z]\w*\.[\w.-]+$/i.test(value)) return null;
    return t('Write 5WD, 30CD, 3M or 4H, or choose a policy');
  };
}

function free(name, taken) {
  let n = 1;
  while (taken.includes(n === 1 ? name : `${name}${n}`)) n++;
  return n === 1 ? name : `${name}${n}`;
}

function people(injector) {
  return steps(injector).filter(step => is(injector.get('elementRegistry').get(step.key), 'bpmn:UserTask'));
}

function steps(injector) {
  return injector.get('elementRegistry')
    .filter(shape => is(shape, 'bpmn:FlowNode') && !shape.labelTarget)
    .map(shape => ({ key: shape.businessObject.id, label: shape.businessObject.name }));
}
