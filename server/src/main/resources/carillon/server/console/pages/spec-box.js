/** A box for the subscription language: says as you type whether it parses, and where it does not. */
import { LitElement, css, html, nothing } from '../lib/lit/index.js';
import { base } from '../base/look.js';
import { icon } from '../base/icons.js';
import { rich } from '../base/text.js';

const EXAMPLES = [
  ['*.*.*', 'everything you may see'],
  ['connection.*.*', 'one type'],
  ['machines,jobs.create,update.*', 'some types and actions'],
  ['machines.update.*.Runnable=Changed(false,true)', 'only when a value changed'],
  ['*.*.*.And(Action=Ne("delete"),Name=Re("^web-"))', 'a condition on the object'],
];

class CarillonSpecBox extends LitElement {
  static properties = { api: { attribute: false }, value: {}, label: {}, trouble: { state: true } };

  static styles = [
    base,
    css`
      :host {
        display: block;
        min-inline-size: 0;
        position: relative;
      }

      .line {
        display: flex;
        gap: 8px;
      }

      .field {
        flex: 1;
        min-inline-size: 0;
        font-family: var(--c-mono);
        font-size: 13px;
      }

      .examples {
        inset: auto;
        position: fixed;
        margin: 0;
        padding: 5px;
        max-inline-size: calc(100vw - 16px);
        border: 1px solid var(--c-line);
        border-radius: 10px;
        background: var(--c-raised);
        color: var(--c-ink);
        box-shadow: var(--c-shadow);
      }

      .examples button {
        display: grid;
        inline-size: 100%;
        padding: 6px 10px;
        border: 0;
        border-radius: 6px;
        background: none;
        text-align: start;
        overflow-wrap: anywhere;
      }

      .examples button:hover,
      .examples button:focus-visible {
        background: var(--c-accent-soft);
      }

      .wrong {
        display: grid;
        gap: 2px;
        padding-block-start: 8px;
        color: var(--c-error);
      }

      .wrong pre {
        margin: 0;
        padding: 6px 10px;
        border-radius: 6px;
        background: var(--c-error-soft);
        color: var(--c-ink);
        overflow: auto;
        white-space: pre;
      }

      mark {
        background: none;
        color: var(--c-error);
        font-weight: 700;
        text-decoration: underline wavy;
        text-underline-offset: 3px;
      }
    `,
  ];

  constructor() {
    super();
    this.value = '';
    this.label = 'Subscription: type.action.key and maybe .filter';
    this.trouble = null;
  }

  focus() {
    this.renderRoot.querySelector('input')?.focus();
  }

  render() {
    return html`<div class="line">
        <input class="field" aria-label=${this.label} title=${this.label} aria-invalid=${this.trouble !== null} aria-describedby="wrong" placeholder="type.action.key.filter" autocomplete="off" autocapitalize="off" spellcheck="false" .value=${this.value} @input=${this.#typed} @keydown=${this.#key} @change=${this.#commit} />
        <button class="button" @click=${this.#examples} aria-haspopup="true">${icon('doc')}Examples</button>
      </div>
      <div class="examples" popover="auto">${EXAMPLES.map(([text, words]) => html`<button @click=${() => this.#take(text)}><span class="mono">${text}</span><span class="muted small">${words}</span></button>`)}</div>
      <div id="wrong" role="alert">${this.trouble ? this.#wrong() : nothing}</div>`;
  }

  #wrong() {
    const { position, message } = this.trouble;
    if (!Number.isInteger(position)) return html`<div class="wrong"><span>${rich(message)}</span></div>`;
    const text = this.value;
    const at = Math.min(position, text.length);
    // a window around the mistake: a filter may be 64 KiB long
    const from = Math.max(0, at - 60);
    return html`<div class="wrong">
      <pre class="mono">${from ? '…' : ''}${text.slice(from, at)}<mark>${text.slice(at, at + 1) || ' '}</mark>${text.slice(at + 1, at + 40)}</pre>
      <span>Character ${at + 1}: ${rich(message)}</span>
    </div>`;
  }

  /** Shows a refusal that came from elsewhere, for example from the stream itself. */
  refuse(message) {
    this.trouble = { message };
  }

  #typed({ target }) {
    this.value = target.value;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.#check(), 250);
  }

  #key(event) {
    if (event.key === 'Enter') this.#commit();
  }

  /** Answers whether it parses; without the check's help the stream will say so itself. */
  async #check() {
    const text = this.value.trim();
    try {
      const answer = await this.api.post('v1/filter/check', { expr: text });
      if (text !== this.value.trim()) return false;
      this.trouble = answer.ok ? null : answer;
      return answer.ok;
    } catch (error) {
      console.info('carillon: the subscription was not checked', error.message);
      return true;
    }
  }

  async #commit() {
    clearTimeout(this.timer);
    const text = this.value.trim();
    if (text && (await this.#check())) this.dispatchEvent(new CustomEvent('spec', { detail: text }));
  }

  #examples({ currentTarget }) {
    const panel = this.renderRoot.querySelector('.examples');
    panel.togglePopover();
    const at = currentTarget.getBoundingClientRect();
    panel.style.top = `${at.bottom + 4}px`;
    panel.style.left = `${Math.max(8, at.right - panel.offsetWidth)}px`;
  }

  #take(text) {
    this.value = text;
    this.renderRoot.querySelector('.examples').hidePopover();
    this.#commit();
    this.focus();
  }
}

customElements.define('carillon-spec-box', CarillonSpecBox);
