/** What all parts look like: colours, type, controls. Every colour pair was checked for contrast in both schemes. */
import { css } from '../lib/lit/index.js';

/**
 * The names that another site may set as `--carillon-…`; everything else follows from them. On hosts only: the parts
 * inside inherit.
 */
export const tokens = css`
  :host {
    --c-bg: var(--carillon-bg, light-dark(#f7f6f3, #121514));
    --c-surface: var(--carillon-surface, light-dark(#ffffff, #1a1e1c));
    --c-raised: var(--carillon-raised, light-dark(#ffffff, #222725));
    --c-sunken: var(--carillon-sunken, light-dark(#f1efea, #151918));
    --c-ink: var(--carillon-ink, light-dark(#1d1f1e, #e8e9e6));
    --c-muted: var(--carillon-muted, light-dark(#5f6461, #a0a6a2));
    --c-line: var(--carillon-line, light-dark(#e4e1da, #2c322f));
    --c-line-strong: var(--carillon-line-strong, light-dark(#8c918d, #6d7571));
    --c-hover: var(--carillon-hover, light-dark(#f4f2ed, #212624));
    --c-accent: var(--carillon-accent, light-dark(#0f6659, #6fcdb9));
    --c-accent-soft: var(--carillon-accent-soft, light-dark(#e0efeb, #1c3731));
    --c-on-accent: var(--carillon-on-accent, light-dark(#ffffff, #0a1f1a));
    --c-error: light-dark(#b3261e, #ff9d92);
    --c-error-soft: light-dark(#fbeae7, #3a1f1c);
    --c-error-fill: light-dark(#b3261e, #e5675a);
    --c-warning: light-dark(#855000, #f3bf5a);
    --c-warning-soft: light-dark(#fbf0d9, #352a14);
    --c-warning-fill: light-dark(#dd9a1c, #dba032);
    --c-success: light-dark(#1b6b3a, #7fd49a);
    --c-success-soft: light-dark(#e4f3e8, #18301f);
    --c-success-fill: light-dark(#3a9a60, #4fa870);
    --c-info: light-dark(#1b5c9e, #8fc1f5);
    --c-info-soft: light-dark(#e5eff9, #172a3d);
    --c-info-fill: light-dark(#3f82c9, #5b9bdc);
    --c-debug: light-dark(#5f6461, #a0a6a2);
    --c-debug-soft: light-dark(#efedea, #262b29);
    --c-debug-fill: light-dark(#9aa09c, #7b837f);
    --c-shadow: 0 1px 2px rgb(20 25 22 / 0.06), 0 10px 32px -8px rgb(20 25 22 / 0.2);
    --c-radius: var(--carillon-radius, 8px);
    --c-font: var(--carillon-font, system-ui, -apple-system, 'Segoe UI', Roboto, 'Noto Sans', sans-serif);
    --c-mono: var(--carillon-mono, ui-monospace, 'SF Mono', 'Cascadia Mono', 'JetBrains Mono', 'DejaVu Sans Mono', monospace);
    font: 14px/1.45 var(--c-font);
    color: var(--c-ink);
  }

  :host([theme='light']) {
    color-scheme: light;
  }

  :host([theme='dark']) {
    color-scheme: dark;
  }
`;

