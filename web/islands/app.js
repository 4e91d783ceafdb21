/** Every page: Bootstrap's behaviours, htmx, and our small enhancements. Pages work without any of it. */
import './app.css';
import 'bootstrap/js/dist/collapse';
import 'bootstrap/js/dist/dropdown';
import 'bootstrap/js/dist/modal';
import 'bootstrap/js/dist/offcanvas';
import 'bootstrap/js/dist/tab';
import 'bootstrap/js/dist/toast';
import { startAutosave } from './app/autosave.js';
import { startConfirm } from './app/confirm.js';
import { startCopy } from './app/copy.js';
import { startGuard } from './app/guard.js';
import { startHtmx } from './app/htmx.js';
import { startKeys } from './app/keys.js';
import { startLive } from './app/live.js';
import { startPrint } from './app/print.js';
import { startTicks } from './app/ticks.js';
import { startTimes } from './app/times.js';

startHtmx();
startConfirm();
startGuard();
startAutosave();
startCopy();
startTicks();
startTimes();
startPrint();
startKeys();
startLive();
// htmx looks for its attributes at DOMContentLoaded, which comes after this script: only then does the page answer
document.addEventListener('DOMContentLoaded', () => { document.documentElement.dataset.app = 'ready'; });
