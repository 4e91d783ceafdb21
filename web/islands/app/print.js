/** `<button data-print hidden>` prints the page; without scripts it stays hidden, the browser's own menu prints. */
export function startPrint() {
  for (const button of document.querySelectorAll('[data-print]')) {
    button.hidden = false;
    button.addEventListener('click', () => print());
  }
}
