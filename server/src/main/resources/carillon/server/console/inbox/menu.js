/** The small menu of one row; floats above everything and follows the keyboard rules of a menu. */
import { LitElement, css, html, nothing } from '../lib/lit/index.js';
import { base } from '../base/look.js';
import { icon } from '../base/icons.js';

class CarillonMenu extends LitElement {
  static properties = { items: { state: true } };

  static styles = [
    base,
    css`
      :host {
        display: contents;
      }

      [popover] {
        position: fixed;
        inset: auto;
        margin: 0;
        padding: 5px;
        min-inline-size: 190px;
        border: 1px solid var(--c-line);
        border-radius: 10px;
        background: var(--c-raised);
        color: var(--c-ink);
        box-shadow: var(--c-shadow);
      }

      .item {
        display: flex;
        align-items: center;
        gap: 10px;
        inline-size: 100%;
        padding: 6px 10px;
        border: 0;
        border-radius: 6px;
        background: none;
        text-align: start;
        color: inherit;
        text-decoration: none;
      }

      .item:hover,
      .item:focus-visible {
        background: var(--c-accent-soft);
        outline: none;
      }

      .item .icon {
        inline-size: 16px;
        block-size: 16px;
        color: var(--c-muted);
      }

      .danger,
      .danger .icon {
        color: var(--c-error);
      }

      hr {
        margin: 5px 0;
        border: 0;
        border-block-start: 1px solid var(--c-line);
      }
    `,
  ];

  constructor() {
    super();
    this.items = [];
  }

  /** Items: `{label, icon, run}`, `{label, icon, href}` or null for a line between. */
  async open(button, items) {
    this.items = items;
    this.opener = button;
    await this.updateComplete;
    const panel = this.renderRoot.querySelector('[popover]');
    panel.showPopover();
    const at = button.getBoundingClientRect();
    const below = at.bottom + 4 + panel.offsetHeight < innerHeight;
    panel.style.top = `${Math.max(8, below ? at.bottom + 4 : at.top - panel.offsetHeight - 4)}px`;
    panel.style.left = `${Math.max(8, Math.min(at.right - panel.offsetWidth, innerWidth - panel.offsetWidth - 8))}px`;
    this.#focus(0);
  }

  close() {
    this.renderRoot.querySelector('[popover]')?.hidePopover();
  }

  render() {
    return html`<div popover="auto" role="menu" aria-label="What to do with this notification" @keydown=${this.#key} @toggle=${this.#toggled}>
      ${this.items.map((item) => this.#item(item))}
    </div>`;
  }

  #item(item) {
    if (!item) return html`<hr role="separator" />`;
    const look = `item ${item.danger ? 'danger' : ''}`;
    if (item.href) {
      return html`<a role="menuitem" tabindex="-1" class=${look} href=${item.href} target="_blank" rel="noopener noreferrer" @click=${() => this.close()}>${icon(item.icon)}${item.label}</a>`;
    }
    return html`<button role="menuitem" tabindex="-1" class=${look} @click=${() => this.#run(item)}>${item.icon ? icon(item.icon) : nothing}${item.label}</button>`;
  }

  #run(item) {
    this.close();
    item.run();
  }

  #toggled({ newState }) {
    if (newState === 'closed') this.opener?.focus();
  }

  #key(event) {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const all = [...this.renderRoot.querySelectorAll('[role=menuitem]')];
    const at = all.indexOf(this.renderRoot.activeElement);
    if (step) this.#focus((at + step + all.length) % all.length);
    else if (event.key === 'Home') this.#focus(0);
    else if (event.key === 'End') this.#focus(all.length - 1);
    else if (event.key === 'Tab') this.close();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  #focus(index) {
    this.renderRoot.querySelectorAll('[role=menuitem]')[index]?.focus();
  }
}

if (!customElements.get('carillon-menu')) customElements.define('carillon-menu', CarillonMenu);
