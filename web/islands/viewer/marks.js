/** The state of a matter drawn on its diagram: colours, tokens with their number, how often a step was passed. */
import { el } from '../common/dom.js';
import { translate as t } from '../i18n/language.js';

class Marks {
  constructor(overlays, canvas, elementRegistry) {
    Object.assign(this, { overlays, canvas, elementRegistry });
    this._marked = [];
  }

  show({ elements, flows }) {
    this.overlays.remove({ type: 'liye-mark' });
    for (const [ id, marker ] of this._marked) this.canvas.removeMarker(id, marker);
    this._marked = [];
    for (const [ id, facts ] of Object.entries(elements)) if (this.elementRegistry.get(id)) this._draw(id, facts);
    for (const id of flows) if (this.elementRegistry.get(id)) this._mark(id, 'liye-is-taken');
  }

  _draw(id, { state, tokens, visits, late, incident }) {
    const kind = incident ? 'incident' : late ? 'late' : state;
    this._mark(id, `liye-is-${kind}`);
    const count = (text, className, position, label) => this.overlays.add(id, 'liye-mark', {
      position, html: el('div', { class: `liye-count ${className}`, role: 'img', 'aria-label': label, title: label }, text),
      scale: { min: 0.8, max: 1 }
    });
    if (tokens) count(incident ? `! ${tokens}` : String(tokens), `liye-count-${kind}`, { top: -11, left: -11 }, t('waiting here: {count}', { count: tokens }));
    if (visits > 1) count(`×${visits}`, 'liye-count-visits', { bottom: 9, right: 16 }, t('passed {count} times', { count: visits }));
  }

  _mark(id, marker) {
    this.canvas.addMarker(id, marker);
    this._marked.push([ id, marker ]);
  }
}
Marks.$inject = [ 'overlays', 'canvas', 'elementRegistry' ];

export const MarksModule = { marks: [ 'type', Marks ] };
