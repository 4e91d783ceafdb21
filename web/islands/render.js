/** `render(xml)`: a diagram as SVG, for pictures drawn without a person (tests/pictures.py). */
import Viewer from 'bpmn-js/lib/Viewer';
import { textRenderer } from './common/text.js';
import { moddleExtensions } from './common/vocabulary.js';

window.render = async xml => {
  const container = document.createElement('div');
  container.style.cssText = 'width: 800px; height: 600px';
  document.body.append(container);
  const viewer = new Viewer({ container, textRenderer, moddleExtensions });
  try {
    const { warnings } = await viewer.importXML(xml);
    const { svg } = await viewer.saveSVG();
    return { svg, warnings: warnings.map(warning => warning.message) };
  } finally {
    viewer.destroy();
    container.remove();
  }
};
document.documentElement.dataset.ready = '1';
