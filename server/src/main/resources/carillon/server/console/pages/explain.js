/** Why an event was, or was not, delivered: every step of the way, with the term and the value that decided. */
import { LitElement, css, html, nothing } from '../lib/lit/index.js';
import { base } from '../base/look.js';
import { icon } from '../base/icons.js';
import { badge, severityOf } from '../base/severity.js';
import { rich } from '../base/text.js';
import '../base/time.js';
import { pageLook } from './page-look.js';
import './spec-box.js';

const STEPS = {
  stored: 'Stored',
  selector: 'Selector',
  filter: 'Filter',
  visibility: 'Visibility',
  outbox: 'Outbox',
};

const FACES = { pass: ['check', 'success', 'passed'], fail: ['octagon', 'error', 'stopped here'], skipped: ['minus', 'muted', 'not asked'], unknown: ['why', 'muted', 'not known'] };

class CarillonExplain extends LitElement {
  static properties = { api: { attribute: false }, address: { attribute: false }, session: { attribute: false }, links: { attribute: false }, answer: { state: true }, busy: { state: true }, trouble: { state: true } };

  static styles = [
    base,
    pageLook,
    css`
      form {
        display: grid;
        grid-template-columns: minmax(0, 3fr) minmax(0, 2fr) minmax(0, 4fr) auto;
        gap: 12px;
        align-items: end;
      }

      label {
        display: grid;
        gap: 4px;
        font-size: 12.5px;
        font-weight: 560;
      }

      .field {
        font-weight: 400;
      }

      .primary {
        min-block-size: 36px;
      }

      .answer {
        display: grid;
        gap: 18px;
        padding: 22px 20px 28px;
        max-inline-size: 900px;
      }

      .verdict {
        padding: 14px 16px;
        font-size: 15px;
      }

      .verdict .icon {
        inline-size: 22px;
        block-size: 22px;
        margin: 0;
      }

      .event {
        display: flex;
        align-items: center;
        flex-wrap: wrap;
        gap: 6px 10px;
      }

      ol {
        list-style: none;
        display: grid;
      }

      .step {
        position: relative;
        display: grid;
        grid-template-columns: 24px minmax(0, 1fr);
        gap: 2px 14px;
        padding-block-end: 20px;
      }

      .step:not(:last-child)::before {
        content: '';
        position: absolute;
        inset-block: 26px 2px;
        inset-inline-start: 11px;
        border-inline-start: 2px solid var(--c-line);
      }

      .step > .sev {
        align-self: start;
        block-size: 22px;
      }

      .step > .sev .icon {
        inline-size: 22px;
        block-size: 22px;
      }

      .step.skipped,
      .step.unknown {
        color: var(--c-muted);
      }

      .step h2 {
        display: flex;
        align-items: baseline;
        gap: 10px;
      }

      .step h2 span {
        font-weight: 400;
        font-size: 12.5px;
      }

      .terms {
        margin-block-start: 8px;
        border: 1px solid var(--c-line);
        border-radius: 8px;
        overflow-x: auto;
      }

      .terms td,
      .terms th {
        padding: 5px 12px;
        font-size: 13px;
        position: static;
        vertical-align: top;
        overflow-wrap: anywhere;
      }

      .terms tr:last-child td {
        border: 0;
      }

      .terms .sev {
        justify-content: start;
      }

      .terms .icon {
        inline-size: 16px;
        block-size: 16px;
        margin-block-start: 2px;
      }

      .terms .decided td {
        background: var(--c-error-soft);
      }

      @media (max-width: 900px) {
        form {
          grid-template-columns: minmax(0, 1fr);
        }
      }
    `,
  ];

  constructor() {
    super();
    this.answer = null;
    this.busy = false;
    this.trouble = '';
  }

  connectedCallback() {
    super.connectedCallback();
    this.form = { event: this.address.get('event'), user: this.address.get('user'), spec: this.address.get('spec') };
    if (this.form.event && !this.form.user && !this.form.spec) this.form.user = this.session.user;
    if (this.form.event) this.#ask();
  }

  focusFilter() {
    this.renderRoot.querySelector('input')?.focus();
  }

