/** A short message in a corner, read out; it goes by itself unless it is an error. */
export function tell(sentence, kind = '') {
  const message = document.createElement('div');
  message.className = 'liye-message';
  message.dataset.kind = kind;
  message.textContent = sentence;
  place().append(message);
  setTimeout(() => message.remove(), kind === 'error' ? 12_000 : 3_000);
}

function place() {
  let region = document.querySelector('.liye-messages'); // not where the page's own stand: that may be out of sight
  if (region) return region;
  region = document.createElement('div');
  region.className = 'liye-messages';
  region.setAttribute('role', 'status');
  document.body.append(region);
  return region;
}
