/** What just came in, in a corner, for a few seconds; and what went wrong. */
import { LitElement, css, html, nothing } from '../lib/lit/index.js';
import { repeat } from '../lib/lit/directives/repeat.js';
import { base } from '../base/look.js';
import { icon } from '../base/icons.js';
import { atLeast, badge, label, severityOf, tone } from '../base/severity.js';
import { plural, title } from '../base/text.js';

const SHOWN = 3;
const LIFE_MS = 7000;

class CarillonToasts extends LitElement {
  static properties = { feed: { attribute: false }, toasts: { state: true }, more: { state: true } };

  static styles = [
    base,
    css`
      :host {
        position: fixed;
        inset-inline-end: 20px;
        inset-block-end: 20px;
        z-index: 1000;
        inline-size: min(380px, calc(100vw - 32px));
        pointer-events: none;
      }

      .toasts {
        display: grid;
        gap: 10px;
      }

      .toast {
        display: flex;
        align-items: flex-start;
        gap: 12px;
        padding: 12px 8px 12px 14px;
        border: 1px solid var(--c-line);
        border-radius: 12px;
        background: var(--c-raised);
        color: var(--c-ink);
        box-shadow: var(--c-shadow);
        pointer-events: auto;
        animation: enter 0.22s ease-out;
        position: relative;
        overflow: hidden;
      }

      .toast::before {
        content: '';
        position: absolute;
        inset-block: 0;
        inset-inline-start: 0;
        inline-size: 4px;
        background: var(--tone);
      }

      .toast.error {
        --tone: var(--c-error-fill);
      }
      .toast.warning {
        --tone: var(--c-warning-fill);
      }
      .toast.success {
        --tone: var(--c-success-fill);
      }
      .toast.info {
        --tone: var(--c-info-fill);
      }
      .toast.debug {
        --tone: var(--c-debug-fill);
      }

      .text {
        flex: 1;
        min-inline-size: 0;
        max-block-size: 84px;
        overflow: hidden;
        overflow-wrap: anywhere;
        padding-block: 1px;
      }

      .sev {
        padding-block-start: 2px;
      }

      .button {
        min-block-size: 28px;
        inline-size: 28px;
        margin-block: -3px;
      }

      .more {
        justify-self: end;
        padding: 2px 10px;
        border-radius: 20px;
        background: var(--c-raised);
        border: 1px solid var(--c-line);
        pointer-events: auto;
      }

      @keyframes enter {
        from {
          opacity: 0;
          transform: translateY(8px);
        }
      }

      @media (max-width: 600px) {
        :host {
          inset-inline: 12px;
          inset-block: 64px auto;
          inline-size: auto;
        }
      }
    `,
  ];

  #arrived = ({ detail }) => this.#event(detail);
  #trouble = ({ detail }) => this.show({ key: `trouble-${performance.now()}`, severity: 'error', text: detail });

  constructor() {
    super();
    this.toasts = [];
    this.more = 0;
    this.timers = new Map();
  }

  willUpdate(changed) {
    if (!changed.has('feed')) return;
    changed.get('feed')?.removeEventListener('arrived', this.#arrived);
    changed.get('feed')?.removeEventListener('trouble', this.#trouble);
    this.feed?.addEventListener('arrived', this.#arrived);
    this.feed?.addEventListener('trouble', this.#trouble);
  }

  show(toast) {
    if (this.toasts.length >= SHOWN) {
      this.more += 1;
      return;
    }
    this.toasts = [...this.toasts, toast];
    this.#live(toast.key);
  }

  render() {
    return html`<div class="toasts" role="log" aria-live="polite" aria-label="New notifications">
      ${repeat(this.toasts, (toast) => toast.key, (toast) => this.#toast(toast))}
      ${this.more ? html`<span class="more small">and ${plural(this.more, 'more', 'more')}</span>` : nothing}
    </div>`;
  }

  #toast({ key, severity, text, event }) {
    return html`<div class="toast ${tone(severity)}" @mouseenter=${() => this.#stay(key)} @mouseleave=${() => this.#live(key)} @focusin=${() => this.#stay(key)} @focusout=${() => this.#live(key)}>
      ${badge(severity)}<span class="text">${title(text || `${event?.category} ${event?.action}`)}</span>
      ${event ? html`<button class="button quiet square" aria-label="Open the notifications" title="Open the notifications" @click=${() => this.#open(key)}>${icon('bell')}</button>` : nothing}
      <button class="button quiet square" aria-label="Dismiss this ${label(severity)}" title="Dismiss" @click=${() => this.#gone(key)}>${icon('close')}</button>
    </div>`;
  }

  #event(event) {
    const { toasts, min_toast_severity: least, muted_categories: muted } = this.feed.preferences;
    const severity = severityOf(event);
    if (!toasts || muted.includes(event.category) || !atLeast(severity, least)) return;
    this.show({ key: event.id, severity, text: event.description, event });
  }

  #open(key) {
    this.#gone(key);
    this.dispatchEvent(new CustomEvent('open-centre', { bubbles: true, composed: true }));
  }

  #stay(key) {
    clearTimeout(this.timers.get(key));
  }

  #live(key) {
    this.#stay(key);
    this.timers.set(key, setTimeout(() => this.#gone(key), LIFE_MS));
  }

  #gone(key) {
    this.#stay(key);
    this.timers.delete(key);
    this.toasts = this.toasts.filter((toast) => toast.key !== key);
    if (!this.toasts.length) this.more = 0;
  }
}

if (!customElements.get('carillon-toasts')) customElements.define('carillon-toasts', CarillonToasts);
