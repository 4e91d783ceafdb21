/**
 * `<div data-ink="URL" data-ink-size="1200x500" hidden>` with a canvas: handwriting by mouse, pen or finger. What is kept
 * is POSTed there as a PNG (`file`); the strokes are ours alone until then. Without scripts the page takes a file instead.
 */
import { saveDrafts } from './app/autosave.js';
import { csrfToken } from './common/http.js';
import { say } from './app/words.js';

const WIDTH = 4;

for (const place of document.querySelectorAll('[data-ink]')) new Pad(place);

function Pad(place) {
  const canvas = place.querySelector('canvas'), context = canvas.getContext('2d');
  const said = place.querySelector('[data-ink-said]');
  [ canvas.width, canvas.height ] = place.dataset.inkSize.split('x').map(Number);
  place.hidden = false;
  let last = null, written = false;

  const at = event => {
    const box = canvas.getBoundingClientRect();
    return { x: (event.clientX - box.left) * canvas.width / box.width, y: (event.clientY - box.top) * canvas.height / box.height };
  };
  const clear = () => {
    context.clearRect(0, 0, canvas.width, canvas.height);
    written = false;
    said.textContent = '';
  };
  const stroke = event => {
    if (!last) return;
    for (const one of event.getCoalescedEvents?.() || [ event ]) {
      const next = at(one);
      context.lineWidth = WIDTH * (one.pointerType === 'pen' ? 0.5 + one.pressure : 1);
      context.lineCap = context.lineJoin = 'round';
      context.strokeStyle = '#10151b';
      context.beginPath();
      context.moveTo(last.x, last.y);
      context.lineTo(next.x, next.y);
      context.stroke();
      last = next;
    }
    written = true;
  };

  canvas.addEventListener('pointerdown', event => {
    event.preventDefault();
    canvas.setPointerCapture(event.pointerId);
    last = at(event);
    stroke(event);
  });
  canvas.addEventListener('pointermove', stroke);
  for (const end of [ 'pointerup', 'pointercancel' ]) canvas.addEventListener(end, () => { last = null; });
  place.querySelector('[data-ink-clear]').addEventListener('click', clear);
  place.querySelector('[data-ink-save]').addEventListener('click', async event => {
    if (!written) {
      said.textContent = say('writeFirst');
      return;
    }
    event.target.disabled = true;
    const picture = await new Promise(resolve => canvas.toBlob(resolve, 'image/png'));
    const body = new FormData();
    body.append('file', picture, 'ink.png');
    try {
      await saveDrafts(); // the page comes anew, with what was typed beside the pad
      const answer = await fetch(place.dataset.ink, {
        method: 'POST', body, credentials: 'same-origin', redirect: 'manual', headers: { 'X-CSRF-Token': csrfToken() }
      });
      if (answer.type !== 'opaqueredirect' && !answer.ok) throw new Error(String(answer.status));
      location.reload();
    } catch {
      event.target.disabled = false;
      said.textContent = say('notKept');
    }
  });
}
