/** Events as they happen: a subscription, a stream table, a chart, and one event in full. */
import { LitElement, html, nothing } from '../lib/lit/index.js';
import { repeat } from '../lib/lit/directives/repeat.js';
import { base } from '../base/look.js';
import { icon } from '../base/icons.js';
import { badge, severityOf, tone } from '../base/severity.js';
import { EventStream } from '../base/stream.js';
import { plain, plural, title } from '../base/text.js';
import { clock } from '../base/time.js';
import { pretty } from '../base/tree.js';
import { RowWindow } from '../base/window.js';
import { liveLook } from './live-look.js';
import { pageLook } from './page-look.js';
import { Rate } from './rate-chart.js';
import './spec-box.js';

/** So many rows are kept; older ones fall out of the table, not out of the hub. */
const KEPT = 5000;
const EVERYTHING = '*.*.*';
const ROW_PX = 32;
const NARROW_ROW_PX = 52;

class CarillonLive extends LitElement {
  static properties = {
    api: { attribute: false },
    address: { attribute: false },
    links: { attribute: false },
    spec: { state: true },
    paused: { state: true },
    chosen: { state: true },
    narrow: { state: true },
    copied: { state: true },
  };

  static styles = [base, pageLook, liveLook];

  #window = new RowWindow(this, () => this.renderRoot?.querySelector('.scroll'));
  #width = new ResizeObserver(([entry]) => (this.narrow = entry.contentRect.width < 700));
  #waiting = [];
  #seen = new Set();
  #frame = 0;

  constructor() {
    super();
    this.rows = [];
    this.rate = new Rate();
    this.paused = false;
    this.held = [];
    this.missed = 0;
    this.chosen = null;
    this.state = 'connecting';
  }

  connectedCallback() {
    super.connectedCallback();
    this.#width.observe(this);
    this.#subscribe(this.address.get('spec') || EVERYTHING);
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.#width.disconnect();
    clearTimeout(this.#frame);
    this.stream?.close();
  }

  willUpdate() {
    this.#window.layout(this.rows.length, this.narrow ? NARROW_ROW_PX : ROW_PX, []);
  }

  #subscribe(spec) {
    this.stream?.close();
    Object.assign(this, { spec, rows: [], held: [], missed: 0, gap: false, chosen: null, state: 'connecting', rate: new Rate() });
    this.#seen = new Set();
    this.#waiting = [];
    const stream = new EventStream(this.api, `v1/stream?spec=${encodeURIComponent(spec)}`);
    stream.addEventListener('message', ({ detail }) => stream === this.stream && this.#take(detail));
    stream.addEventListener('state', () => stream === this.stream && this.#become(stream));
    this.stream = stream;
    stream.start();
    this.address.replace('live', spec === EVERYTHING ? {} : { spec });
  }

  #become(stream) {
    this.state = stream.state;
    if (stream.state === 'refused') this.renderRoot.querySelector('carillon-spec-box')?.refuse(stream.error.message);
    this.requestUpdate();
  }

  #take({ event: kind, data }) {
    if (kind === 'gap') this.gap = true;
    if (kind && kind !== 'event' && kind !== 'message') return;
    let event;
    try {
      event = JSON.parse(data);
    } catch {
      return;
    }
    if (!event?.id || this.#seen.has(event.id)) return;
    this.#remember(event.id);
    this.rate.add(event.severity);
    this.#waiting.push(event);
    // many events make one update, also when the tab is hidden and gets no animation frames
    this.#frame ||= setTimeout(() => this.#show(), 60);
  }

  #remember(id) {
    this.#seen.add(id);
    if (this.#seen.size > 2 * KEPT) this.#seen.delete(this.#seen.values().next().value);
  }

  #show() {
    this.#frame = 0;
    const fresh = this.#waiting.splice(0).reverse();
    if (this.paused) {
      this.held = [...fresh, ...this.held];
      this.missed += Math.max(0, this.held.length - KEPT);
      this.held.length = Math.min(this.held.length, KEPT);
    } else {
      this.#prepend(fresh);
    }
    this.requestUpdate();
  }

