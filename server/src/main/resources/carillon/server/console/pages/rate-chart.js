/**
 * Events per second by severity, the last minute: stacked bars in plain SVG. Drawn by hand because sixty rectangles need
 * no library; a table with the same numbers is there for screen readers.
 */
import { LitElement, css, html, svg } from '../lib/lit/index.js';
import { base } from '../base/look.js';
import { number } from '../base/text.js';

export const SECONDS = 60;

const GROUPS = [
  ['error', 'Errors', ['emergency', 'alert', 'critical', 'error']],
  ['warning', 'Warnings', ['warning']],
  ['success', 'Successes', ['success']],
  ['info', 'Infos', ['informational']],
  ['debug', 'Debug', ['debug']],
];

const GROUP_OF = Object.fromEntries(GROUPS.flatMap(([name, , severities]) => severities.map((each) => [each, name])));

/** Counts per second and group. Bounded: a second that leaves the chart is forgotten. */
export class Rate {
  #seconds = new Map();

  add(severity, at = Date.now()) {
    const second = Math.floor(at / 1000);
    const counts = this.#seconds.get(second) ?? { error: 0, warning: 0, success: 0, info: 0, debug: 0 };
    counts[GROUP_OF[severity] ?? 'info'] += 1;
    this.#seconds.set(second, counts);
    for (const old of this.#seconds.keys()) {
      if (old > second - SECONDS - 2) break;
      this.#seconds.delete(old);
    }
  }

  /** Oldest first, ending with the second before this one. */
  window(now = Date.now()) {
    const last = Math.floor(now / 1000);
    return Array.from({ length: SECONDS }, (_, index) => this.#seconds.get(last - SECONDS + 1 + index) ?? null);
  }
}

class CarillonRate extends LitElement {
  static properties = { rate: { attribute: false }, still: { type: Boolean } };

  static styles = [
    base,
    css`
      :host {
        display: block;
      }

      figure {
        display: grid;
        gap: 6px;
      }

      .plot {
        display: grid;
        grid-template-columns: minmax(0, 1fr) auto;
        gap: 8px;
      }

      svg {
        display: block;
        inline-size: 100%;
        block-size: 64px;
        overflow: visible;
      }

      .scale {
        display: flex;
        flex-direction: column;
        justify-content: space-between;
        min-inline-size: 40px;
        font-size: 11px;
        line-height: 11px;
        color: var(--c-muted);
      }

      line {
        stroke: var(--c-line);
        vector-effect: non-scaling-stroke;
      }

      .error {
        fill: var(--c-error-fill);
        background: var(--c-error-fill);
      }
      .warning {
        fill: var(--c-warning-fill);
        background: var(--c-warning-fill);
      }
      .success {
        fill: var(--c-success-fill);
        background: var(--c-success-fill);
      }
      .info {
        fill: var(--c-info-fill);
        background: var(--c-info-fill);
      }
      .debug {
        fill: var(--c-debug-fill);
        background: var(--c-debug-fill);
      }

      figcaption {
        display: flex;
        flex-wrap: wrap;
        gap: 2px 16px;
        font-size: 12px;
        color: var(--c-muted);
      }

      .key {
        display: inline-flex;
        align-items: center;
        gap: 6px;
      }

      .key i {
        inline-size: 9px;
        block-size: 9px;
        border-radius: 2px;
      }

      .key b {
        color: var(--c-ink);
        font-weight: 600;
      }
    `,
  ];

  connectedCallback() {
    super.connectedCallback();
    this.timer = setInterval(() => this.still || document.hidden || this.requestUpdate(), 1000);
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    clearInterval(this.timer);
  }

  render() {
    const seconds = this.rate.window();
    const totals = seconds.map((counts) => (counts ? GROUPS.reduce((sum, [name]) => sum + counts[name], 0) : 0));
    const top = niceTop(Math.max(...totals));
    const sums = GROUPS.map(([name, words]) => [name, words, seconds.reduce((sum, counts) => sum + (counts?.[name] ?? 0), 0)]);
    const said = sums.filter(([, , count]) => count).map(([, words, count]) => `${number(count)} ${words.toLowerCase()}`);
    return html`<figure>
      <div class="plot">
        <svg viewBox="0 0 ${SECONDS} 100" preserveAspectRatio="none" role="img" aria-label="Events per second in the last minute: ${said.join(', ') || 'none'}">
          ${[0, 50, 100].map((y) => svg`<line x1="0" x2=${SECONDS} y1=${y} y2=${y}></line>`)}
          ${seconds.map((counts, index) => (counts ? bars(counts, index, top) : null))}
        </svg>
        <div class="scale number" aria-hidden="true"><span>${number(top)}/s</span><span>0</span></div>
      </div>
      <figcaption>
        <span class="key">Last minute</span>
        ${sums.map(([name, words, count]) => html`<span class="key"><i class=${name}></i>${words} <b class="number">${number(count)}</b></span>`)}
      </figcaption>
    </figure>`;
  }
}

function bars(counts, index, top) {
  let y = 100;
  return GROUPS.filter(([name]) => counts[name]).map(([name, words]) => {
    const height = Math.max((counts[name] / top) * 100, 1.5);
    y -= height;
    return svg`<rect class=${name} x=${index + 0.1} y=${y} width="0.8" height=${height}><title>${number(counts[name])} ${words.toLowerCase()}</title></rect>`;
  });
}

/** 4, 10, 20, 40, 100 …: a top that people can halve. */
function niceTop(highest) {
  for (let size = 1; ; size *= 10) {
    const found = [4, 10, 20].map((step) => step * size).find((top) => top >= highest);
    if (found) return found;
  }
}

customElements.define('carillon-rate', CarillonRate);
