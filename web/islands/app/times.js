/** `<time datetime data-relative>`: how long ago or until, counted by the server's clock (`data-now` of <html>). */
import { language } from './words.js';

const UNITS = [ [ 'year', 31_557_600 ], [ 'month', 2_629_800 ], [ 'day', 86_400 ], [ 'hour', 3_600 ], [ 'minute', 60 ] ];
const format = new Intl.RelativeTimeFormat(language, { numeric: 'always' });
const loaded = Date.now();
const server = Date.parse(document.documentElement.dataset.now) || loaded;

export function startTimes() {
  const all = () => document.querySelectorAll('time[data-relative]').forEach(show);
  all();
  setInterval(all, 60_000);
  document.addEventListener('htmx:load', all);
}

function show(time) {
  const at = Date.parse(time.dateTime);
  if (Number.isNaN(at)) return;
  time.title ||= time.textContent.trim() || time.dateTime;
  time.textContent = relative((at - server - (Date.now() - loaded)) / 1000);
}

/** In whole units; not "tomorrow", which a span of 30 hours may or may not be. */
export function relative(span) {
  const seconds = Math.round(span / 60) * 60;
  for (const [ unit, length ] of UNITS) {
    if (Math.abs(seconds) >= length) return format.format(Math.trunc(seconds / length), unit);
  }
  return new Intl.RelativeTimeFormat(language, { numeric: 'auto' }).format(0, 'second');
}
