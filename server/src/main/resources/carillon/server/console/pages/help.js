/** All keys on one card. */
import { LitElement, css, html } from '../lib/lit/index.js';
import { base } from '../base/look.js';
import { icon } from '../base/icons.js';

const EVERYWHERE = [
  ['/', 'To the filter'],
  ['b', 'Open the notifications in a drawer'],
  ['t', 'Change colours'],
  ['Esc', 'Close what is open'],
  ['?', 'This help'],
];

const LIST = [
  ['j ↓', 'Next row'],
  ['k ↑', 'Row before'],
  ['Enter', 'Open or close it'],
  ['x', 'Select it'],
  ['m', 'Mark as read or unread'],
  ['Del', 'Delete it'],
  ['p', 'Pause or resume (Live)'],
];

class CarillonHelp extends LitElement {
  static properties = { pages: { attribute: false } };

  static styles = [
    base,
    css`
      dialog {
        inline-size: min(640px, calc(100vw - 24px));
        padding: 20px 24px 24px;
        border: 1px solid var(--c-line);
        border-radius: 16px;
        background: var(--c-raised);
        color: var(--c-ink);
        box-shadow: var(--c-shadow);
      }

      dialog::backdrop {
        background: rgb(10 14 12 / 0.4);
      }

      .head {
        display: flex;
        justify-content: space-between;
        align-items: center;
        margin-block-end: 14px;
      }

      .columns {
        display: grid;
        grid-template-columns: repeat(auto-fit, minmax(min(100%, 250px), 1fr));
        gap: 20px 32px;
      }

      h3 {
        margin-block-end: 6px;
        font-size: 12.5px;
        color: var(--c-muted);
      }

      dl div {
        display: flex;
        gap: 12px;
        padding-block: 4px;
      }

      dt {
        flex: 0 0 76px;
        display: flex;
        align-items: flex-start;
        gap: 4px;
      }
    `,
  ];

  show() {
    this.renderRoot.querySelector('dialog').showModal();
  }

  render() {
    return html`<dialog aria-labelledby="title" @click=${this.#outside}>
      <div class="head"><h2 id="title">Keyboard</h2><button class="button quiet square" aria-label="Close" @click=${this.#close}>${icon('close')}</button></div>
      <div class="columns">
        <section><h3>Everywhere</h3>${this.#table(EVERYWHERE)}</section>
        <section><h3>In a list</h3>${this.#table(LIST)}</section>
        <section><h3>Go to</h3>${this.#table(this.pages.map((page) => [`g ${page.key}`, page.title]))}</section>
      </div>
    </dialog>`;
  }

  #table(rows) {
    return html`<dl>${rows.map(([keys, words]) => html`<div><dt>${keys.split(' ').map((key) => html`<kbd>${key}</kbd>`)}</dt><dd>${words}</dd></div>`)}</dl>`;
  }

  #close() {
    this.renderRoot.querySelector('dialog').close();
  }

  #outside(event) {
    if (event.target === event.currentTarget) this.#close();
  }
}

customElements.define('carillon-help', CarillonHelp);