  render() {
    const { event, user, spec } = this.form;
    return html`<section class="sheet">
      <header>
        <div class="head"><h1>Explain</h1><span class="muted small lead">Why an event was, or was not, delivered</span></div>
        <form @submit=${this.#submit}>
          <label>Event id<input class="field mono" name="event" required autocomplete="off" spellcheck="false" .value=${event} /></label>
          <label>User<input class="field" name="user" autocomplete="off" autocapitalize="none" spellcheck="false" placeholder=${this.session.user} .value=${user} /></label>
          <label>Subscription<input class="field mono" name="spec" autocomplete="off" spellcheck="false" placeholder="type.action.key.filter" .value=${spec} /></label>
          <button class="button primary" ?disabled=${this.busy}>${this.busy ? html`<span class="spinner"></span>` : nothing}Explain</button>
        </form>
        ${this.trouble ? html`<div class="notice bad" role="alert">${icon('octagon')}<span>${this.trouble}</span></div>` : nothing}
      </header>
      <div class="scroll" aria-live="polite">${this.answer ? this.#answer() : this.#empty()}</div>
    </section>`;
  }

  #empty() {
    return html`<div class="empty">${icon('why')}<strong>Ask about any event</strong>
      <span>Give its id and a user, a subscription, or both. Every notification and every live event has a link to here.</span></div>`;
  }

  #submit(event) {
    event.preventDefault();
    const { elements } = event.target;
    this.form = { event: elements.event.value.trim(), user: elements.user.value.trim(), spec: elements.spec.value.trim() };
    if (!this.form.user && !this.form.spec) this.form.user = this.session.user;
    this.#ask();
  }

  async #ask() {
    const asked = Object.fromEntries(Object.entries(this.form).filter(([, value]) => value));
    this.address.replace('explain', asked);
    this.busy = true;
    this.trouble = '';
    try {
      this.answer = await this.api.get('v1/explain', asked);
    } catch (error) {
      this.answer = null;
      this.trouble = error.status === 404 ? `There is no event ${asked.event} that you may see.` : error.message;
    } finally {
      this.busy = false;
    }
  }

  #answer() {
    const { event, verdict, delivered, steps } = this.answer;
    const face = delivered === true ? ['good', 'check'] : delivered === false ? ['bad', 'octagon'] : ['', 'why'];
    return html`<div class="answer">
      <div class="notice verdict ${face[0]}">${icon(face[1])}<strong>${rich(verdict)}</strong></div>
      ${event ? html`<div class="event">${badge(severityOf(event))}<span class="mono">${event.type}.${event.action}.${event.key}</span>
        <carillon-time class="muted small" datetime=${event.time}></carillon-time>
        <a class="small" href=${this.links.event(event.id)}>Show the event</a></div>` : nothing}
      <ol>${steps.map((step) => this.#step(step))}</ol>
    </div>`;
  }

  #step(step) {
    const [face, colour, words] = FACES[step.outcome] ?? FACES.unknown;
    return html`<li class="step ${step.outcome}"><span class="sev ${colour}">${icon(face)}</span>
      <div><h2>${STEPS[step.step] ?? step.step}<span class="muted">${words}</span></h2>
        <p>${rich(step.text)}</p>
        ${step.fields?.length ? this.#fields(step.fields) : nothing} ${step.terms?.length ? this.#terms(step.terms) : nothing}
      </div></li>`;
  }

  #fields(fields) {
    return html`<div class="terms"><table><thead><tr><th scope="col">Field</th><th scope="col">Wanted</th><th scope="col">Has</th><th scope="col">Result</th></tr></thead>
      <tbody>${fields.map(({ name, wanted, actual, pass }) => html`<tr class=${pass ? '' : 'decided'}><td>${name}</td><td class="mono">${wanted}</td><td class="mono">${actual}</td><td>${this.#mark(pass)}</td></tr>`)}</tbody></table></div>`;
  }

  #terms(terms) {
    return html`<div class="terms"><table><thead><tr><th scope="col">Term</th><th scope="col">Saw</th><th scope="col">Result</th></tr></thead>
      <tbody>${terms.map((term) => html`<tr class=${term.result ? '' : 'decided'}>
        <td class="mono" .style=${`padding-inline-start:${12 + 18 * Math.min(term.depth, 12)}px`}>${term.term}</td>
        <td class="mono">${term.saw ?? html`<span class="muted">nothing</span>`}</td><td>${this.#mark(term.result)}</td></tr>`)}</tbody></table></div>`;
  }

  #mark(pass) {
    return html`<span class="sev ${pass ? 'success' : 'error'}" role="img" aria-label=${pass ? 'holds' : 'does not hold'} title=${pass ? 'holds' : 'does not hold'}>${icon(pass ? 'tick' : 'close')}</span>`;
  }
}

customElements.define('carillon-explain', CarillonExplain);
