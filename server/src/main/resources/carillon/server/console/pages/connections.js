/** Who is connected, how, since when, and how well they keep up. */
import { LitElement, css, html, nothing } from '../lib/lit/index.js';
import { base } from '../base/look.js';
import { icon } from '../base/icons.js';
import { bytes, number, plural } from '../base/text.js';
import '../base/time.js';
import { pageLook } from './page-look.js';

const REFRESH_MS = 5000;
const NEVER = '0001-01-01T00:00:00Z';

const WORDS = { websocket: 'WebSocket', api: 'HTTP', sse: 'Event stream', socketio: 'Socket.IO' };

/** The list of connections with what the hub knows of those that carry a stream. */
function withStreams(all, streams) {
  const known = new Map(streams.map((stream) => [stream.remote, stream]));
  const listed = all.map((each) => (known.has(each.RemoteAddr) ? { ...each, ...shown(known.get(each.RemoteAddr)) } : each));
  const unlisted = streams.filter(({ remote }) => !all.some((each) => each.RemoteAddr === remote));
  return [...listed, ...unlisted.map(shown)];
}

function shown({ remote, transport, dialect, principal, since, outbox, dropped }) {
  return { RemoteAddr: remote, Type: transport, Dialect: dialect, Principal: principal || 'nobody yet', CreateTime: since, Outbox: outbox, Dropped: dropped, stream: true };
}

class CarillonConnections extends LitElement {
  static properties = {
    api: { attribute: false },
    session: { attribute: false },
    all: { state: true },
    filter: { state: true },
    trouble: { state: true },
    asking: { state: true },
  };

  static styles = [
    base,
    pageLook,
    css`
      .search {
        inline-size: 220px;
      }

      .principal {
        display: inline-flex;
        align-items: center;
        gap: 8px;
        min-inline-size: 0;
        vertical-align: middle;
      }

      .principal .icon {
        color: var(--c-muted);
      }

      td .button {
        min-block-size: 28px;
      }

      carillon-time,
      td.number {
        white-space: nowrap;
      }

      tr.slow td {
        background: var(--c-warning-soft);
      }
    `,
  ];

  constructor() {
    super();
    this.all = null;
    this.filter = '';
    this.trouble = '';
    this.asking = '';
  }

  connectedCallback() {
    super.connectedCallback();
    this.#load();
    this.timer = setInterval(() => document.hidden || this.#load(), REFRESH_MS);
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    clearInterval(this.timer);
  }

  async #load() {
    try {
      const [all, streams] = await Promise.all([this.api.get('api/v3/connections'), this.api.get('v1/connections')]);
      this.all = withStreams(all, streams);
      this.trouble = '';
    } catch (error) {
      this.trouble = error.message;
    }
  }

  focusFilter() {
    this.renderRoot.querySelector('input')?.focus();
  }

  render() {
    const shown = this.#shown();
    return html`<section class="sheet">
      <header><div class="head">
        <h1>Connections</h1>
        <span class="muted small lead number">${this.all ? plural(this.all.length, 'connection') : ''}</span>
        <span class="space"></span>
        <input class="field search" type="search" aria-label="Filter connections" placeholder="Filter" .value=${this.filter} @input=${({ target }) => (this.filter = target.value)} />
      </div>
      ${this.trouble ? html`<div class="notice bad" role="alert">${icon('octagon')}<span>${this.trouble}</span></div>` : nothing}
      </header>
      <div class="scroll">${this.all === null ? this.#waiting() : shown.length ? this.#table(shown) : this.#empty()}</div>
    </section>`;
  }

  #shown() {
    const wanted = this.filter.trim().toLowerCase();
    return (this.all ?? []).filter((each) => !wanted || JSON.stringify(each).toLowerCase().includes(wanted));
  }

  #waiting() {
    return this.trouble ? nothing : html`<div class="empty"><span class="spinner"></span>Loading…</div>`;
  }

  #empty() {
    return html`<div class="empty">${icon('plug')}<strong>${this.filter ? 'No connection matches' : 'Nobody you may see is connected'}</strong>
      ${this.filter ? nothing : 'Your role decides which connections are listed here.'}</div>`;
  }

  #table(shown) {
    const has = (name) => shown.some((each) => each[name] !== undefined);
    const columns = { Dialect: has('Dialect'), Outbox: has('Outbox'), Dropped: has('Dropped') };
    return html`<table class="cards">
      <thead><tr>
        <th scope="col">Who</th><th scope="col">By</th><th scope="col">From</th><th scope="col">Since</th><th scope="col">Until</th>
        ${columns.Outbox ? html`<th scope="col" class="end">Outbox</th>` : nothing} ${columns.Dropped ? html`<th scope="col" class="end">Dropped</th>` : nothing}
        ${this.session.administrator ? html`<th scope="col"><span class="unseen">Disconnect</span></th>` : nothing}
      </tr></thead>
      <tbody>${shown.map((each) => this.#row(each, columns))}</tbody>
    </table>`;
  }

  #row(each, columns) {
    const limited = each.ExpiresAt && each.ExpiresAt !== NEVER;
    return html`<tr class=${each.Dropped > 0 ? 'slow' : ''}>
      <td data-name="Who"><span class="principal">${icon(String(each.Principal).startsWith('user:') ? 'person' : 'plug')}${String(each.Principal).replace(/^user:/, '')}</span></td>
      <td data-name="By"><span>${WORDS[each.Type] ?? each.Type} ${each.Dialect ? html`<span class="tag">${each.Dialect}</span>` : nothing}</span></td>
      <td data-name="From"><span class="mono">${each.RemoteAddr}</span></td>
      <td data-name="Since"><carillon-time datetime=${each.CreateTime}></carillon-time></td>
      <td data-name="Until">${limited ? html`<carillon-time datetime=${each.ExpiresAt}></carillon-time>` : html`<span class="muted">no end</span>`}</td>
      ${columns.Outbox ? html`<td data-name="Outbox" class="end number">${each.stream ? bytes(each.Outbox) : nothing}</td>` : nothing}
      ${columns.Dropped ? html`<td data-name="Dropped" class="end number">${each.stream ? number(each.Dropped) : nothing}</td>` : nothing}
      ${this.session.administrator ? html`<td data-name="" class="end">${this.#button(each)}</td>` : nothing}
    </tr>`;
  }

  #button(each) {
    if (!each.stream) return nothing;
    if (this.asking !== each.RemoteAddr) return html`<button class="button" @click=${() => (this.asking = each.RemoteAddr)}>Disconnect</button>`;
    return html`<button class="button danger" @click=${() => this.#disconnect(each)}>Really disconnect</button>
      <button class="button quiet square" aria-label="Do not disconnect" @click=${() => (this.asking = '')}>${icon('close')}</button>`;
  }

  async #disconnect(each) {
    this.asking = '';
    try {
      await this.api.delete(`v1/connections/${encodeURIComponent(each.RemoteAddr)}`);
      this.all = this.all.filter((other) => other !== each);
    } catch (error) {
      this.trouble = error.message;
    }
    await this.#load();
  }
}

customElements.define('carillon-connections', CarillonConnections);
