/**
 * `<carillon-centre>`: the list of notifications with chips, filter, details and bulk bar. Give it a `feed`; a `preset`
 * `{title, icon, empty, filters, event}` turns it into the history of one resource, or into one event.
 */
import { LitElement, html, nothing } from '../lib/lit/index.js';
import { repeat } from '../lib/lit/directives/repeat.js';
import { ref } from '../lib/lit/directives/ref.js';
import { base } from '../base/look.js';
import { icon } from '../base/icons.js';
import { badge, label, severityOf, tone, URGENT } from '../base/severity.js';
import { number, plain, plural, title } from '../base/text.js';
import { RowWindow } from '../base/window.js';
import '../base/time.js';
import { centreLook } from './centre-look.js';
import { details, detailsLook } from './details.js';
import { Listing, MOST_ROWS } from './listing.js';
import { historyTitle } from './metadata.js';
import { term, toView } from './query.js';
import { rowMenu } from './row-menu.js';
import './filter-box.js';
import './menu.js';
import './preferences.js';

const CHIPS = ['error', 'warning', 'informational', 'success'];
const NARROW_PX = 600;

class CarillonCentre extends LitElement {
  static properties = {
    feed: { attribute: false },
    preset: { attribute: false },
    links: { attribute: false },
    heading: {},
    line: { state: true },
    open: { state: true },
    narrow: { state: true },
    sure: { state: true },
    said: { state: true },
  };

  static styles = [base, centreLook, detailsLook];

  #window = new RowWindow(this, () => this.renderRoot?.querySelector('.viewport'));
  #width = new ResizeObserver(([entry]) => (this.narrow = entry.contentRect.width < NARROW_PX));
  #again = () => this.requestUpdate();
  #arrived = ({ detail }) => !this.preset?.event && this.listing.take(detail);
  #resumed = () => this.listing.refresh();

  constructor() {
    super();
    this.line = '';
    this.open = new Set();
    this.heading = 'Notifications';
    this.sure = false;
    this.said = '';
    this.active = 0;
  }

  connectedCallback() {
    super.connectedCallback();
    this.#width.observe(this);
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.#width.disconnect();
    this.#unplug();
  }

  willUpdate(changed) {
    if (changed.has('feed')) this.#plug();
    if (changed.has('preset') && this.listing && !changed.has('feed')) this.reset();
    if (!this.listing) return;
    const openRows = [...this.open].map((key) => ({ key, index: this.listing.rows.findIndex((row) => row.id === key) }));
    this.#window.layout(this.listing.rows.length, this.narrow ? 62 : 44, openRows);
  }

