/** What part of a drawing is seen, and when it takes the wheel and the finger. */

const READABLE = 0.55;

/** All of it, if texts can be read at that size (or nothing is named); else the named elements, readable. */
export function fit(viewer, ids) {
  const canvas = viewer.get('canvas');
  canvas.resized();
  const { inner, outer } = canvas.viewbox();
  const margin = 16;
  const scale = Math.min(1, (outer.width - 2 * margin) / inner.width, (outer.height - 2 * margin) / inner.height);
  const shapes = [ ...new Set(ids.map(id => onPage(viewer, id)).filter(Boolean)) ];
  if (!(scale > 0)) return;
  if (scale >= READABLE || !shapes.length) {
    centre(canvas, inner.x + inner.width / 2, inner.y + inner.height / 2, scale, outer);
    return;
  }
  const box = {
    left: Math.min(...shapes.map(s => s.x)), right: Math.max(...shapes.map(s => s.x + s.width)),
    top: Math.min(...shapes.map(s => s.y)), bottom: Math.max(...shapes.map(s => s.y + s.height))
  };
  const fitting = Math.min(0.8, (outer.width - 120) / (box.right - box.left), (outer.height - 80) / (box.bottom - box.top));
  const first = fitting < READABLE && shapes[0];
  const x = first ? first.x + first.width / 2 : (box.left + box.right) / 2;
  const y = first ? first.y + first.height / 2 : (box.top + box.bottom) / 2;
  const shown = Math.max(READABLE + 0.15, fitting);
  const held = (middle, half, from, length) => 2 * half >= length ? from + length / 2
    : Math.min(Math.max(middle, from - 16 + half), from + length + 16 - half);
  centre(canvas, held(x, outer.width / shown / 2, inner.x, inner.width), held(y, outer.height / shown / 2, inner.y, inner.height), shown, outer);
}

/** The element, or the closed sub-process on the page shown that it stands in. */
export function onPage(viewer, id) {
  const canvas = viewer.get('canvas'), registry = viewer.get('elementRegistry');
  let element = registry.get(id);
  while (element && canvas.findRoot(element) !== canvas.getRootElement()) element = registry.get(element.businessObject.$parent?.id);
  return element;
}

function centre(canvas, x, y, scale, outer) {
  const width = outer.width / scale, height = outer.height / scale;
  canvas.viewbox({ x: x - width / 2, y: y - height / 2, width, height });
}

/** The wheel scrolls the page until the drawing has the focus; a finger moves it sideways. */
export function attend(viewer, container) {
  const zoomScroll = viewer.get('zoomScroll');
  container.addEventListener('focusin', () => zoomScroll.toggle(true));
  container.addEventListener('focusout', () => zoomScroll.toggle(false));
  let last = null;
  container.addEventListener('pointerdown', event => { last = event.pointerType === 'touch' ? event.clientX : null; });
  container.addEventListener('pointermove', event => {
    if (last === null || event.pointerType !== 'touch') return;
    viewer.get('canvas').scroll({ dx: event.clientX - last, dy: 0 });
    last = event.clientX;
  });
  for (const end of [ 'pointerup', 'pointercancel', 'pointerleave' ]) container.addEventListener(end, () => { last = null; });
}
