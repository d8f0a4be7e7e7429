/** The part of the address after `#`: `#/live?spec=…`. Never holds a token. */
export class Address {
  constructor(moved) {
    this.moved = moved;
    addEventListener('hashchange', () => this.#read(true));
    this.#read(false);
  }

  get(name) {
    return this.params.get(name) ?? '';
  }

  go(page, params = {}) {
    const text = new URLSearchParams(params).toString();
    location.hash = `#/${page}${text ? `?${text}` : ''}`;
  }

  /** Keeps the present state in the address without a new entry in the browser's history. */
  replace(page, params) {
    const text = new URLSearchParams(params).toString();
    history.replaceState(null, '', `#/${page}${text ? `?${text}` : ''}`);
    this.#read(false);
  }

  #read(tell) {
    const [path, query = ''] = location.hash.replace(/^#\/?/, '').split('?', 2);
    this.page = path || 'notifications';
    this.params = new URLSearchParams(query);
    if (tell) this.moved();
  }
}
