/** The page's own list of what happened: rows with `data-element-id`, in step with the drawing. */
export class Trail {
  constructor(list, onSelect) {
    this.list = list;
    list?.addEventListener('click', event => {
      const row = event.target.closest('[data-element-id]');
      if (row && !event.target.closest('a, button, summary, input')) onSelect(row.dataset.elementId);
    });
  }

  select(id, { scroll }) {
    if (!this.list) return;
    let last;
    for (const row of this.list.querySelectorAll('[data-element-id]')) {
      const selected = row.dataset.elementId === id;
      row.classList.toggle('is-selected', selected);
      if (selected) row.setAttribute('aria-current', 'true');
      else row.removeAttribute('aria-current');
      if (selected) last = row;
    }
    if (scroll) last?.scrollIntoView({ block: 'nearest' });
  }
}
