/**
 * Walking the diagram by keyboard while the canvas has the focus: Alt with Right and Left follows the flow, Alt with
 * Down and Up goes through all steps in reading order, Enter goes to the panel. What is selected is read out.
 */
import { getBusinessObject, is } from 'bpmn-js/lib/util/ModelUtil';

class KeyWalk {
  constructor(config, canvas, selection, elementRegistry, translate, eventBus) {
    Object.assign(this, { config, canvas, selection, elementRegistry, translate });
    const svg = canvas._svg;
    svg.setAttribute('role', 'application');
    svg.setAttribute('aria-label', translate('Process diagram: Alt and arrow keys move between elements, Enter opens the properties'));
    svg.addEventListener('keydown', event => this._onKey(event));
    eventBus.on('selection.changed', ({ newSelection }) => {
      if (newSelection.length === 1) config.live.textContent = this.describe(newSelection[0]);
    });
  }

  describe(element) {
    const { name, id } = getBusinessObject(element);
    const words = element.type.replace('bpmn:', '').replace(/\B([A-Z])/g, ' $1').toLowerCase();
    return `${name || id}, ${this.translate(words.replace(/^./, letter => letter.toUpperCase()))}`;
  }

  _onKey(event) {
    if (event.key === 'Enter' && this.selection.get().length) {
      const first = this.config.panel.querySelector('.bio-properties-panel-group-header button');
      if (first) { first.focus(); event.preventDefault(); }
    }
    if (!event.altKey || !event.key.startsWith('Arrow')) return;
    event.preventDefault();
    event.stopPropagation();
    const next = this._next(event.key);
    if (!next) return;
    this.selection.select(next);
    this.canvas.scrollToElement(next);
  }

  _next(key) {
    const steps = this.elementRegistry.filter(e => is(e, 'bpmn:FlowNode') && !e.labelTarget)
      .sort((a, b) => a.x - b.x || a.y - b.y);
    const [ current ] = this.selection.get();
    if (!steps.includes(current)) return steps[0];
    const flow = list => list.find(connection => is(connection, 'bpmn:SequenceFlow'));
    if (key === 'ArrowRight') return flow(current.outgoing)?.target;
    if (key === 'ArrowLeft') return flow(current.incoming)?.source;
    return steps[steps.indexOf(current) + (key === 'ArrowDown' ? 1 : -1)];
  }
}
KeyWalk.$inject = [ 'config.keyWalk', 'canvas', 'selection', 'elementRegistry', 'translate', 'eventBus' ];

export const KeyWalkModule = { __init__: [ 'keyWalk' ], keyWalk: [ 'type', KeyWalk ] };
