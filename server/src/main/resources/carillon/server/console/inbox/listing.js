/** The rows of one list: what was loaded, what is selected, and what a change does to it. Tells `change`. */
import { matches, onlyTheHubKnows, toParams } from './query.js';

/** First page small, so that something is there at once; later ones larger, aligned, so that 50 000 rows are 60 requests. */
const SIZES = [[60, 15], [240, 60], [960, 240]];
const LARGEST_PAGE = 960;
/** Nobody reads so far; a filter is the better tool, and the list says so. */
export const MOST_ROWS = 100_000;

/** Of what was missed; whoever missed more pages than this begins anew at the top. */
const MISSED_PAGE = 120;
const MOST_MISSED_PAGES = 10;

export function pageSizeAt(offset) {
  return SIZES.find(([below]) => offset < below)?.[1] ?? LARGEST_PAGE;
}

/** So long after live events came the total is asked anew; a flood asks once in such a time. */
const SETTLE_AFTER_MS = 1000;

const newestFirst = (one, other) => Date.parse(other.created_at) - Date.parse(one.created_at);

export class Listing extends EventTarget {
  #ids = new Set();
  #generation = 0;
  #arrivals = [];
  #counted = 0;
  #settling = 0;
  #asking = 0;

  constructor(feed) {
    super();
    this.feed = feed;
    this.view = { status: 'unread' };
    this.rows = [];
    this.total = 0;
    this.phase = 'idle'; // idle, loading, more, ready, end, failed
    this.error = null;
    this.selected = new Set();
    this.busy = '';
  }

  /** Shows another view from its first page. */
  async show(view) {
    this.view = view;
    this.rows = [];
    this.#ids = new Set();
    this.selected = new Set();
    this.#count(0);
    await this.#load(0, 15, 'loading');
  }

  reload() {
    return this.show(this.view);
  }

  /** The next page, if there is one and none is on its way. */
  async more() {
    if (this.phase !== 'ready' || this.rows.length >= MOST_ROWS) return;
    const size = pageSizeAt(this.rows.length);
    await this.#load(Math.floor(this.rows.length / size), size, 'more');
  }

  /** One event alone, for a link that leads to it. */
  async showOne(id) {
    const generation = (this.#generation += 1);
    Object.assign(this, { view: { status: 'all', acted_upon: ['-'] }, rows: [], phase: 'loading', error: null });
    this.#count(0);
    this.#ids = new Set();
    this.#changed();
    try {
      const event = await this.feed.one(id);
      if (generation !== this.#generation) return;
      this.#append([event]);
      this.phase = 'end';
      this.#count(1);
    } catch (error) {
      Object.assign(this, { error, phase: error.status === 404 ? 'end' : 'failed' });
    }
    this.#changed();
  }

  /**
   * After a lost connection: takes in what is new at the top, down to a page that was there before. What the stream
   * brings meanwhile says nothing about that: it replays the newest few hundred alone.
   */
  async refresh() {
    const { view } = this;
    const before = new Set(this.#ids);
    if (!this.rows.length) return this.reload();
    try {
      for (let page = 0; page < MOST_MISSED_PAGES; page += 1) {
        const answer = await this.#ask(page, MISSED_PAGE);
        if (view !== this.view) return undefined;
        this.#merge(answer.events);
        this.#count(answer.total_count);
        this.error = null;
        if (this.phase === 'failed') this.phase = 'ready';
        this.#changed();
        if (answer.events.every((event) => before.has(event.id))) return undefined;
      }
      return this.reload();
    } catch (error) {
      console.info('carillon: the list was not refreshed', error.message);
      return undefined;
    }
  }

  /** A live event. A few milliseconds of a flood are taken together, or each would copy the whole list. */
  take(event) {
    if (!matches(this.view, event)) return;
    if (onlyTheHubKnows(this.view)) {
      this.#askSoon();
      return;
    }
    this.#arrivals.push(event);
    if (this.#arrivals.length === 1) setTimeout(() => this.#takeArrivals(), 40);
  }

  #takeArrivals() {
    const arrived = this.#arrivals.splice(0).reverse().filter((event) => matches(this.view, event));
    const fresh = this.#merge(arrived);
    if (fresh) {
      this.#count(this.total + fresh);
      this.#settleSoon();
    }
    this.#changed();
  }

  /** The hub decides what belongs here; a flood asks once in such a time. */
  #askSoon() {
    this.#asking ||= setTimeout(() => {
      this.#asking = 0;
      this.refresh();
    }, SETTLE_AFTER_MS);
  }

