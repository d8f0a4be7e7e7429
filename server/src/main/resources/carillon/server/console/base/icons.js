/** Line icons on a 20 by 20 grid, drawn for Carillon. Decorative: whoever uses one says the word beside it. */
import { svg, html } from '../lib/lit/index.js';

const PATHS = {
  bell: svg`<path d="M5 8.5a5 5 0 0 1 10 0c0 4 1.5 5 1.5 5h-13S5 12.5 5 8.5Z"/><path d="M8.5 16.5a1.6 1.6 0 0 0 3 0"/>`,
  info: svg`<circle cx="10" cy="10" r="7.2"/><path d="M10 9.2v4.3"/><path d="M10 6.5v.1"/>`,
  check: svg`<circle cx="10" cy="10" r="7.2"/><path d="m6.8 10.3 2.2 2.2 4.3-4.7"/>`,
  triangle: svg`<path d="M10 3 18 16.5H2Z"/><path d="M10 8v4"/><path d="M10 14.2v.1"/>`,
  octagon: svg`<path d="M7 2.8h6L17.2 7v6L13 17.2H7L2.8 13V7Z"/><path d="m7.7 7.7 4.6 4.6m0-4.6-4.6 4.6"/>`,
  halt: svg`<path d="M7 2.8h6L17.2 7v6L13 17.2H7L2.8 13V7Z"/><path d="M10 6.3v4.6M10 13.6v.1" stroke-width="1.9"/>`,
  horn: svg`<path d="M3 8.2v3.6h3l7.5 4V4.2l-7.5 4Z"/><path d="M16 7.5a4 4 0 0 1 0 5M5.5 12l1 4.5h2L8 13"/>`,
  siren: svg`<path d="M5.5 14v-3.5a4.5 4.5 0 0 1 9 0V14"/><path d="M3.5 14h13v3h-13z"/><path d="M10 1.5v2M2.8 4.5l1.4 1.3M17.2 4.5l-1.4 1.3"/>`,
  bug: svg`<rect x="6.5" y="6.5" width="7" height="9.5" rx="3.5"/><path d="M7.5 6.5a2.5 2.5 0 0 1 5 0M3 8.5l3.5 1M17 8.5l-3.5 1M3 15.5l3.5-2M17 15.5l-3.5-2M10 9.5v6.5"/>`,
  search: svg`<circle cx="8.8" cy="8.8" r="5.3"/><path d="m12.8 12.8 4 4"/>`,
  close: svg`<path d="m5 5 10 10M15 5 5 15"/>`,
  chevron: svg`<path d="m7.5 5 5 5-5 5"/>`,
  more: svg`<path d="M4.5 10h.1M10 10h.1M15.5 10h.1" stroke-width="2.4"/>`,
  sun: svg`<circle cx="10" cy="10" r="3.3"/><path d="M10 2v1.8M10 16.2V18M2 10h1.8M16.2 10H18M4.3 4.3l1.3 1.3M14.4 14.4l1.3 1.3M15.7 4.3l-1.3 1.3M5.6 14.4l-1.3 1.3"/>`,
  moon: svg`<path d="M16.5 11.8A7 7 0 0 1 8.2 3.5a7 7 0 1 0 8.3 8.3Z"/>`,
  auto: svg`<circle cx="10" cy="10" r="7.2"/><path d="M10 2.8a7.2 7.2 0 0 1 0 14.4Z" fill="currentColor"/>`,
  pause: svg`<path d="M7 4.5v11M13 4.5v11" stroke-width="2.2"/>`,
  play: svg`<path d="M6 4.2 15.5 10 6 15.8Z"/>`,
  top: svg`<path d="M4 3.5h12M10 16.5v-9.5M6 10.5l4-4 4 4"/>`,
  link: svg`<path d="M8.5 11.5a3.2 3.2 0 0 0 4.6 0l2.6-2.6a3.250 3.250 0 0 0-4.6-4.6l-1 1"/><path d="M11.5 8.5a3.2 3.2 0 0 0-4.6 0l-2.6 2.6a3.250 3.250 0 0 0 4.6 4.6l1-1"/>`,
  download: svg`<path d="M10 3v9.5M6 8.8l4 4 4-4M3.5 16.5h13"/>`,
  trash: svg`<path d="M3.5 5.5h13M8 5.5V3.5h4v2M5.2 5.5l.8 11h8l.8-11M8.3 8.5v5M11.7 8.5v5"/>`,
  read: svg`<path d="M2.8 8.2 10 3.3l7.2 4.9v8.5H2.8Z"/><path d="m2.8 8.4 7.2 4.6 7.2-4.6"/>`,
  unread: svg`<rect x="2.8" y="4.5" width="14.4" height="11.5" rx="1.5"/><path d="m3 5.5 7 5.5 7-5.5"/>`,
  plug: svg`<path d="M7 2.5v4M13 2.5v4M4.8 6.5h10.4v2.7a5.2 5.2 0 0 1-10.4 0ZM10 14.4v3.1"/>`,
  pulse: svg`<path d="M2 10.5h3.5l2.3-6.5 4 12 2.5-5.5H18"/>`,
  why: svg`<circle cx="10" cy="10" r="7.2"/><path d="M7.8 8a2.3 2.3 0 1 1 3.3 2.1c-.8.4-1.1.8-1.1 1.6"/><path d="M10 14v.1"/>`,
  gear: svg`<path d="m3.5 6 3.5 3.5L3.5 13M9 14.5h7.5"/><rect x="1" y="2.5" width="18" height="15" rx="2"/>`,
  keyboard: svg`<rect x="1.8" y="5" width="16.4" height="10" rx="1.8"/><path d="M5 8h.1M8.3 8h.1M11.6 8h.1M15 8h.1M6 12h8"/>`,
  person: svg`<circle cx="10" cy="6.8" r="3.3"/><path d="M3.5 17c.6-3.5 3-5.2 6.5-5.2s5.9 1.7 6.5 5.2"/>`,
  exit: svg`<path d="M12 3.5H4.5v13H12M8.5 10h9M14.5 7l3 3-3 3"/>`,
  sliders: svg`<path d="M3 6h8M15 6h2M3 14h2M9 14h8"/><circle cx="13" cy="6" r="2"/><circle cx="7" cy="14" r="2"/>`,
  share: svg`<circle cx="5" cy="10" r="2.2"/><circle cx="14.5" cy="5" r="2.2"/><circle cx="14.5" cy="15" r="2.2"/><path d="m7 9 5.5-3M7 11l5.5 3"/>`,
  doc: svg`<path d="M5 2.5h6.5L15.5 6.5v11H5Z"/><path d="M11.3 2.7v4h4M7.5 10.5h5.5M7.5 13.5h5.5"/>`,
  history: svg`<path d="M3 4v4h4"/><path d="M3.3 8a7.1 7.1 0 1 1-.5 2.5"/><path d="M10 6.5V10l2.7 1.7"/>`,
  copy: svg`<rect x="7" y="7" width="9.5" height="9.5" rx="1.5"/><path d="M4.5 13h-1V3.5H13v1"/>`,
  tick: svg`<path d="m4.5 10.5 3.7 3.7 7.3-8.2"/>`,
  minus: svg`<path d="M5 10h10"/>`,
  file: svg`<path d="M5 2.5h6.5L15.5 6.5v11H5Z"/><path d="M11.3 2.7v4h4"/>`,
};

export function icon(name) {
  return html`<svg class="icon" viewBox="0 0 20 20" aria-hidden="true" focusable="false">${PATHS[name]}</svg>`;
}

/** The mark: a bell in a tower window. */
export const mark = html`<svg class="mark" viewBox="0 0 32 32" aria-hidden="true" focusable="false">
  <path class="tower" d="M4 30V13a12 12 0 0 1 24 0v17Z" />
  <path class="bronze" d="M16 7.5c-3.6 0-5.2 2.8-5.4 6.3-.2 3.3-.9 4.9-2.3 6.5-.4.5-.1 1.2.6 1.2h14.2c.7 0 1-.7.6-1.2-1.4-1.6-2.1-3.2-2.3-6.5-.2-3.5-1.8-6.3-5.4-6.3Z" />
  <circle class="bronze" cx="16" cy="24.5" r="2" />
</svg>`;
