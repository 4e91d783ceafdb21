import CommandInterceptor from 'diagram-js/lib/command/CommandInterceptor';
import { ownerOf, wordsOf } from './extension.js';

/** Attributes of ours that hold the id of a step, or several separated by commas. */
const REFERENCES = {
  'liye:Deadline': [ 'pausedBy', 'completedBy' ], 'liye:Number': [ 'keptBy' ], 'liye:Returns': [ 'to' ]
};

/** When a step gets another id, our words that name it follow, in the same undoable step. */
export default class LiyeReferences extends CommandInterceptor {
  constructor(eventBus, elementRegistry, modeling) {
    super(eventBus);
    this.postExecuted('element.updateProperties', ({ context: { properties, oldProperties } }) => {
      const before = oldProperties?.id, after = properties.id;
      if (!before || !after || before === after) return;
      elementRegistry.forEach(element => {
        for (const [ type, names ] of Object.entries(REFERENCES)) {
          for (const word of wordsOf(ownerOf(element), type)) {
            const changed = names.filter(name => idsOf(word.get(name)).includes(before));
            const renamed = name => idsOf(word.get(name)).map(id => id === before ? after : id).join(', ');
            if (changed.length) {
              modeling.updateModdleProperties(element, word, Object.fromEntries(changed.map(name => [ name, renamed(name) ])));
            }
          }
        }
      });
    });
  }
}

const idsOf = text => (text || '').split(',').map(id => id.trim()).filter(Boolean);
LiyeReferences.$inject = [ 'eventBus', 'elementRegistry', 'modeling' ];
