/** Requests to our own server: the CSRF header, one key per POST, and refusals as RFC 9457 problems. */

/** The server understood and refused, or nobody answered (status 0). */
export class Refused extends Error {
  constructor(status, problem) {
    super(problem.detail || problem.title || '');
    this.status = status;
    this.problem = problem;
  }
}

export async function get(url, read = 'text') {
  return (await request(url, {}))[read]();
}

/** POST a body; the answer as JSON. */
export async function post(url, body, headers = {}, options = {}) {
  const answer = await request(url, {
    method: 'POST', body, ...options,
    headers: { 'X-CSRF-Token': csrfToken(), 'Idempotency-Key': randomKey(), Accept: 'application/json', ...headers }
  });
  return answer.status === 204 ? {} : answer.json();
}

export function csrfToken() {
  return document.querySelector('meta[name="csrf-token"]')?.content || '';
}

async function request(url, options) {
  let answer;
  try {
    answer = await fetch(url, { credentials: 'same-origin', ...options });
  } catch (error) {
    if (error.name === 'AbortError') throw error;
    throw new Refused(0, {});
  }
  if (!answer.ok) throw new Refused(answer.status, await problemOf(answer));
  return answer;
}

async function problemOf(answer) {
  try {
    return await answer.json();
  } catch {
    return {};
  }
}

/** Not crypto.randomUUID: browsers offer it on https only. */
function randomKey() {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), byte => byte.toString(16).padStart(2, '0')).join('');
}
