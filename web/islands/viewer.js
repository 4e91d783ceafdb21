/** Diagrams to read: fills every `[data-island="viewer"]` once it is on screen. README.md says what a page gives it. */
import './viewer.css';
import { whenSeen } from './common/dom.js';
import { DiagramView } from './viewer/view.js';

for (const host of document.querySelectorAll('[data-island="viewer"]')) {
  const view = new DiagramView(host);
  host.island = view;
  whenSeen(host, () => view.start());
}
