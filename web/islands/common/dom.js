/** Nodes without innerHTML: the texts come from servers and diagrams. */
export function el(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [ name, value ] of Object.entries(attributes)) {
    if (name.startsWith('on')) node.addEventListener(name.slice(2), value);
    else if (value === true) node.setAttribute(name, '');
    else if (value !== undefined && value !== null && value !== false) node.setAttribute(name, value);
  }
  node.append(...children.filter(child => child !== undefined && child !== null && child !== false));
  return node;
}

/** Call `ready` once the element is on screen for the first time (it may stand in a closed <details>). */
export function whenSeen(element, ready) {
  const observer = new IntersectionObserver(entries => {
    if (!entries.some(entry => entry.isIntersecting)) return;
    observer.disconnect();
    ready();
  });
  observer.observe(element);
}