  updated() {
    if (this.listing && this.#window.last >= this.listing.rows.length - 12) this.listing.more();
  }

  #plug() {
    this.#unplug();
    if (!this.feed) return;
    this.listing = new Listing(this.feed);
    this.listing.addEventListener('change', this.#again);
    this.plugged = this.feed;
    for (const type of ['counts', 'preferences', 'state', 'types']) this.feed.addEventListener(type, this.#again);
    this.feed.addEventListener('arrived', this.#arrived);
    this.feed.addEventListener('resumed', this.#resumed);
    this.reset();
  }

  #unplug() {
    for (const type of ['counts', 'preferences', 'state', 'types']) this.plugged?.removeEventListener(type, this.#again);
    this.plugged?.removeEventListener('arrived', this.#arrived);
    this.plugged?.removeEventListener('resumed', this.#resumed);
  }

  /** The default view: unread, or what the preset says. */
  reset() {
    this.line = '';
    this.open = new Set(this.preset?.event ? [this.preset.event] : []);
    this.#top();
    if (this.preset?.event) return this.listing.showOne(this.preset.event);
    return this.listing.show(this.#view(''));
  }

  filter(line) {
    if (line === this.line) return undefined;
    this.line = line;
    this.open = new Set();
    this.#top();
    return this.listing.show(this.#view(line));
  }

  #view(line) {
    const view = toView(line);
    if (!this.preset?.filters) return view;
    const status = /(^|\s)status:/.test(line) ? view.status : 'all';
    return { ...view, ...this.preset.filters, status };
  }

  #top() {
    const view = this.renderRoot?.querySelector('.viewport');
    if (view) view.scrollTop = 0;
    this.active = 0;
  }

  focusFilter() {
    this.renderRoot.querySelector('carillon-filter-box')?.focus();
  }

  render() {
    if (!this.feed) return nothing;
    return html`<div class="centre ${this.narrow ? 'narrow' : ''}" @keydown=${this.#key}>
      <div class="top">${this.#head()} ${this.preset ? nothing : this.#chips()} ${this.preset?.event ? nothing : this.#filterBox()}</div>
      ${this.#list()} ${this.#bulk()}
      <p class="unseen" role="status">${this.said}</p>
      <carillon-menu></carillon-menu>
    </div>`;
  }

  #head() {
    const { listing, feed } = this;
    return html`<div class="head">
      ${this.preset?.icon ? icon(this.preset.icon) : nothing}
      <h1>${this.preset?.title ?? this.heading}</h1>
      <span class="muted small number">${listing.phase === 'loading' ? '' : this.#howMany()}</span>
      <span class="space"></span>
      ${feed.state === 'lost' ? html`<span class="lost small" role="status"><span class="spinner"></span>Reconnecting…</span>` : nothing}
      ${this.preset ? html`<button class="button quiet" @click=${this.#leavePreset}>${icon('close')}All notifications</button>` : html`<carillon-preferences .feed=${feed}></carillon-preferences>`}
      <slot name="close"></slot>
    </div>`;
  }

  #howMany() {
    const { total, view } = this.listing;
    const filtered = this.line.replace(/status:\S+/g, '').trim() !== '' || this.preset;
    if (filtered) return plural(total, 'match', 'matches');
    return `${number(total)} ${view.status === 'all' ? 'in all' : view.status}`;
  }

  #leavePreset() {
    this.preset = null;
    this.dispatchEvent(new CustomEvent('preset-left', { bubbles: true, composed: true }));
  }

  #chips() {
    const { severity, read } = this.feed.counts;
    const count = (name) => severity[name] ?? 0;
    // the three that are more urgent than an error have a chip while there is one, so that none of them hides
    const chips = [...URGENT.filter((name) => name !== 'error' && count(name)), ...CHIPS];
    return html`<div class="chips" role="group" aria-label="Show only">
      ${repeat(chips, (name) => name, (name) => this.#chip(`severity:${name} status:unread`, name, count(name), `${label(name)}, unread`))}
      ${this.#chip('status:read', 'read', read, 'Read')} ${this.#chip('status:all', 'all', null, 'All')}
    </div>`;
  }

  #chip(line, name, count, words) {
    const on = this.line === line;
    const face = name === 'read' ? icon('read') : name === 'all' ? nothing : badge(name);
    return html`<button
      class="chip ${name === 'read' || name === 'all' ? '' : tone(name)}"
      data-chip=${name}
      aria-pressed=${on}
      aria-label=${count === null ? 'All, read and unread' : `${words}: ${number(count)}`}
      title=${words}
      @click=${() => this.filter(on ? '' : line)}
    >
      ${face}<span class="word">${name === 'all' ? 'All' : name === 'read' ? 'Read' : label(name)}</span>${count === null ? nothing : html`<span class="number">${number(count)}</span>`}
    </button>`;
  }

  #filterBox() {
    return html`<carillon-filter-box .value=${this.line} .types=${this.feed.types} @filter=${({ detail }) => this.filter(detail)}></carillon-filter-box>`;
  }

  #list() {
    const { listing } = this;
    if (listing.phase === 'loading') return this.#skeleton();
    if (listing.phase === 'failed' && !listing.rows.length) return this.#failed();
    if (!listing.rows.length && listing.phase !== 'more') return this.#empty();
    const { first, last } = this.#window;
    const shown = listing.rows.slice(first, last);
    return html`<div class="viewport" tabindex="-1" @scroll=${() => this.#window.onScroll()}>
      <div class="spacer" .style=${`block-size:${this.#window.height}px`}>
        <ul role="list" .style=${`transform:translateY(${this.#window.top(first)}px)`}>
          ${repeat(shown, (row) => row.id, (row, at) => this.#row(row, first + at))}
        </ul>
      </div>
      ${this.#foot()}
    </div>`;
  }

  #foot() {
    const { phase, rows, error } = this.listing;
    if (phase === 'failed') return html`<p class="foot">${error.message} <button class="button" @click=${() => this.listing.refresh()}>Try again</button></p>`;
    if (phase === 'more') return html`<p class="foot muted"><span class="spinner"></span>Loading more…</p>`;
    if (rows.length >= MOST_ROWS) return html`<p class="foot muted">That is a lot. Narrow it down with the filter to see older ones.</p>`;
    return phase === 'end' && rows.length > 15 ? html`<p class="foot muted small">That is all.</p>` : nothing;
  }

  #row(row, index) {
    const open = this.open.has(row.id);
    const unread = row.status !== 'read';
    const severity = severityOf(row);
    const text = this.preset ? historyTitle(row) : row.description;
    const size = this.listing.phase === 'end' ? this.listing.rows.length : -1;
    return html`<li class="${open ? 'open' : ''} ${unread ? 'unread' : ''} ${tone(severity)}" aria-posinset=${index + 1} aria-setsize=${size} data-id=${row.id}>
      <div class="row">
        <label class="tick"><input type="checkbox" aria-label="Select: ${plain(text)}" .checked=${this.listing.selected.has(row.id)} @change=${({ target }) => this.listing.select(row.id, target.checked)} /></label>
        ${badge(severity)}
        <button class="title" data-index=${index} aria-expanded=${open} aria-controls=${open ? `details-${row.id}` : nothing} @click=${() => this.#toggle(row, index)} @focus=${() => (this.active = index)}>
          <span class="unseen">${unread ? 'Unread. ' : ''}</span><span class="words">${text ? title(text) : html`<span class="muted">${row.category} ${row.action}</span>`}</span>
          <span class="subject muted">${row.category} · ${row.action}</span>
        </button>
        <carillon-time class="muted small number" datetime=${row.created_at}></carillon-time>
        <button class="button quiet square" aria-haspopup="menu" aria-label="More for: ${plain(text)}" @click=${({ currentTarget }) => this.#menu(currentTarget, row)}>${icon('more')}</button>
      </div>
      ${open ? html`<div ${ref((element) => this.#window.watch(row.id, element))}>${details(row, { base: this.feed.api.base, links: this.links, act: this.#act })}</div>` : nothing}
    </li>`;
  }

  #toggle(row, index) {
    this.active = index;
    const open = new Set(this.open);
    if (!open.delete(row.id)) {
      open.add(row.id);
      if (this.feed.preferences.mark_read_on_open && row.status !== 'read') this.#act('status', row);
    }
    this.open = open;
  }

  #act = (kind, row) => {
    if (kind === 'status') return this.#mark([row.id], row.status === 'read' ? 'unread' : 'read');
    if (kind === 'delete') return this.#delete([row.id]);
    return this.showHistory({ acted_upon: [row.acted_upon] });
  };

  /** History mode (11.10), also for other pages. */
  showHistory(filters, heading = 'History of one resource') {
    this.preset = { title: heading, icon: 'history', empty: 'Nothing happened to it yet.', filters };
  }

  async #mark(ids, status) {
    await this.listing.setStatus(ids, status);
    this.said = `${plural(ids.length, 'notification')} marked as ${status}`;
  }

  async #delete(ids) {
    this.sure = false;
    await this.listing.remove(ids);
    this.said = `${plural(ids.length, 'notification')} deleted`;
  }

  #menu(button, row) {
    this.renderRoot.querySelector('carillon-menu').open(button, rowMenu(row, this.feed.api.base, this.#act));
  }

  #bulk() {
    const { selected, rows, busy } = this.listing;
    if (!selected.size && !busy) return nothing;
    const ids = [...selected];
    const action = (kind, name, face, run) => html`<button class="button ${kind === 'delete' ? 'danger' : ''}" data-bulk=${kind} ?disabled=${busy !== ''} @click=${run}>${busy === kind ? html`<span class="spinner"></span>` : icon(face)}<span>${name}</span></button>`;
    return html`<div class="bulk" role="toolbar" aria-label="Selected notifications">
      <label><input type="checkbox" aria-label="Select all" .checked=${selected.size === rows.length} .indeterminate=${selected.size > 0 && selected.size < rows.length} @change=${({ target }) => this.listing.selectAll(target.checked)} /><span class="wide">Select all</span></label>
      <span class="number">${number(selected.size)} selected</span>
      <span class="space"></span>
      ${action('read', 'Mark as read', 'read', () => this.#mark(ids, 'read'))} ${action('unread', 'Mark as unread', 'unread', () => this.#mark(ids, 'unread'))}
      ${action('delete', this.sure ? `Really delete ${number(ids.length)}` : 'Delete', 'trash', () => (this.sure || ids.length === 1 ? this.#delete(ids) : (this.sure = true)))}
    </div>`;
  }

  #skeleton() {
    return html`<div class="viewport" aria-busy="true" aria-label="Loading">
      ${[62, 48, 74, 55, 40, 66].map((width) => html`<div class="row waiting"><i class="skeleton dot"></i><i class="skeleton" .style=${`inline-size:${width}%`}></i></div>`)}
    </div>`;
  }

  #failed() {
    return html`<div class="viewport empty" role="alert">${icon('plug')}<strong>The notifications could not be loaded</strong>${this.listing.error.message}
      <button class="button" @click=${() => this.reset()}>Try again</button></div>`;
  }

  #empty() {
    const filtered = this.line !== '' || this.preset;
    const words = this.preset?.event ? 'This event is gone, or not for you.' : this.preset?.empty;
    return html`<div class="viewport empty">${icon(filtered ? 'search' : 'bell')}
      <strong>${words ?? (filtered ? 'No notifications match' : 'No notifications to show')}</strong>
      ${filtered ? (this.line ? html`<button class="button" @click=${() => this.filter('')}>Clear the filter</button>` : nothing) : 'You have seen everything. New ones ring in here by themselves.'}
    </div>`;
  }

  /** j and k or arrows walk, x selects, m marks, Delete deletes, / goes to the filter. */
  #key(event) {
    const target = event.composedPath()[0];
    if (event.ctrlKey || event.metaKey || event.altKey || /^(INPUT|SELECT|TEXTAREA)$/.test(target.tagName) && target.type !== 'checkbox') return;
    const row = this.listing.rows[this.active];
    const keys = {
      j: () => this.#walk(1),
      ArrowDown: () => this.#walk(1),
      k: () => this.#walk(-1),
      ArrowUp: () => this.#walk(-1),
      x: () => row && this.listing.select(row.id, !this.listing.selected.has(row.id)),
      m: () => row && this.#act('status', row),
      Delete: () => row && this.#act('delete', row),
    };
    if (!keys[event.key]) return;
    event.preventDefault();
    event.stopPropagation();
    keys[event.key]();
  }

  async #walk(step) {
    const onRow = this.renderRoot.activeElement?.classList.contains('title');
    this.active = Math.max(0, Math.min(this.listing.rows.length - 1, onRow ? this.active + step : this.active));
    this.#window.reveal(this.active);
    await this.updateComplete;
    this.renderRoot.querySelector(`.title[data-index="${this.active}"]`)?.focus({ preventScroll: true });
  }

  /** Puts the keyboard on the list; what the page's own `j` does. */
  enter() {
    return this.#walk(0);
  }
}

export const historyLine = (uuid) => term('acted_upon', uuid);

if (!customElements.get('carillon-centre')) customElements.define('carillon-centre', CarillonCentre);