/** Controls and small pieces that every part uses. */
export const base = css`
  *,
  *::before,
  *::after {
    box-sizing: border-box;
  }

  :host {
    -webkit-font-smoothing: antialiased;
    text-rendering: optimizeLegibility;
  }

  h1,
  h2,
  h3,
  p,
  ul,
  ol,
  dl,
  dd,
  figure {
    margin: 0;
    padding: 0;
  }

  h1 {
    font-size: 20px;
    line-height: 28px;
    font-weight: 650;
    letter-spacing: -0.012em;
  }

  h2 {
    font-size: 15px;
    line-height: 22px;
    font-weight: 620;
  }

  a {
    color: var(--c-accent);
    text-underline-offset: 2px;
    text-decoration-thickness: 1px;
    overflow-wrap: anywhere;
  }

  code,
  pre,
  .mono {
    font-family: var(--c-mono);
    font-size: 0.9em;
    font-variant-ligatures: none;
  }

  code {
    padding: 0.08em 0.34em;
    border-radius: 4px;
    background: var(--c-sunken);
    box-shadow: inset 0 0 0 1px var(--c-line);
    font-weight: 400;
    overflow-wrap: anywhere;
  }

  [hidden] {
    display: none !important;
  }

  :focus {
    outline: none;
  }

  :focus-visible {
    outline: 2px solid var(--c-accent);
    outline-offset: 2px;
  }

  .icon {
    inline-size: 18px;
    block-size: 18px;
    flex: none;
    fill: none;
    stroke: currentColor;
    stroke-width: 1.6;
    stroke-linecap: round;
    stroke-linejoin: round;
    display: block;
  }

  .sev {
    display: inline-grid;
    place-items: center;
    flex: none;
  }

  .sev.error {
    color: var(--c-error);
  }
  .sev.warning {
    color: var(--c-warning);
  }
  .sev.success {
    color: var(--c-success);
  }
  .sev.info {
    color: var(--c-info);
  }
  .sev.debug {
    color: var(--c-debug);
  }

  button,
  input,
  select,
  textarea {
    font: inherit;
    color: inherit;
    letter-spacing: inherit;
  }

  button {
    cursor: pointer;
  }

  button:disabled {
    cursor: not-allowed;
    opacity: 0.5;
  }

  .button {
    display: inline-flex;
    align-items: center;
    justify-content: center;
    gap: 6px;
    min-block-size: 32px;
    padding: 4px 12px;
    border: 1px solid var(--c-line);
    border-radius: 7px;
    background: var(--c-raised);
    font-weight: 520;
    text-decoration: none;
    color: var(--c-ink);
    white-space: nowrap;
    transition: background 0.12s, border-color 0.12s;
  }

  .button:hover:not(:disabled) {
    background: var(--c-hover);
    border-color: var(--c-line-strong);
  }

  .button.primary {
    background: var(--c-accent);
    border-color: var(--c-accent);
    color: var(--c-on-accent);
  }

  .button.primary:hover:not(:disabled) {
    background: color-mix(in oklab, var(--c-accent), var(--c-ink) 14%);
  }

  .button.danger {
    color: var(--c-error);
  }

  .button.quiet {
    border-color: transparent;
    background: transparent;
  }

  .button.quiet:hover:not(:disabled) {
    background: var(--c-hover);
  }

  .button.square {
    padding: 0;
    inline-size: 32px;
    flex: none;
  }

  .button[aria-pressed='true'] {
    background: var(--c-accent-soft);
    border-color: var(--c-accent);
    color: var(--c-accent);
  }

  .field {
    inline-size: 100%;
    min-block-size: 36px;
    padding: 6px 10px;
    border: 1px solid var(--c-line-strong);
    border-radius: 7px;
    background: var(--c-surface);
  }

  .field:focus-visible,
  .field:focus-within {
    outline: 2px solid var(--c-accent);
    outline-offset: -1px;
    border-color: var(--c-accent);
  }

  .field::placeholder,
  .field input::placeholder {
    color: var(--c-muted);
    opacity: 1;
  }

  .field[aria-invalid='true'] {
    border-color: var(--c-error);
  }

  input[type='checkbox'] {
    accent-color: var(--c-accent);
    inline-size: 16px;
    block-size: 16px;
    margin: 0;
  }

  .muted {
    color: var(--c-muted);
  }

  .small {
    font-size: 12.5px;
    line-height: 18px;
  }

  .number {
    font-variant-numeric: tabular-nums;
  }

  .tag {
    display: inline-block;
    padding: 0 7px;
    border-radius: 20px;
    font-size: 12px;
    line-height: 20px;
    background: var(--c-sunken);
    color: var(--c-muted);
    white-space: nowrap;
  }

  .notice {
    display: flex;
    gap: 10px;
    align-items: flex-start;
    padding: 10px 12px;
    border-radius: var(--c-radius);
    background: var(--c-info-soft);
    color: var(--c-ink);
  }

  .notice .icon {
    color: var(--c-info);
    margin-block-start: 1px;
  }

  .notice.bad {
    background: var(--c-error-soft);
  }

  .notice.bad .icon {
    color: var(--c-error);
  }

  .notice.good {
    background: var(--c-success-soft);
  }

  .notice.good .icon {
    color: var(--c-success);
  }

  .empty {
    display: grid;
    justify-items: center;
    gap: 6px;
    padding: 56px 24px;
    text-align: center;
    color: var(--c-muted);
  }

  .empty .icon {
    inline-size: 36px;
    block-size: 36px;
    stroke-width: 1.1;
    color: var(--c-accent);
    margin-block-end: 6px;
  }

  .empty strong {
    color: var(--c-ink);
    font-size: 15px;
    font-weight: 600;
  }

  .spinner {
    inline-size: 16px;
    block-size: 16px;
    border-radius: 50%;
    border: 2px solid color-mix(in srgb, currentColor 25%, transparent);
    border-block-start-color: currentColor;
    animation: turn 0.8s linear infinite;
  }

  .skeleton {
    border-radius: 4px;
    background: linear-gradient(90deg, var(--c-sunken), var(--c-line), var(--c-sunken)) 0 0 / 300% 100%;
    animation: glow 1.6s ease-in-out infinite;
  }

  .unseen {
    position: absolute;
    inline-size: 1px;
    block-size: 1px;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
  }

  kbd {
    display: inline-block;
    min-inline-size: 22px;
    padding: 0 6px;
    border: 1px solid var(--c-line-strong);
    border-block-end-width: 2px;
    border-radius: 5px;
    font: 12px/19px var(--c-mono);
    text-align: center;
    background: var(--c-surface);
  }

  @keyframes turn {
    to {
      transform: rotate(1turn);
    }
  }

  @keyframes glow {
    from {
      background-position: 100% 0;
    }
    to {
      background-position: 0 0;
    }
  }

  @media (prefers-reduced-motion: reduce) {
    *,
    *::before,
    *::after {
      animation-duration: 0.01ms !important;
      animation-iteration-count: 1 !important;
      transition-duration: 0.01ms !important;
      scroll-behavior: auto !important;
    }
  }

  @media (forced-colors: active) {
    .button[aria-pressed='true'] {
      outline: 2px solid Highlight;
    }
  }
`;
