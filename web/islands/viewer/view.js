/** One diagram on a page: the drawing, the marks of a matter on it, the same in words, and the page's trail. */
import NavigatedViewer from 'bpmn-js/lib/NavigatedViewer';
import { el } from '../common/dom.js';
import { Refused, get } from '../common/http.js';
import { textRenderer } from '../common/text.js';
import { moddleExtensions } from '../common/vocabulary.js';
import { TranslateModule, translate as t } from '../i18n/language.js';
import { attend, fit } from './sight.js';
import { MarksModule } from './marks.js';
import { Trail } from './trail.js';
import { words } from './words.js';

const LABEL = 90; // as wide as bpmn-js makes a label of its own
const LETTER = 6.5;

/** The place of a label was measured for its Chinese; a longer name gets more, to both sides. */
function widen(bounds, title) {
  if (!bounds || !title) return;
  const width = Number(bounds.getAttribute('width'));
  const more = Math.min(LABEL, title.length * LETTER + 4) - width;
  if (more <= 0) return;
  bounds.setAttribute('x', Number(bounds.getAttribute('x')) - more / 2);
  bounds.setAttribute('width', width + more);
}

export class DiagramView {
  constructor(host) {
    this.host = host;
    this.settings = host.dataset;
    this.titles = JSON.parse(host.dataset.titles || '{}');
    this.state = { elements: {}, flows: [] };
  }

  async start() {
    try {
      const [ xml, state ] = await Promise.all([ get(this.settings.xml), this._state() ]);
      this._build();
      await this._draw(xml);
      this.show(state);
      this.seeCurrent();
      this.host.addEventListener('liye:refresh', () => this.refresh());
      if (this.settings.refresh) setInterval(() => this.refresh(), 1000 * Number(this.settings.refresh));
    } catch (error) {
      if (!(error instanceof Refused)) console.error(error);
      this.host.replaceChildren(el('p', { class: 'liye-failure', role: 'alert' }, t('The diagram could not be loaded.'), ' ',
        el('button', { type: 'button', class: 'liye-button', onclick: () => this.start() }, t('Try again'))));
    } finally {
      this.host.dataset.ready = '1';
    }
  }

  /** Read the state again; the marks, the words and the sentence follow it. */
  async refresh() {
    if (this.settings.state) this.show(await this._state());
  }

  show(state) {
    this.state = { elements: {}, flows: [], ...state };
    this.viewer.get('marks').show(this.state);
    const here = Object.entries(this.state.elements).filter(([ , { state }]) => state === 'active').map(([ id ]) => this.nameOf(id));
    if (this.settings.state) {
      this.sentence.textContent = here.length ? t('Now at: {steps}', { steps: here.join(t(', ')) }) : t('Nothing is under way.');
    }
    this.words.replaceChildren(...words(this.state, this));
  }

  /** Select an element, from wherever it was asked: the drawing, the words and the trail show it. */
  select(id, { from } = {}) {
    const element = this.viewer.get('elementRegistry').get(id);
    this.viewer.get('selection').select(element || null);
    if (element && from !== 'drawing') this.viewer.get('canvas').scrollToElement(element, 60);
    this.words.querySelectorAll('li').forEach(row => row.classList.toggle('is-selected', row.dataset.of === id));
    this.trail.select(id, { scroll: from === 'drawing' });
    this.host.dispatchEvent(new CustomEvent('liye:select', { bubbles: true, detail: { elementId: id } }));
  }

  /** The whole drawing if it can be read at that size, else the place where the matter stands. */
  seeCurrent() {
    const active = Object.entries(this.state.elements).filter(([ , { state }]) => state === 'active');
    fit(this.viewer, active.map(([ id ]) => id));
  }

  nameOf(id) {
    const element = this.viewer.get('elementRegistry').get(id);
    return this.titles[id] || element?.businessObject.name || id;
  }

  async _state() {
    return this.settings.state ? get(this.settings.state, 'json') : {};
  }

  async _draw(xml) {
    this.viewer = new NavigatedViewer({
      container: this.canvas, textRenderer, moddleExtensions, zoomScroll: { enabled: false },
      additionalModules: [ MarksModule, TranslateModule ]
    });
    await this.viewer.importXML(this._named(xml));
    attend(this.viewer, this.canvas);
    this.trail = new Trail(this.settings.trail && document.querySelector(this.settings.trail), id => this.select(id, { from: 'trail' }));
    this.viewer.on('element.click', ({ element }) => {
      const id = (element.labelTarget || element).businessObject?.id;
      if (element.parent) this.select(id, { from: 'drawing' });
    });
  }

  /** The names of another language, put into the drawing before it is drawn. */
  _named(xml) {
    if (!Object.keys(this.titles).length) return xml;
    const document = new DOMParser().parseFromString(xml, 'application/xml');
    for (const element of document.querySelectorAll('[id]')) {
      const title = this.titles[element.id];
      if (title) element.setAttribute('name', title);
    }
    for (const label of document.getElementsByTagNameNS('*', 'BPMNLabel')) {
      widen(label.getElementsByTagNameNS('*', 'Bounds')[0], this.titles[label.parentNode.getAttribute('bpmnElement')]);
    }
    return new XMLSerializer().serializeToString(document);
  }

  _build() {
    const button = (label, title, onclick) => (
      el('button', { type: 'button', class: 'liye-button', title, 'aria-label': title, onclick }, label)
    );
    const zoom = by => () => this.viewer.get('zoomScroll').stepZoom(by);
    const keys = this.settings.state ? [ 'done', 'active', 'late', 'incident' ] : [];
    this.canvas = el('div', { class: 'liye-view-canvas' });
    this.sentence = el('span', { role: 'status' });
    this.words = el('ol');
    this.host.replaceChildren(el('section', { class: 'liye-view', 'aria-label': this.settings.label || t('Diagram') },
      el('div', { class: 'liye-view-bar' }, this.sentence,
        ...keys.map(key => el('span', { class: `liye-key liye-key-${key}` }, t(key))),
        el('div', { class: 'liye-view-buttons' },
          button('−', t('Zoom out'), zoom(-1)), button('＋', t('Zoom in'), zoom(1)),
          button(t('Whole diagram'), t('Whole diagram'), () => fit(this.viewer, [])),
          keys.length > 0 && button(t('Where it stands'), t('Where it stands'), () => this.seeCurrent()))),
      this.canvas,
      el('details', { class: 'liye-view-words' }, el('summary', {}, t('The diagram as text')), this.words)));
  }
}
