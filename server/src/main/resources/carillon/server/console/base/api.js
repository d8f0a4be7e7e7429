/** One hub as the console sees it: requests with the token in a header, never in an address. */

/** A request that did not go well, with words fit for people. */
export class ApiError extends Error {
  constructor(status, message, body) {
    super(message);
    this.status = status;
    this.body = body;
  }
}

/** The hub that a module was loaded from, so that an embedded inbox talks to its own hub. */
export const HOME = new URL('../../', import.meta.url).href;

const WORDS = new Map([
  [0, 'The hub does not answer. Is it running, and are you online?'],
  [401, 'You are not signed in any more.'],
  [403, 'Your account may not do this.'],
  [404, 'There is nothing here (any more).'],
  [413, 'That is more than the hub takes at once.'],
  [429, 'Too many requests at a time; try again in a moment.'],
  [503, 'The hub is busy or shutting down; try again in a moment.'],
]);

/** Dialects word their refusals differently; this finds the sentence in each of them. */
function sentence(body, status) {
  if (body && typeof body === 'object') {
    const long = Array.isArray(body.longDescription) ? body.longDescription.join('; ') : '';
    const text = body.detail || body.message || (Array.isArray(body.Messages) && body.Messages.join('; '));
    if (text) return String(text);
    if (body.error) return long ? `${body.error}: ${long}` : String(body.error);
    if (body.title) return String(body.title);
  }
  return WORDS.get(status) ?? `The hub answered with status ${status}.`;
}

function basic(user, password) {
  const bytes = new TextEncoder().encode(`${user}:${password}`);
  return `Basic ${btoa(String.fromCharCode(...bytes))}`;
}

const RENEW_AFTER_MS = 40 * 60 * 1000; // tokens live an hour
const RETRY_AFTER_MS = 60 * 1000; // that leaves twenty attempts before one expires

export class Api extends EventTarget {
  /** Held in memory alone: gone with the tab, out of reach of other tabs, never stored. */
  #token = '';
  #renewal = 0;

  constructor(base = HOME) {
    super();
    this.base = new URL(base, HOME).href;
    this.user = '';
  }

  get signedIn() {
    return this.#token !== '';
  }

  useToken(token, user = '') {
    this.#token = token;
    this.user = user;
  }

  async login(user, password) {
    const answer = await this.#send('GET', this.#tokenPath(user), { authorization: basic(user, password) });
    this.#accept(user, answer);
  }

  logout() {
    clearTimeout(this.#renewal);
    this.#token = '';
    this.user = '';
    this.dispatchEvent(new Event('signed-out'));
  }

  get(path, params = {}, options = {}) {
    return this.#send('GET', path + query(params), options);
  }

  post(path, body) {
    return this.#send('POST', path, { body });
  }

  put(path, body) {
    return this.#send('PUT', path, { body });
  }

  delete(path, body) {
    return this.#send('DELETE', path, { body });
  }

  /** Opens a streaming answer. Throws like a request; the body is for the caller to read. */
  async open(path, { headers = {}, signal } = {}) {
    const token = this.#token;
    const response = await this.#fetch('GET', path, { headers, signal });
    if (!response.ok) throw await this.#refusal(response, token);
    return response;
  }

  #tokenPath(user) {
    return `api/v3/users/${encodeURIComponent(user)}/token`;
  }

  #accept(user, answer) {
    this.#token = answer.Token;
    this.user = user;
    this.#renewAfter(RENEW_AFTER_MS);
  }

  #renewAfter(time) {
    clearTimeout(this.#renewal);
    this.#renewal = setTimeout(() => this.#renew(), time);
  }

  async #renew() {
    const before = this.#token;
    try {
      const answer = await this.#send('GET', this.#tokenPath(this.user));
      // who has signed out meanwhile, or in again, stays so
      if (this.#token === before) this.#accept(this.user, answer);
    } catch (error) {
      console.warn('carillon: the token was not renewed', error.message);
      if (this.#token === before) this.#renewAfter(RETRY_AFTER_MS);
    }
  }

  async #send(method, path, options = {}) {
    const token = this.#token;
    const response = await this.#fetch(method, path, options);
    if (!response.ok) throw await this.#refusal(response, token);
    const text = await response.text();
    return text ? JSON.parse(text) : null;
  }

  async #fetch(method, path, { body, signal, headers = {}, authorization } = {}) {
    const sent = { Accept: 'application/json', ...headers };
    const proof = authorization ?? (this.#token && `Bearer ${this.#token}`);
    if (proof) sent.Authorization = proof;
    if (body !== undefined) sent['Content-Type'] = 'application/json';
    try {
      return await fetch(new URL(path, this.base), {
        method,
        signal,
        headers: sent,
        body: body === undefined ? undefined : JSON.stringify(body),
        // "omit" keeps the browser's own password window and its cookies out of it
        credentials: 'omit',
        cache: 'no-store',
      });
    } catch (error) {
      if (error.name === 'AbortError') throw error;
      throw new ApiError(0, WORDS.get(0), null);
    }
  }

  /** @param token what the request was sent with: a late refusal of an old one says nothing of that of now */
  async #refusal(response, token) {
    const text = await response.text().catch(() => '');
    let body = null;
    try {
      body = JSON.parse(text);
    } catch {
      // not every refusal has a JSON body; the status says enough then
    }
    const error = new ApiError(response.status, sentence(body, response.status), body);
    if (response.status === 401 && this.signedIn && token === this.#token) this.logout();
    return error;
  }
}

/** Query text of the parameters that have a value. */
export function query(params) {
  const set = Object.entries(params).filter(([, value]) => value !== undefined && value !== null && value !== '');
  return set.length ? `?${new URLSearchParams(set)}` : '';
}
