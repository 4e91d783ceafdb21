/** Findings drawn on the elements they are about: a badge with the count, the sentences on pointing or focus. */
import { el } from '../common/dom.js';

class Badges {
  constructor(overlays, canvas, elementRegistry, eventBus) {
    Object.assign(this, { overlays, canvas, elementRegistry });
    this._marked = [];
    eventBus.on('diagram.clear', () => { this._marked = []; });
  }

  show(findings) {
    this.clear();
    const byElement = Map.groupBy
      ? Map.groupBy(findings, finding => finding.element_id)
      : findings.reduce((map, f) => map.set(f.element_id, [ ...(map.get(f.element_id) || []), f ]), new Map());
    for (const [ id, list ] of byElement) if (this.elementRegistry.get(id)) this._draw(id, list);
  }

  clear() {
    this.overlays.remove({ type: 'liye-badge' });
    for (const [ id, marker ] of this._marked) if (this.elementRegistry.get(id)) this.canvas.removeMarker(id, marker);
    this._marked = [];
  }

  _draw(id, findings) {
    const element = this.elementRegistry.get(id);
    const worst = findings.some(finding => finding.severity === 'error') ? 'error' : 'warning';
    const sentences = findings.map(finding => finding.message);
    const html = el('div', { class: 'liye-badge-host' },
      // the accessible name begins with the visible text
      el('button', { type: 'button', class: `liye-badge liye-badge-${worst}`, 'aria-label': `${findings.length}: ${sentences.join('; ')}` },
        String(findings.length)),
      el('ul', { class: 'liye-badge-tip' }, ...sentences.map(sentence => el('li', {}, sentence))));
    const position = element.waypoints ? { top: 0, left: 0 } : { top: -9, right: 11 };
    this.overlays.add(id, 'liye-badge', { position, html, scale: { min: 0.7, max: 1.2 } });
    this.canvas.addMarker(id, `liye-has-${worst}`);
    this._marked.push([ id, `liye-has-${worst}` ]);
  }
}
Badges.$inject = [ 'overlays', 'canvas', 'elementRegistry', 'eventBus' ];

export const BadgesModule = { badges: [ 'type', Badges ] };
