/**
 * Which rows of a long list are near the eye. Rows have one height, except the few that are open; so a position is a
 * multiplication and a short sum, and 50 000 rows cost what 30 cost.
 */
export class RowWindow {
  #extras = new Map();
  #measure = new ResizeObserver((entries) => this.#measured(entries));

  /**
   * @param host a Lit element, told to update when the window moves
   * @param viewport gives the scrolling element, once it is there
   */
  constructor(host, viewport, overscan = 8) {
    this.host = host;
    this.viewport = viewport;
    this.overscan = overscan;
    this.rowHeight = 44;
    this.count = 0;
    this.first = 0;
    this.last = 0;
    host.addController(this);
  }

  hostDisconnected() {
    this.#measure.disconnect();
  }

  /** Room below a row for its open part, by the row's index; the caller says which rows are open. */
  layout(count, rowHeight, openIndexes) {
    this.count = count;
    this.rowHeight = rowHeight;
    this.open = openIndexes
      .filter(({ index }) => index >= 0)
      .map(({ key, index }) => ({ index, extra: this.#extras.get(key) ?? 0 }))
      .sort((one, other) => one.index - other.index);
    this.#place();
  }

  get height() {
    return this.count * this.rowHeight + this.open.reduce((sum, each) => sum + each.extra, 0);
  }

  top(index) {
    let top = index * this.rowHeight;
    for (const each of this.open) {
      if (each.index >= index) break;
      top += each.extra;
    }
    return top;
  }

  /** Lets an element's own height count as the extra height of `key`. */
  watch(key, element) {
    if (!element) return;
    element.rowKey = key;
    this.#measure.observe(element);
  }

  onScroll() {
    const { first, last } = this;
    this.#place();
    if (first !== this.first || last !== this.last) this.host.requestUpdate();
  }

  /** Scrolls as little as needed to show a row. */
  reveal(index) {
    const view = this.viewport();
    if (!view) return;
    const top = this.top(index);
    if (top < view.scrollTop) view.scrollTop = top;
    else if (top + this.rowHeight > view.scrollTop + view.clientHeight) {
      view.scrollTop = top + this.rowHeight - view.clientHeight;
    }
    this.onScroll();
  }

  #place() {
    const view = this.viewport();
    const top = view?.scrollTop ?? 0;
    const height = view?.clientHeight || 800;
    this.first = Math.max(0, this.#indexAt(top) - this.overscan);
    this.last = Math.min(this.count, this.#indexAt(top + height) + this.overscan + 1);
  }

  #indexAt(y) {
    let shift = 0;
    for (const each of this.open ?? []) {
      const below = (each.index + 1) * this.rowHeight + shift;
      if (y < below) break;
      if (y < below + each.extra) return each.index;
      shift += each.extra;
    }
    return Math.min(this.count, Math.max(0, Math.floor((y - shift) / this.rowHeight)));
  }

  #measured(entries) {
    let changed = false;
    for (const { target } of entries) {
      const height = target.isConnected ? target.offsetHeight : 0;
      if (!height || this.#extras.get(target.rowKey) === height) continue;
      this.#extras.set(target.rowKey, height);
      changed = true;
    }
    if (changed) this.host.requestUpdate();
  }
}
