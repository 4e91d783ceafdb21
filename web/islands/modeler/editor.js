/** The canvas and the panel: bpmn-js with Zeebe's vocabulary and ours, in the page's language. */
import BpmnModeler from 'bpmn-js/lib/Modeler';
import {
  BpmnPropertiesPanelModule, BpmnPropertiesProviderModule, ZeebePropertiesProviderModule
} from 'bpmn-js-properties-panel';
import ZeebeBehaviorsModule from 'camunda-bpmn-js-behaviors/lib/camunda-cloud';
import MinimapModule from 'diagram-js-minimap';
import { textRenderer } from '../common/text.js';
import { moddleExtensions } from '../common/vocabulary.js';
import { TranslateModule } from '../i18n/language.js';
import { liyeModule } from '../liye/index.js';
import { BadgesModule } from './badges.js';
import { KeyWalkModule } from './keys.js';

/** `places` are the elements to draw into, `catalogue` what the panel's lists offer. */
export function createEditor(places, catalogue) {
  return new BpmnModeler({
    container: places.canvas,
    textRenderer,
    moddleExtensions,
    propertiesPanel: { parent: places.panel, feelPopupContainer: places.feel },
    keyWalk: { live: places.live, panel: places.panel },
    additionalModules: [
      BpmnPropertiesPanelModule, BpmnPropertiesProviderModule, ZeebePropertiesProviderModule, ZeebeBehaviorsModule,
      MinimapModule, liyeModule(catalogue), BadgesModule, KeyWalkModule, TranslateModule
    ]
  });
}

/** The whole drawing, beside the palette and below the minimap's handle. */
export function showAll(editor) {
  const canvas = editor.get('canvas');
  const { inner } = canvas.viewbox();
  const { clientWidth: width, clientHeight: height } = canvas.getContainer();
  const palette = canvas.getContainer().querySelector('.djs-palette');
  const margin = { left: palette.offsetLeft + palette.offsetWidth + 16, top: 66, right: 25, bottom: 44 };
  const scale = Math.min(1, (width - margin.left - margin.right) / inner.width, (height - margin.top - margin.bottom) / inner.height);
  if (!(scale > 0)) return;
  canvas.viewbox({
    x: inner.x - margin.left / scale, y: inner.y - margin.top / scale, width: width / scale, height: height / scale
  });
}

/** The XML, with what is still being typed: the panel's fields wait before they write. */
export async function xmlOf(editor) {
  const typing = document.activeElement;
  if (typing?.closest('.liye-panel')) {
    typing.blur();
    await new Promise(resolve => setTimeout(resolve, 0));
    typing.focus({ preventScroll: true });
  }
  return (await editor.saveXML({ format: true })).xml;
}
