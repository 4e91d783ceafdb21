/**
 * Zeebe's groups as our engine reads them: what it does not read is taken out, so that nobody fills in what is
 * never looked at; names that the office knows are chosen from the page's catalogue.
 */
import { getBusinessObject } from 'bpmn-js/lib/util/ModelUtil';
import { setWord, wordsOf } from './extension.js';
import { Chips, choice, text } from './fields.js';

const UNREAD_GROUPS = new Set([
  'Zeebe__ExecutionListeners', 'Zeebe__TaskListeners', 'userTaskImplementation', 'adHocSubProcessImplementation',
  'outputCollection'
]);
const UNREAD_ENTRIES = new Set([ 'versionTag', 'bindingType', 'jobPriority', 'variableNames', 'variableEvents' ]);

export function asWeReadThem(groups, element, injector) {
  const catalogue = injector.get('catalogue');
  return groups.filter(group => !UNREAD_GROUPS.has(group.id)).map(group => {
    if (!group.entries) return group;
    const entries = group.entries.filter(entry => !UNREAD_ENTRIES.has(entry.id));
    const change = CHANGES[group.id];
    return { ...group, entries: change ? change(entries, element, injector, catalogue) : entries };
  });
}

const CHANGES = {
  form: (entries, element, injector, { forms = [] }) => [
    listed(forms, attribute(element, injector, 'zeebe:FormDefinition', 'formId', { id: 'formId', label: 'Form', options: forms }))
  ],
  assignmentDefinition: (entries, element, injector, { groups = [] }) => groups.length ? before(entries,
    'assignmentDefinitionCandidateGroups', {
      ...attribute(element, injector, 'zeebe:AssignmentDefinition', 'candidateGroups', {
        id: 'liye-groups', label: 'Groups that may take it', options: groups
      }),
      component: Chips
    }) : entries,
  taskDefinition: (entries, element, injector, { handlers = [] }) => swap(entries, 'taskDefinitionType', text(
    attribute(element, injector, 'zeebe:TaskDefinition', 'type', { label: 'Handler', options: handlers }))),
  calledDecision: (entries, element, injector, { decisions = [] }) => swap(entries, 'decisionId', listed(decisions,
    attribute(element, injector, 'zeebe:CalledDecision', 'decisionId', { label: 'Decision', options: decisions }))),
  calledElement: (entries, element, injector, { processes = [] }) => swap(entries, 'targetProcessId', listed(processes,
    attribute(element, injector, 'zeebe:CalledElement', 'processId', { label: 'Process', options: processes })))
};

const listed = (options, field) => options.length ? choice(field) : text(field);

/** A field for one attribute of one Zeebe word of the element. */
function attribute(element, injector, type, name, field) {
  const owner = getBusinessObject(element);
  return {
    ...field,
    read: () => wordsOf(owner, type)[0]?.get(name),
    write: value => setWord(injector, element, owner, type, { [name]: value })
  };
}

const swap = (entries, id, entry) => entries.map(old => old.id === id ? { ...entry, id } : old);
const before = (entries, id, entry) => entries.flatMap(old => old.id === id ? [ entry, old ] : [ old ]);
