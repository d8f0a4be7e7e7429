import { css } from '../lib/lit/index.js';

export const liveLook = css`
  .split {
    flex: 1;
    min-block-size: 0;
    display: flex;
  }

  .split .scroll {
    scrollbar-width: thin;
    min-inline-size: 0;
    position: relative;
  }

  .spacer {
    contain: layout style;
  }

  ul {
    list-style: none;
  }

  .row {
    display: grid;
    grid-template-columns: 92px 18px minmax(180px, 4fr) minmax(120px, 5fr) minmax(60px, 110px);
    align-items: center;
    gap: 14px;
    inline-size: 100%;
    block-size: 32px;
    padding: 0 20px;
    border: 0;
    border-block-end: 1px solid var(--c-line);
    background: none;
    text-align: start;
    font-size: 13px;
    animation: ring 0.9s ease-out;
  }

  .row:hover {
    background: var(--c-hover);
  }

  .row[aria-pressed='true'] {
    background: var(--c-accent-soft);
  }

  .row:focus-visible {
    outline-offset: -2px;
  }

  .row > span:not(.sev) {
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
    min-inline-size: 0;
  }

  .row .icon {
    inline-size: 16px;
    block-size: 16px;
  }

  .subject i {
    font-style: normal;
    color: var(--c-muted);
    padding-inline: 1px;
  }

  .split:has(aside) .row {
    grid-template-columns: 92px 18px minmax(160px, 4fr) minmax(100px, 3fr);
  }

  .split:has(aside) .by {
    display: none;
  }

  .by {
    text-align: end;
    font-size: 12.5px;
  }

  .follow {
    position: sticky;
    inset-block-start: 8px;
    z-index: 2;
    display: flex;
    inline-size: max-content;
    margin: 8px auto -40px;
    box-shadow: var(--c-shadow);
  }

  .scroll.empty {
    align-content: center;
  }

  aside {
    flex: 0 0 min(420px, 45%);
    display: flex;
    flex-direction: column;
    gap: 8px;
    min-inline-size: 0;
    padding: 12px 8px 16px 16px;
    border-inline-start: 1px solid var(--c-line);
    background: var(--c-bg);
  }

  aside .head {
    flex-wrap: nowrap;
  }

  aside h2 {
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }

  aside p {
    overflow-wrap: anywhere;
    max-block-size: 80px;
    overflow: auto;
  }

  pre {
    flex: 1;
    min-block-size: 0;
    margin: 0;
    overflow: auto;
    font-size: 12.5px;
    line-height: 19px;
    white-space: pre-wrap;
    overflow-wrap: anywhere;
  }

  .narrow .row {
    grid-template-columns: 18px minmax(0, 1fr) auto;
    grid-template-rows: auto auto;
    gap: 0 10px;
    align-content: center;
    block-size: 52px;
    padding: 0 14px;
  }

  .narrow .sev {
    grid-area: 1 / 1 / 3;
  }

  .narrow .subject {
    grid-area: 1 / 2;
  }

  .narrow time {
    grid-area: 1 / 3;
    font-size: 11.5px;
  }

  .narrow .words {
    grid-area: 2 / 2 / 3 / 4;
    color: var(--c-muted);
  }

  .narrow .by {
    display: none;
  }

  .narrow aside {
    position: absolute;
    inset: 40% 0 0;
    z-index: 5;
    border: 0;
    border-block-start: 1px solid var(--c-line);
    box-shadow: var(--c-shadow);
  }

  .narrow .split {
    position: relative;
  }

  @keyframes ring {
    from {
      background: var(--c-accent-soft);
    }
  }
`;
