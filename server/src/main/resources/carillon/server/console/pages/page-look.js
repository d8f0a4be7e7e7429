import { css } from '../lib/lit/index.js';

/** What the pages with a table share. */
export const pageLook = css`
  :host {
    display: block;
    min-block-size: 0;
  }

  .sheet {
    display: flex;
    flex-direction: column;
    block-size: 100%;
    min-block-size: 0;
    border: 1px solid var(--c-line);
    border-radius: 12px;
    overflow: hidden;
    background: var(--c-surface);
  }

  .head {
    display: flex;
    align-items: center;
    flex-wrap: wrap;
    gap: 8px 10px;
    min-block-size: 32px;
  }

  .head .lead {
    padding-block-start: 3px;
  }

  .space {
    flex: 1;
  }

  .sheet > header {
    display: grid;
    gap: 12px;
    padding: 18px 20px 14px;
    border-block-end: 1px solid var(--c-line);
  }

  .scroll {
    flex: 1;
    min-block-size: 0;
    overflow: auto;
    overscroll-behavior: contain;
  }

  table {
    inline-size: 100%;
    border-collapse: collapse;
  }

  th {
    position: sticky;
    inset-block-start: 0;
    z-index: 1;
    padding: 8px 12px;
    border-block-end: 1px solid var(--c-line);
    background: var(--c-surface);
    text-align: start;
    font-size: 12.5px;
    font-weight: 560;
    color: var(--c-muted);
    white-space: nowrap;
  }

  td {
    padding: 8px 12px;
    border-block-end: 1px solid var(--c-line);
    vertical-align: middle;
  }

  th:first-child,
  td:first-child {
    padding-inline-start: 20px;
  }

  th:last-child,
  td:last-child {
    padding-inline-end: 20px;
  }

  tbody tr:hover {
    background: var(--c-hover);
  }

  .end {
    text-align: end;
  }

  @media (max-width: 640px) {
    .sheet {
      border: 0;
      border-radius: 0;
    }

    .sheet > header {
      padding: 14px;
    }

    table.cards,
    table.cards tbody,
    table.cards tr,
    table.cards td {
      display: block;
    }

    table.cards thead {
      position: absolute;
      inline-size: 1px;
      block-size: 1px;
      overflow: hidden;
      clip-path: inset(50%);
    }

    table.cards tr {
      padding: 10px 14px;
      border-block-end: 1px solid var(--c-line);
    }

    table.cards td {
      display: flex;
      gap: 12px;
      justify-content: space-between;
      padding: 3px 0;
      border: 0;
      text-align: start;
      overflow-wrap: anywhere;
    }

    table.cards td::before {
      content: attr(data-name);
      color: var(--c-muted);
      flex: none;
    }
  }
`;
