/** Any JSON as an indented tree. Bounded in depth, breadth and length, for hostile or huge values. */
import { html, nothing } from '../lib/lit/index.js';
import { externalLink, number, safeUrl } from './text.js';

const DEEPEST = 14;
const WIDEST = 120;
const LONGEST = 1200;

export function tree(value, depth = 0) {
  if (value === null || typeof value !== 'object') return leaf(value);
  if (depth >= DEEPEST) return html`<span class="muted">(deeper than is shown)</span>`;
  const entries = Object.entries(value);
  if (!entries.length) return html`<span class="muted">${Array.isArray(value) ? '[ ]' : '{ }'}</span>`;
  return html`<dl class="tree">${entries.slice(0, WIDEST).map(([key, each]) => branch(key, each, depth))}</dl>
    ${entries.length > WIDEST ? html`<p class="muted small">and ${number(entries.length - WIDEST)} more</p>` : nothing}`;
}

function branch(key, value, depth) {
  const nested = value !== null && typeof value === 'object' && Object.keys(value).length > 0;
  return html`<div class=${nested ? 'branch nested' : 'branch'}><dt>${key.slice(0, 300)}</dt><dd>${tree(value, depth + 1)}</dd></div>`;
}

function leaf(value) {
  if (typeof value !== 'string') return html`<span class="literal">${String(value)}</span>`;
  if (safeUrl(value)) return externalLink(value);
  if (value.length <= LONGEST) return value === '' ? html`<span class="muted">(empty)</span>` : html`<span class="text">${value}</span>`;
  return html`<span class="text">${value.slice(0, LONGEST)}…</span>
    <details><summary>Show all ${number(value.length)} characters</summary><span class="text">${value}</span></details>`;
}

/** JSON as text, for a `pre`. */
export function pretty(value) {
  try {
    return JSON.stringify(typeof value === 'string' ? JSON.parse(value) : value, null, 2);
  } catch {
    return String(value);
  }
}
