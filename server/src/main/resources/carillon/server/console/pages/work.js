/**
 * Jobs and bridge. Jobs are put together from their events: what ran before comes from the history, what runs now from
 * the stream, so the page shows exactly what any subscriber can know. The state of the bridge is shown to administrators.
 */
import { LitElement, css, html, nothing } from '../lib/lit/index.js';
import { base } from '../base/look.js';
import { icon } from '../base/icons.js';
import { EventStream } from '../base/stream.js';
import { plural } from '../base/text.js';
import '../base/time.js';
import { pageLook } from './page-look.js';
import { Jobs } from './jobs.js';

const SPEC = 'dispatcher.*.*';
const LOOK_MS = 5000;

class CarillonWork extends LitElement {
  static properties = { api: { attribute: false }, session: { attribute: false }, open: { state: true }, trouble: { state: true }, loaded: { state: true }, bridge: { state: true } };

  static styles = [
    base,
    pageLook,
    css`
      .job {
        display: inline-flex;
        align-items: center;
        gap: 8px;
        padding: 0;
        border: 0;
        background: none;
        text-align: start;
        overflow-wrap: anywhere;
      }

      .job .icon {
        transition: transform 0.12s;
        color: var(--c-muted);
      }

      .job[aria-expanded='true'] .icon {
        transform: rotate(90deg);
      }

      .tag.running {
        background: var(--c-info-soft);
        color: var(--c-info);
      }
      .tag.finished {
        background: var(--c-success-soft);
        color: var(--c-success);
      }
      .tag.failed {
        background: var(--c-error-soft);
        color: var(--c-error);
      }

      .log {
        padding: 4px 20px 16px 46px;
        display: grid;
        gap: 10px;
      }

      pre {
        margin: 4px 0 0;
        padding: 10px 12px;
        max-block-size: 300px;
        overflow: auto;
        border-radius: 8px;
        background: var(--c-sunken);
        font-size: 12.5px;
        line-height: 18px;
        white-space: pre-wrap;
        overflow-wrap: anywhere;
      }

      h2 {
        padding: 18px 20px 8px;
      }

      .peers {
        display: flex;
        flex-wrap: wrap;
        gap: 8px;
        padding: 0 20px 18px;
      }
    `,
  ];

  constructor() {
    super();
    this.jobs = new Jobs();
    this.open = '';
    this.trouble = '';
    this.loaded = false;
    this.bridge = null;
    /** What the stream brought before the history answered; null once it has. */
    this.early = [];
  }

  connectedCallback() {
    super.connectedCallback();
    this.#start();
    if (this.session.bridge && this.session.administrator) {
      this.#look();
      this.looking = setInterval(() => this.#look(), LOOK_MS);
    }
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.stream?.close();
    clearInterval(this.looking);
  }

  /** The bridge keeps a state and no history, so it is asked. */
  async #look() {
    try {
      this.bridge = await this.api.get('v1/bridge');
    } catch (error) {
      this.trouble = error.message;
    }
  }

  /**
   * First the stream, then the history, so that nothing is missed. What happens in between comes by both and is taken once, in
   * its order: of a job that runs each event has only what was printed since the last one.
   */
  async #start() {
    this.stream = new EventStream(this.api, `v1/stream?spec=${encodeURIComponent(SPEC)}`);
    this.stream.addEventListener('message', ({ detail }) => this.#take(detail));
    this.stream.addEventListener('state', () => this.requestUpdate());
    this.stream.start();
    await this.#listening();
    const past = await this.#past();
    const known = new Set(past.map(({ id }) => id));
    [...past, ...this.early.filter(({ id }) => !known.has(id))].forEach((event) => this.jobs.take(event));
    this.early = null;
    this.loaded = true;
  }

