/**
 * Stands in for `style-mod` (see build.mjs). CodeMirror then puts its rules into a constructed
 * style sheet, which a content security policy without 'unsafe-inline' allows; a <style> tag it blocks.
 */
import { StyleModule as Base } from 'style-mod/src/style-mod.js';

const roots = new WeakMap();

/** A document that seems to have no <head>, so that the base class takes `adoptedStyleSheets`. */
function headless(doc) {
  if (!roots.has(doc)) {
    roots.set(doc, {
      ownerDocument: doc,
      get adoptedStyleSheets() { return doc.adoptedStyleSheets; },
      set adoptedStyleSheets(sheets) { doc.adoptedStyleSheets = sheets; }
    });
  }
  return roots.get(doc);
}

export class StyleModule extends Base {
  static mount(root, modules, options) {
    return Base.mount(root.nodeType === Node.DOCUMENT_NODE ? headless(root) : root, modules, options);
  }
}
