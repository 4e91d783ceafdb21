/**
 * Live updates: counts, and lists marked with data-live, follow what happens. Pages work without; a window
 * that nobody looks at lets its connection go, since a browser has only a few for one service.
 */
import htmx from 'htmx.org';

const LATER = 60000;
const ASKED_BY = 'X-Live';

export function startLive() {
  const address = document.body.dataset.events;
  if (!address || !window.EventSource) return;
  let source = null;

  function open() {
    if (source || document.hidden) return;
    source = new EventSource(address);
    source.addEventListener('tasks', event => tasks(JSON.parse(event.data)));
    source.addEventListener('notifications', event => count('unread', JSON.parse(event.data).unread));
    source.addEventListener('error', () => {
      if (source && source.readyState === EventSource.CLOSED) {
        close();
        setTimeout(open, LATER);
      }
    });
  }

  function close() {
    if (source) source.close();
    source = null;
  }

  function tasks({ open: number, new: came, gone }) {
    const shown = document.querySelector('[data-count="open"]')?.textContent || 0;
    count('open', number);
    if (came.length || gone.length || Number(shown) !== number) refresh('tasks'); // or since the page was made
  }

  document.addEventListener('visibilitychange', () => {
    if (document.hidden) return close();
    open();
    refresh('tasks'); // what came meanwhile
  });
  window.addEventListener('pagehide', close);
  document.addEventListener('htmx:beforeSwap', ({ detail }) => {
    if (detail.requestConfig.headers[ASKED_BY] && isInUse(detail.target)) detail.shouldSwap = false; // meanwhile
  });
  open();
}

function count(name, number) {
  for (const place of document.querySelectorAll(`[data-count="${name}"]`)) {
    place.textContent = number || '';
    place.hidden = !number;
  }
}

/** A list that is being filtered or ticked is left alone: the person comes first. */
function isInUse(list) {
  return list.contains(document.activeElement) || list.querySelector('input[type=checkbox]:checked') !== null;
}

function refresh(name) {
  const list = document.querySelector(`[data-live="${name}"]`);
  if (!list || isInUse(list)) return;
  const how = { target: `#${list.id}`, select: `#${list.id}`, swap: 'outerHTML', headers: { [ASKED_BY]: '1' } };
  htmx.ajax('GET', window.location.href, how);
}
