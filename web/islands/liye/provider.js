import { asWeReadThem } from './lists.js';
import { countersigns, deadlines, fields, masks, numbers, office } from './groups.js';
import { bulks, circulations, proxies } from './handling.js';

/** Ours, in the order in which they stand. */
const GROUPS = [ deadlines, numbers, countersigns, bulks, proxies, circulations, fields, masks, office ];

/** Zeebe's groups that ours stand before. */
const COMMON = new Set([
  'inputPropagation', 'inputs', 'outputPropagation', 'outputs', 'headers', 'Zeebe__ExtensionProperties'
]);

/** The last to speak about the panel's groups: adds ours, takes out what the engine does not read. */
export default class LiyePropertiesProvider {
  constructor(propertiesPanel, injector, translate) {
    this._injector = injector;
    this._translate = translate;
    propertiesPanel.registerProvider(200, this); // below Zeebe's 500: runs after it
  }

  getGroups(element) {
    return groups => {
      const ours = GROUPS.map(make => make(element, this._injector)).filter(Boolean);
      const theirs = asWeReadThem(groups, element, this._injector);
      const after = theirs.findIndex(group => COMMON.has(group.id));
      theirs.splice(after < 0 ? theirs.length : after, 0, ...ours);
      return theirs.map(group => this._translated(group));
    };
  }

  /** bpmn-js-properties-panel 6 hands `translate` to none of the widgets it makes itself. */
  _translated(group) {
    const translate = this._translate;
    const each = list => list?.map(entry => ({ ...entry, translate }));
    return { ...group, translate, ...(group.entries && { entries: each(group.entries) }), ...(group.items && { items: each(group.items) }) };
  }
}
LiyePropertiesProvider.$inject = [ 'propertiesPanel', 'injector', 'translate' ];