  #settleSoon() {
    this.#settling ||= setTimeout(() => this.#settle(), SETTLE_AFTER_MS);
  }

  /**
   * Whether a page's total had a live event in it already cannot be told from here, so that such a total may be wrong
   * by a few. One that is asked after the event came has it.
   */
  async #settle() {
    const { view } = this;
    const counted = this.#counted;
    let meanwhile = false;
    try {
      const answer = await this.#ask(0, 1);
      meanwhile = counted !== this.#counted;
      if (meanwhile || view !== this.view) return;
      this.#count(answer.total_count);
      this.#changed();
    } catch (error) {
      console.info('carillon: the total of the list was not asked again', error.message);
    } finally {
      this.#settling = 0;
      if (meanwhile) this.#settleSoon();
    }
  }

  select(id, on) {
    if (on) this.selected.add(id);
    else this.selected.delete(id);
    this.#changed();
  }

  selectAll(on) {
    this.selected = new Set(on ? this.rows.map((row) => row.id) : []);
    this.#changed();
  }

  /** Marks events; a row that no longer belongs into the view goes away (11.8). */
  setStatus(ids, status) {
    return this.#mutate(status, ids, async () => {
      await this.feed.setStatus(ids, status);
      const changed = new Set(ids);
      this.rows = this.rows.map((row) => (changed.has(row.id) ? { ...row, status } : row));
      if (this.view.status !== 'all' && this.view.status !== status) this.#drop(changed);
    });
  }

  remove(ids) {
    return this.#mutate('delete', ids, async () => {
      await this.feed.remove(ids);
      this.#drop(new Set(ids));
    });
  }

  /** One at a time; on failure the rows stay as they were and the failure is told. */
  async #mutate(kind, ids, change) {
    if (this.busy || !ids.length) return;
    this.busy = kind;
    this.#changed();
    try {
      await change();
      this.selected = new Set([...this.selected].filter((id) => !ids.includes(id)));
    } catch (error) {
      this.feed.dispatchEvent(new CustomEvent('trouble', { detail: error.message }));
    } finally {
      this.busy = '';
      this.#changed();
    }
    if (this.rows.length < 15 && this.phase === 'ready') await this.more();
  }

  #drop(ids) {
    const before = this.rows.length;
    this.rows = this.rows.filter((row) => !ids.has(row.id));
    ids.forEach((id) => this.#ids.delete(id));
    this.#count(Math.max(0, this.total - (before - this.rows.length)));
  }

  async #load(page, size, phase) {
    const generation = (this.#generation += 1);
    this.phase = phase;
    this.error = null;
    this.#changed();
    try {
      await this.#loadFrom(page, size, generation);
    } catch (error) {
      if (generation !== this.#generation) return;
      this.error = error;
      this.phase = 'failed';
    }
    this.#changed();
  }

  /** Rows may have moved since the last page; a page with nothing new is not the end, only an empty one is. */
  async #loadFrom(page, size, generation) {
    for (let at = page; ; at += 1) {
      const answer = await this.#ask(at, size);
      if (generation !== this.#generation) return;
      this.#count(answer.total_count);
      const added = this.#append(answer.events);
      // a short page is not the end: what a role hides is taken out of pages
      this.phase = !answer.events.length || this.rows.length >= this.total ? 'end' : 'ready';
      if (added || this.phase === 'end') return;
    }
  }

  #ask(page, size) {
    return this.feed.list({ ...toParams(this.view), page, pagesize: size, sort: 'created_at', order: 'desc' });
  }

  #append(events) {
    const fresh = this.#fresh(events);
    if (fresh.length) this.rows = this.rows.concat(fresh);
    return fresh.length;
  }

  /** Newest first by time, so that a late comer lands where the next reload would put it. Answers how many were new. */
  #merge(events) {
    const fresh = this.#fresh(events).sort(newestFirst);
    if (!fresh.length) return 0;
    const inOrder = !this.rows.length || newestFirst(fresh.at(-1), this.rows[0]) <= 0;
    const rows = [...fresh, ...this.rows];
    // a live event is mostly the newest, and sorting 50 000 rows for each would be felt
    this.rows = inOrder ? rows : rows.sort(newestFirst);
    return fresh.length;
  }

  #fresh(events) {
    return events.filter((event) => {
      if (this.#ids.has(event.id)) return false;
      this.#ids.add(event.id);
      return true;
    });
  }

  #count(total) {
    this.total = total;
    this.#counted += 1;
  }

  #changed() {
    this.dispatchEvent(new Event('change'));
  }
}
