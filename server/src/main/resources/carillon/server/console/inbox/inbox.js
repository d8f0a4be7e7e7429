/**
 * `<carillon-inbox>`: bell, drawer and toasts in one element, for any site.
 *
 *   <script type="module" src="https://hub.example/console/inbox/inbox.js"></script>
 *   <carillon-inbox></carillon-inbox>   and then   element.token = '…'
 *
 * `src` is the hub (default: where this script came from), `token` a token of the hub (set the property rather than the
 * attribute: attributes are seen by every script that reads the page), `theme` is `light` or `dark` (default: as the
 * page). Colours, font and radius: the CSS variables in base/look.js. Events: `carillon-arrived`, `carillon-toggle`.
 */
import { LitElement, css, html, nothing } from '../lib/lit/index.js';
import { Api, HOME } from '../base/api.js';
import { base, tokens } from '../base/look.js';
import { icon } from '../base/icons.js';
import { number } from '../base/text.js';
import { Feed } from './feed.js';
import './centre.js';
import './toasts.js';

export class CarillonInbox extends LitElement {
  static properties = {
    src: {},
    token: {},
    theme: { reflect: true },
    open: { type: Boolean, reflect: true },
    feed: { attribute: false },
    links: { attribute: false },
    preset: { state: true },
  };

  static styles = [
    tokens,
    base,
    css`
      :host {
        display: inline-block;
      }

      .bell {
        position: relative;
        display: grid;
        place-items: center;
        inline-size: 36px;
        block-size: 36px;
        padding: 0;
        border: 0;
        border-radius: 8px;
        background: none;
        color: var(--c-ink);
      }

      .bell:hover {
        background: var(--c-hover);
      }

      .bell .icon {
        inline-size: 21px;
        block-size: 21px;
      }

      .badge {
        position: absolute;
        inset-block-start: -3px;
        inset-inline-start: 20px;
        min-inline-size: 18px;
        padding: 0 5px;
        border-radius: 9px;
        font-size: 11px;
        line-height: 18px;
        font-weight: 680;
        text-align: center;
        box-shadow: 0 0 0 2px var(--c-surface);
      }

      .badge.error {
        background: #b3261e;
        color: #fff;
      }

      .badge.warning {
        background: #f0b03f;
        color: #2b1c00;
      }

      dialog {
        position: fixed;
        inset: 0 0 0 auto;
        inline-size: min(560px, 100vw);
        block-size: 100dvh;
        max-inline-size: none;
        max-block-size: none;
        margin: 0;
        padding: 0;
        border: 0;
        border-inline-start: 1px solid var(--c-line);
        background: var(--c-surface);
        color: var(--c-ink);
        box-shadow: var(--c-shadow);
        animation: slide 0.2s ease-out;
      }

      dialog::backdrop {
        background: rgb(10 14 12 / 0.32);
      }

      @keyframes slide {
        from {
          transform: translateX(32px);
          opacity: 0;
        }
      }
    `,
  ];

  constructor() {
    super();
    this.src = '';
    this.token = '';
    this.open = false;
    this.preset = null;
    this.stopped = false;
  }

  /** A framework that moves the element in its page takes it out and puts it in again. */
  connectedCallback() {
    super.connectedCallback();
    if (this.own && this.stopped) this.#connect();
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    if (this.own) this.feed?.stop();
    this.stopped = true;
  }

  willUpdate(changed) {
    if ((changed.has('token') || changed.has('src')) && this.token) this.#connect();
    if (changed.has('feed')) this.#listen(changed.get('feed'));
  }

  /** Opens the centre with the history of something (meshery-events 11.10): `{title, icon, empty, filters}`. */
  show(preset = null) {
    this.preset = preset;
    this.open = true;
  }

  render() {
    return html`${this.#bell()} ${this.#drawer()} <carillon-toasts .feed=${this.feed} @open-centre=${() => this.show()}></carillon-toasts>`;
  }

  updated(changed) {
    if (!changed.has('open')) return;
    const dialog = this.renderRoot.querySelector('dialog');
    if (this.open && !dialog.open) dialog.showModal();
    if (!this.open && dialog.open) dialog.close();
    this.dispatchEvent(new CustomEvent('carillon-toggle', { detail: this.open }));
  }

  #bell() {
    const { count, tone } = this.feed?.badge ?? { count: 0, tone: 'none' };
    const words = { error: 'unread errors', warning: 'unread warnings', none: '' }[tone];
    const lost = this.feed?.state === 'lost' ? ', reconnecting' : '';
    return html`<button class="bell" part="bell" aria-haspopup="dialog" aria-expanded=${this.open} aria-label="Notifications${count ? `, ${number(count)} ${words}` : ''}${lost}" title="Notifications" @click=${() => this.show()}>
      ${icon('bell')}${count ? html`<span class="badge ${tone}" part="badge">${count > 999 ? '999+' : count}</span>` : nothing}
    </button>`;
  }

  #drawer() {
    return html`<dialog aria-label="Notifications" @close=${this.#closed} @click=${this.#outside}>
      ${this.open && this.feed
        ? html`<carillon-centre .feed=${this.feed} .preset=${this.preset} .links=${this.links}>
            <button slot="close" class="button quiet square" aria-label="Close" title="Close (Esc)" @click=${() => (this.open = false)}>${icon('close')}</button>
          </carillon-centre>`
        : nothing}
    </dialog>`;
  }

  /** A closed drawer forgets its filters: the centre is made anew each time. */
  #closed() {
    this.open = false;
    this.preset = null;
  }

  /** The dialog itself is only hit outside of its content, on the backdrop. */
  #outside(event) {
    if (event.target === event.currentTarget) this.open = false;
  }

  #connect() {
    if (this.own) this.feed?.stop();
    const api = new Api(this.src || HOME);
    api.useToken(this.token);
    // the attribute must not lie around in the page; the property keeps working
    this.removeAttribute('token');
    this.own = true;
    this.stopped = false;
    this.feed = new Feed(api);
    this.feed.start();
  }

  #listen(before) {
    for (const type of ['counts', 'state']) {
      before?.removeEventListener(type, this.#again);
      this.feed?.addEventListener(type, this.#again);
    }
    before?.removeEventListener('arrived', this.#tell);
    this.feed?.addEventListener('arrived', this.#tell);
  }

  #again = () => this.requestUpdate();

  #tell = ({ detail }) => this.dispatchEvent(new CustomEvent('carillon-arrived', { detail, bubbles: true, composed: true }));
}

if (!customElements.get('carillon-inbox')) customElements.define('carillon-inbox', CarillonInbox);