  /** Whoever reads further down keeps the place; whoever is at the top follows. */
  #prepend(fresh) {
    const view = this.renderRoot.querySelector('.scroll');
    const reading = view && view.scrollTop > ROW_PX / 2;
    this.rows = [...fresh, ...this.rows].slice(0, KEPT);
    if (!reading) return;
    this.updateComplete.then(() => {
      view.scrollTop += fresh.length * (this.narrow ? NARROW_ROW_PX : ROW_PX);
    });
    this.above = (this.above ?? 0) + fresh.length;
  }

  togglePause() {
    this.paused = !this.paused;
    if (this.paused) return;
    const held = this.held;
    this.held = [];
    this.missed = 0;
    this.#prepend(held);
    this.follow();
  }

  /** Back to the newest. */
  follow() {
    this.above = 0;
    const view = this.renderRoot.querySelector('.scroll');
    if (view) view.scrollTop = 0;
    this.requestUpdate();
  }

  focusFilter() {
    this.renderRoot.querySelector('carillon-spec-box')?.focus();
  }

  enter() {
    this.renderRoot.querySelector('.title')?.focus();
  }

  render() {
    return html`<section class="sheet ${this.narrow ? 'narrow' : ''}">
      <header>${this.#head()}
        <carillon-spec-box .api=${this.api} .value=${this.spec} @spec=${({ detail }) => this.#subscribe(detail)}></carillon-spec-box>
        <carillon-rate .rate=${this.rate}></carillon-rate>
      </header>
      <div class="split">${this.#table()} ${this.chosen ? this.#detail() : nothing}</div>
    </section>`;
  }

  #head() {
    return html`<div class="head">
      <h1>Live</h1>
      <span class="muted small lead" role="status">${this.#words()}</span>
      <span class="space"></span>
      <button class="button" aria-pressed=${this.paused} @click=${this.togglePause} title="Pause (p)">${icon(this.paused ? 'play' : 'pause')}${this.paused ? 'Resume' : 'Pause'}</button>
      <button class="button" @click=${this.#share} title="Copy a link to this view; it holds no token">${icon(this.copied ? 'tick' : 'link')}${this.copied ? 'Copied' : 'Share'}</button>
    </div>`;
  }

  #words() {
    if (this.state === 'lost') return 'Connection lost. Reconnecting…';
    if (this.state === 'connecting') return 'Connecting…';
    if (this.state === 'refused') return 'Not subscribed';
    if (this.paused) return `Paused, ${plural(this.held.length + this.missed, 'new event')} waiting`;
    if (this.gap) return `${plural(this.rows.length, 'event')}; some are missing, the hub no longer keeps them`;
    return this.rows.length ? plural(this.rows.length, 'event') : 'Listening';
  }

  #table() {
    if (!this.rows.length) {
      return html`<div class="scroll empty">${icon('pulse')}<strong>${this.state === 'open' ? 'Listening' : 'Not connected yet'}</strong>
        <span>Events that match <code>${this.spec}</code> appear here as they happen.</span></div>`;
    }
    const { first, last } = this.#window;
    return html`<div class="scroll" @scroll=${this.#scrolled} tabindex="-1">
      ${this.above ? html`<button class="button follow" @click=${this.follow}>${icon('top')}${plural(this.above, 'newer event')}</button>` : nothing}
      <div class="spacer" .style=${`block-size:${this.#window.height}px`}>
        <ul role="list" .style=${`transform:translateY(${this.#window.top(first)}px)`}>
          ${repeat(this.rows.slice(first, last), (row) => row.id, (row) => this.#row(row))}
        </ul>
      </div>
    </div>`;
  }

  #row(event) {
    const severity = severityOf(event);
    return html`<li class=${tone(severity)}>
      <button class="title row" aria-pressed=${this.chosen?.id === event.id} @click=${() => (this.chosen = event)}>
        <time class="mono muted" datetime=${event.time}>${clock(new Date(event.time))}</time>
        ${badge(severity)}
        <span class="subject mono">${event.type}<i>.</i>${event.action}<i>.</i>${event.key}</span>
        <span class="words">${title(event.description ?? '')}</span>
        <span class="by muted">${event.principal}</span>
      </button>
    </li>`;
  }

  #scrolled() {
    this.#window.onScroll();
    if (this.above && this.renderRoot.querySelector('.scroll').scrollTop < ROW_PX) this.follow();
  }

  #detail() {
    const event = this.chosen;
    return html`<aside aria-label="The event in full">
      <div class="head"><h2>${event.type} ${event.action}</h2><span class="space"></span>
        <button class="button quiet square" aria-label="Copy as JSON" title="Copy as JSON" @click=${() => navigator.clipboard?.writeText(pretty(event))}>${icon('copy')}</button>
        <a class="button quiet square" aria-label="Why is it delivered?" title="Why is it delivered?" href="${this.links.explain(event.id)}&spec=${encodeURIComponent(this.spec)}">${icon('why')}</a>
        <button class="button quiet square" aria-label="Close" title="Close" @click=${() => (this.chosen = null)}>${icon('close')}</button>
      </div>
      <p class="muted small">${plain(event.description)}</p>
      <pre class="mono" tabindex="0">${pretty(event)}</pre>
    </aside>`;
  }

  async #share() {
    const link = new URL(`#/live?spec=${encodeURIComponent(this.spec)}`, location.href).href;
    await navigator.clipboard?.writeText(link).catch(() => {});
    this.copied = true;
    setTimeout(() => (this.copied = false), 2000);
  }
}

customElements.define('carillon-live', CarillonLive);
