/** The filter line with suggestions: a combobox by the book, and the terms again as chips that can be taken away. */
import { LitElement, css, html, nothing } from '../lib/lit/index.js';
import { base } from '../base/look.js';
import { icon } from '../base/icons.js';
import { SEVERITIES } from '../base/severity.js';
import { parse, suggest, without } from './query.js';

const PATIENCE_MS = 350;

class CarillonFilterBox extends LitElement {
  static properties = { value: {}, types: { attribute: false }, options: { state: true }, chosen: { state: true } };

  static styles = [
    base,
    css`
      :host {
        display: block;
        position: relative;
        min-inline-size: 0;
      }

      .field {
        display: flex;
        align-items: center;
        gap: 8px;
        padding: 0 4px 0 10px;
      }

      .field .icon {
        color: var(--c-muted);
      }

      input {
        flex: 1;
        min-inline-size: 0;
        block-size: 34px;
        border: 0;
        padding: 0;
        background: none;
        outline: none;
      }

      input:focus-visible {
        outline: none;
      }

      ul {
        position: absolute;
        inset-inline: 0;
        inset-block-start: calc(100% + 4px);
        z-index: 20;
        max-block-size: 300px;
        overflow: auto;
        padding: 5px;
        list-style: none;
        border: 1px solid var(--c-line);
        border-radius: 10px;
        background: var(--c-raised);
        box-shadow: var(--c-shadow);
      }

      li {
        display: flex;
        justify-content: space-between;
        gap: 16px;
        padding: 5px 10px;
        border-radius: 6px;
        cursor: pointer;
      }

      li[aria-selected='true'],
      li:hover {
        background: var(--c-accent-soft);
      }

      .chips {
        display: flex;
        flex-wrap: wrap;
        gap: 6px;
        padding-block-start: 8px;
      }

      .chip {
        display: inline-flex;
        align-items: center;
        gap: 4px;
        max-inline-size: 100%;
        padding: 1px 4px 1px 9px;
        border: 0;
        border-radius: 20px;
        font-size: 12.5px;
        line-height: 22px;
        background: var(--c-accent-soft);
        color: var(--c-accent);
      }

      .chip span {
        overflow: hidden;
        text-overflow: ellipsis;
        white-space: nowrap;
      }

      .chip .icon {
        inline-size: 14px;
        block-size: 14px;
      }
    `,
  ];

  /** Whether suggestions are wanted, even if there are none. */
  #asked = false;

  constructor() {
    super();
    this.value = '';
    this.types = { category: [], action: [] };
    this.options = [];
    this.chosen = -1;
  }

  /** Suggestions that become known while somebody waits for them; a list that is there is left as it is. */
  willUpdate(changed) {
    if (changed.has('types') && this.#asked && !this.options.length) this.#look();
  }

  focus() {
    this.renderRoot.querySelector('input')?.focus();
  }

  render() {
    return html`
      <div class="field">
        ${icon('search')}
        <input
          type="text"
          role="combobox"
          aria-label="Filter notifications"
          aria-autocomplete="list"
          aria-controls="options"
          aria-expanded=${this.options.length > 0}
          aria-activedescendant=${this.chosen < 0 ? nothing : `option-${this.chosen}`}
          placeholder="Filter notifications"
          autocomplete="off"
          autocapitalize="off"
          spellcheck="false"
          .value=${this.value}
          @input=${this.#typed}
          @focus=${this.#look}
          @click=${this.#look}
          @blur=${this.#enter}
          @keydown=${this.#key}
        />
        ${this.value ? html`<button class="button quiet square" aria-label="Clear the filter" title="Clear" @click=${() => this.#set('')}>${icon('close')}</button>` : nothing}
      </div>
      <ul id="options" role="listbox" aria-label="Suggestions" ?hidden=${!this.options.length}>
        ${this.options.map((option, index) => this.#option(option, index))}
      </ul>
      ${this.#chips()}
    `;
  }

  #option(option, index) {
    // mousedown, not click: a click would first take the focus out of the box and close the list
    return html`<li id="option-${index}" role="option" aria-selected=${index === this.chosen} @mousedown=${(event) => this.#pick(event, option)}>
      <span class="mono">${option.text.trim()}</span><span class="muted small">${option.hint}</span>
    </li>`;
  }

  #chips() {
    const { terms } = parse(this.value);
    if (!terms.length) return nothing;
    return html`<div class="chips">${terms.map(
      (each) => html`<button class="chip" title="Remove this filter" @click=${() => this.#set(without(this.value, each))}>
        <span>${each.type}: ${each.value}</span>${icon('close')}
      </button>`,
    )}</div>`;
  }

  #typed({ target }) {
    this.value = target.value;
    this.#look();
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.#tell(), PATIENCE_MS);
  }

  #look() {
    const input = this.renderRoot.querySelector('input');
    const known = { ...this.types, severity: SEVERITIES, status: ['unread', 'read', 'all'] };
    const { from, to, options } = suggest(this.value, input.selectionStart ?? this.value.length, known);
    this.place = { from, to };
    this.options = options;
    this.chosen = -1;
    this.#asked = true;
  }

  #close() {
    this.options = [];
    this.#asked = false;
  }

  #key(event) {
    const { key } = event;
    const count = this.options.length;
    if (key === 'ArrowDown' && count) this.chosen = (this.chosen + 1) % count;
    else if (key === 'ArrowUp' && count) this.chosen = (this.chosen - 1 + count) % count;
    else if (key === 'Enter') this.chosen >= 0 ? this.#pick(event, this.options[this.chosen]) : this.#enter();
    else if (key === 'Escape' && count) this.#close();
    else if (key === 'Escape' && this.value) this.#set('');
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  #enter() {
    this.#close();
    this.#tell();
  }

  #pick(event, option) {
    event.preventDefault();
    const { from, to } = this.place;
    this.value = this.value.slice(0, from) + option.text + this.value.slice(to);
    this.updateComplete.then(() => {
      this.focus();
      this.#look();
      if (!option.text.endsWith(':')) this.#enter();
    });
  }

  #set(value) {
    this.value = value;
    this.#enter();
  }

  #tell() {
    clearTimeout(this.timer);
    this.dispatchEvent(new CustomEvent('filter', { detail: this.value.trim() }));
  }
}

if (!customElements.get('carillon-filter-box')) customElements.define('carillon-filter-box', CarillonFilterBox);
