/**
 * What is new for one person: the live stream, the unread counts, the known categories and actions, the preferences.
 * One per page, shared by the bell, the lists and the toasts. Events: `arrived` (detail: event), `counts`, `state`,
 * `preferences`, `types`, `resumed` (connected again: lists should look at their first page), `trouble` (detail: text).
 */
import { EventStream } from '../base/stream.js';
import { SEVERITIES, URGENT } from '../base/severity.js';

const ROOT = 'api/system/events';
const PREFERENCES = 'api/user/prefs/notifications';
/** So many ids are remembered to tell a repeated event from a new one. */
const REMEMBERED = 5000;
const COUNT_AT_MOST_EVERY_MS = 400;

export class Feed extends EventTarget {
  #seen = new Set();
  #counting = 0;
  #stale = false;
  #stream = null;
  #preferencesKnown = Promise.resolve();

  constructor(api) {
    super();
    this.api = api;
    this.state = 'connecting';
    this.counts = { severity: {}, read: 0, unread: 0, known: false };
    this.types = { category: [], action: [] };
    this.preferences = { toasts: true, min_toast_severity: 'debug', muted_categories: [], mark_read_on_open: false };
  }

  start() {
    this.#stream = new EventStream(this.api, `${ROOT}/subscribe?wireCase=snake`);
    this.#stream.addEventListener('message', ({ detail }) => this.#received(detail));
    this.#stream.addEventListener('comment', ({ detail }) => detail.startsWith('dropped') && this.#resumed());
    this.#stream.addEventListener('state', ({ detail }) => this.#become(detail));
    this.#stream.start();
    this.count();
    this.#learnTypes();
    this.#preferencesKnown = this.#learnPreferences();
  }

  stop() {
    clearTimeout(this.#counting);
    this.#counting = 0;
    this.#stale = false;
    this.#stream?.close();
  }

  /** Tests, and people who press "try now". */
  reconnect() {
    this.#stream?.reconnect();
  }

  list(params, options) {
    return this.api.get(ROOT, { ...params, wireCase: 'snake' }, options);
  }

  one(id) {
    return this.api.get(`${ROOT}/${encodeURIComponent(id)}`, { wireCase: 'snake' });
  }

  async setStatus(ids, status) {
    if (ids.length === 1) await this.api.put(`${ROOT}/status/${ids[0]}`, { status });
    else await this.#inThousands(ids, (part) => this.api.put(`${ROOT}/status/bulk`, { ids: part, status }));
    this.count();
  }

  async remove(ids) {
    if (ids.length === 1) await this.api.delete(`${ROOT}/${ids[0]}`);
    else await this.#inThousands(ids, (part) => this.api.delete(`${ROOT}/bulk`, { ids: part }));
    this.count();
  }

  /** Only what is changed is sent, and not before the rest is known: an older answer must not undo it. */
  async savePreferences(changes) {
    await this.#preferencesKnown;
    const before = this.preferences;
    this.preferences = { ...before, ...changes };
    this.#tell('preferences');
    try {
      await this.api.put(PREFERENCES, changes);
    } catch (error) {
      this.preferences = before;
      this.#tell('preferences');
      this.#tell('trouble', `Your preferences were not saved. ${error.message}`);
    }
  }

  /** Number and tone of the bell: unread urgent ones, else unread warnings, else nothing (11.1). */
  get badge() {
    const { severity } = this.counts;
    const urgent = URGENT.reduce((sum, name) => sum + (severity[name] ?? 0), 0);
    if (urgent) return { count: urgent, tone: 'error' };
    return severity.warning ? { count: severity.warning, tone: 'warning' } : { count: 0, tone: 'none' };
  }

  /** Asks for the counts soon; many askers share one request, but none a request that left before it asked. */
  count() {
    this.#stale = true;
    this.#counting ||= setTimeout(() => this.#countNow(), this.counts.known ? COUNT_AT_MOST_EVERY_MS : 0);
  }

  async #countNow() {
    this.#stale = false;
    try {
      const answer = await this.list({ page: 0, pagesize: 1, status: 'unread' });
      const severity = Object.fromEntries(answer.count_by_severity_level.map((each) => [each.severity, each.count]));
      this.counts = { severity, read: answer.read_count, unread: answer.total_count, known: true };
      this.#tell('counts');
    } catch (error) {
      console.info('carillon: counts not available', error.message);
    } finally {
      this.#counting = 0;
      if (this.#stale) this.count();
    }
  }

  async #learnTypes() {
    try {
      const { category, action } = await this.api.get(`${ROOT}/types`);
      // added, not replaced: live events may have brought some since the hub looked
      this.#learn('category', category);
      this.#learn('action', action);
    } catch (error) {
      console.info('carillon: no suggestions for categories and actions', error.message);
    }
  }

  async #learnPreferences() {
    try {
      this.preferences = { ...this.preferences, ...(await this.api.get(PREFERENCES)) };
      this.#tell('preferences');
    } catch (error) {
      console.info('carillon: default preferences are used', error.message);
    }
  }

  /** A message holds one event; some senders put several into an array (9.5). */
  #received({ data }) {
    let parsed;
    try {
      parsed = JSON.parse(data);
    } catch {
      console.warn('carillon: a live message was not JSON and is left out');
      return;
    }
    for (const event of Array.isArray(parsed) ? parsed : [parsed]) this.#arrived(event);
  }

  #arrived(event) {
    // the history has no comings and goings of connections either; the Live page shows them to who asks
    if (!event?.id || event.category === 'connections' || this.#seen.has(event.id)) return;
    this.#remember(event.id);
    const complete = { metadata: {}, description: '', ...event };
    if (!SEVERITIES.includes(complete.severity)) complete.severity = 'informational';
    complete.status ||= 'unread';
    this.#learn('category', [complete.category]);
    this.#learn('action', [complete.action]);
    this.#tell('arrived', complete);
    this.count();
  }

  #learn(kind, values) {
    const known = this.types[kind];
    const fresh = values.filter((value) => value && !known.includes(value));
    if (!fresh.length) return;
    this.types = { ...this.types, [kind]: [...known, ...fresh].sort() };
    this.#tell('types');
  }

  #remember(id) {
    this.#seen.add(id);
    if (this.#seen.size > REMEMBERED) this.#seen.delete(this.#seen.values().next().value);
  }

  #become(state) {
    const again = state === 'open' && this.#stream.opened > 1;
    this.state = state;
    this.#tell('state', state);
    if (again) this.#resumed();
  }

  #resumed() {
    this.#tell('resumed');
    this.count();
  }

  async #inThousands(ids, send) {
    for (let from = 0; from < ids.length; from += 1000) await send(ids.slice(from, from + 1000));
  }

  #tell(type, detail) {
    this.dispatchEvent(new CustomEvent(type, { detail }));
  }
}
