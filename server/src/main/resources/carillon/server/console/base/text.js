/** Texts of strangers: everything becomes text nodes; the little markup that is understood cannot carry HTML. */
import { html, nothing } from '../lib/lit/index.js';

/** The address if it is an absolute http(s) one, else null: no `javascript:`, no `data:`, no relative trick. */
export function safeUrl(text) {
  if (typeof text !== 'string' || !/^https?:\/\//i.test(text.trim())) return null;
  try {
    return new URL(text.trim()).href;
  } catch {
    return null;
  }
}

/** A link to another site, which learns nothing about this page; plain text if the address is not a safe one. */
export function externalLink(address, label = address) {
  const url = safeUrl(address);
  return url ? html`<a href=${url} target="_blank" rel="noopener noreferrer">${label}</a>` : html`${label}`;
}

/** Longest text that is looked at for markup; beyond it, it is shown plainly. */
const MARKUP_LIMIT = 20_000;
const MARKUP = /(`+)([^`]+)\1|\*\*([^*\n]+)\*\*|\[([^\]\n]{1,300})\]\(([^()\s]{1,2000})\)|(https?:\/\/[^\s<>"'`)\]]{1,2000})/g;

/** Back-ticks, bold, links. One pass, no nesting, no backtracking worth the name. */
export function rich(text) {
  const source = String(text ?? '');
  if (source.length > MARKUP_LIMIT) return source;
  return pieces(source, (match) => {
    if (match[2] !== undefined) return html`<code>${match[2].trim()}</code>`;
    if (match[3] !== undefined) return html`<strong>${match[3]}</strong>`;
    if (match[4] !== undefined) return externalLink(match[5], match[4]);
    return externalLink(match[6]);
  });
}

/** Only back-ticks: for a title, which is itself a button and cannot hold links. */
export function title(text) {
  const source = String(text ?? '').slice(0, 600);
  return pieces(source, (match) => (match[2] === undefined ? match[0] : html`<code>${match[2].trim()}</code>`));
}

function pieces(source, render) {
  const parts = [];
  let from = 0;
  for (const match of source.matchAll(MARKUP)) {
    parts.push(source.slice(from, match.index), render(match));
    from = match.index + match[0].length;
  }
  parts.push(source.slice(from));
  return parts.filter((part) => part !== '');
}

/** Plain text of a title, for labels. */
export function plain(text) {
  return String(text ?? '').replaceAll('`', '').replaceAll('**', '').slice(0, 300);
}

const NUMBER = new Intl.NumberFormat();

export function number(value) {
  return NUMBER.format(value ?? 0);
}

export function plural(count, one, many = `${one}s`) {
  return `${number(count)} ${count === 1 ? one : many}`;
}

export function bytes(count) {
  if (!Number.isFinite(count)) return '–';
  const units = ['B', 'KiB', 'MiB', 'GiB'];
  let value = count;
  let unit = 0;
  for (; value >= 1024 && unit < units.length - 1; unit += 1) value /= 1024;
  return `${value < 10 && unit ? value.toFixed(1) : Math.round(value)} ${units[unit]}`;
}

/** Saves a text as a file without asking any server. */
export function download(name, text, type = 'application/json') {
  const url = URL.createObjectURL(new Blob([text], { type }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}

export { nothing };
