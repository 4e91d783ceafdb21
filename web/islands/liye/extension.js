/** Our words inside `bpmn:extensionElements`: reading them, and changing them as one undoable step. */
import { getBusinessObject, is } from 'bpmn-js/lib/util/ModelUtil';

/** Whose words an element on the canvas shows: a pool, and a canvas with one pool, stand for the process. */
export function ownerOf(element) {
  const bo = getBusinessObject(element);
  if (is(bo, 'bpmn:Participant')) return bo.get('processRef');
  if (is(bo, 'bpmn:Collaboration')) {
    const processes = bo.get('participants').map(p => p.get('processRef')).filter(Boolean);
    return processes.length === 1 ? processes[0] : undefined;
  }
  return bo;
}

export function wordsOf(owner, type) {
  const extensionElements = owner?.get('extensionElements');
  return extensionElements ? extensionElements.get('values').filter(value => value.$type === type) : [];
}

/** Set attributes of the one word of this type; made when missing, dropped when nothing is left in it. */
export function setWord(injector, element, owner, type, properties) {
  const [ current ] = wordsOf(owner, type);
  if (!current) return addWord(injector, element, owner, type, properties);
  const left = { ...attributesOf(current), ...properties };
  if (Object.values(left).every(value => value === undefined)) return removeWord(injector, element, owner, current);
  return changeWord(injector, element, current, properties);
}

export function addWord(injector, element, owner, type, properties) {
  const factory = injector.get('bpmnFactory');
  const steps = [];
  let extensionElements = owner.get('extensionElements');
  if (!extensionElements) {
    extensionElements = factory.create('bpmn:ExtensionElements', { values: [] });
    extensionElements.$parent = owner;
    steps.push(step(element, owner, { extensionElements }));
  }
  const word = factory.create(type, properties);
  word.$parent = extensionElements;
  steps.push(step(element, extensionElements, { values: [ ...extensionElements.get('values'), word ] }));
  execute(injector, steps);
}

export function changeWord(injector, element, word, properties) {
  execute(injector, [ step(element, word, properties) ]);
}

export function removeWord(injector, element, owner, word) {
  const extensionElements = owner.get('extensionElements');
  const values = extensionElements.get('values').filter(value => value !== word);
  execute(injector, [ values.length
    ? step(element, extensionElements, { values })
    : step(element, owner, { extensionElements: undefined }) ]);
}

const step = (element, moddleElement, properties) => (
  { cmd: 'element.updateModdleProperties', context: { element, moddleElement, properties } }
);

function execute(injector, steps) {
  injector.get('commandStack').execute('properties-panel.multi-command-executor', steps);
}

function attributesOf(word) {
  return Object.fromEntries(word.$descriptor.properties.map(property => [ property.name, word.get(property.name) ]));
}