  /** The stream's first message says that it subscribed; one that cannot just now does not keep the history away. */
  #listening() {
    return new Promise((resolve) => {
      this.stream.addEventListener('message', resolve, { once: true });
      this.stream.addEventListener('state', () => this.stream.state === 'open' || resolve());
    });
  }

  /** The latest of the history, oldest first. */
  async #past() {
    try {
      const { events } = await this.api.get('v1/events', { type: 'dispatcher', limit: 500 });
      return events.reverse();
    } catch (error) {
      if (error.status !== 404) this.trouble = error.message;
      return [];
    }
  }

  #take({ event: kind, data }) {
    if (kind && kind !== 'event' && kind !== 'message') return;
    let event;
    try {
      event = JSON.parse(data);
    } catch {
      return;
    }
    if (this.early) this.early.push(event);
    else this.jobs.take(event);
    this.requestUpdate();
  }

  render() {
    const jobs = this.jobs.list();
    const running = jobs.filter((job) => job.state === 'running').length;
    return html`<section class="sheet">
      <header><div class="head"><h1>Jobs and bridge</h1>
        <span class="muted small lead" role="status">${jobs.length ? `${plural(jobs.length, 'job')}, ${running} running` : ''}</span></div>
        ${this.trouble ? html`<div class="notice bad" role="alert">${icon('octagon')}<span>${this.trouble}</span></div>` : nothing}
        ${this.session.jobs ? nothing : html`<div class="notice">${icon('info')}<span>Running jobs is switched off on this hub. It is switched on with <code>sysadm.jobs.enabled=true</code>.</span></div>`}
      </header>
      <div class="scroll">
        ${jobs.length ? this.#table(jobs) : this.#empty()}
        ${this.bridge ? this.#bridge() : nothing}
      </div>
    </section>`;
  }

  #empty() {
    if (!this.loaded) return html`<div class="empty"><span class="spinner"></span>Loading…</div>`;
    return html`<div class="empty">${icon('gear')}<strong>No jobs yet</strong>Jobs that run on this hub show up here with what they print.</div>`;
  }

  #table(jobs) {
    return html`<table><thead><tr><th scope="col">Job</th><th scope="col">State</th><th scope="col">Started</th><th scope="col">Last news</th></tr></thead>
      <tbody>${jobs.map((job) => this.#row(job))}</tbody></table>`;
  }

  #row(job) {
    const open = this.open === job.id;
    const look = job.failed ? 'failed' : job.state;
    return html`<tr>
        <td><button class="job mono" aria-expanded=${open} @click=${() => (this.open = open ? '' : job.id)}>${icon('chevron')}${job.id}</button></td>
        <td><span class="tag ${look}">${job.failed ? 'failed' : job.state}</span></td>
        <td class="small number">${job.started ? job.started.replace('T', ' ') : '–'}</td>
        <td><carillon-time class="small" datetime=${job.time}></carillon-time></td>
      </tr>
      ${open ? html`<tr><td colspan="4"><div class="log">${job.commands.map((command) => this.#command(command))}</div></td></tr>` : nothing}`;
  }

  #command({ text, log, code }) {
    return html`<div><code>${text}</code> ${code === undefined ? nothing : html`<span class="tag ${code === '0' ? 'finished' : 'failed'}">exit ${code}</span>`}
      ${log ? html`<pre class="mono" tabindex="0">${log}</pre>` : nothing}</div>`;
  }

  #bridge() {
    const { peers, messages, bytes } = this.bridge;
    const names = new Map(peers.map((peer) => [peer.id, peer.nickname || peer.hostname || peer.address]));
    return html`<h2>Bridge</h2>
      <p class="peers muted small">${plural(messages, 'message')} relayed, ${plural(bytes, 'byte')}</p>
      ${peers.length
        ? html`<table class="bridge"><thead><tr><th scope="col">Peer</th><th scope="col">Role</th><th scope="col">Address</th><th scope="col">Sees</th></tr></thead>
          <tbody>${peers.map((peer) => html`<tr>
            <td>${names.get(peer.id)}</td><td>${peer.nickname ? peer.role : 'not logged in'}</td><td class="mono small">${peer.address}</td>
            <td>${peer.visible.map((id) => names.get(id) ?? id).join(', ') || '–'}</td></tr>`)}</tbody></table>`
        : html`<p class="peers muted">Nobody is connected to the bridge.</p>`}`;
  }
}

customElements.define('carillon-work', CarillonWork);
