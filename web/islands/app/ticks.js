/** `data-tick-all="FORM"` on a button: ticks every box of that form, or none when all are ticked. */
export function startTicks() {
  document.addEventListener('click', event => {
    const button = event.target.closest('[data-tick-all]');
    if (!button) return;
    const boxes = [ ...document.querySelectorAll(`input[type=checkbox][form="${button.dataset.tickAll}"]`) ];
    const all = boxes.every(box => box.checked);
    for (const box of boxes) box.checked = !all;
  });
}
