import { css } from '../lib/lit/index.js';

export const centreLook = css`
  :host {
    display: block;
    min-block-size: 0;
    block-size: 100%;
  }

  .centre {
    position: relative;
    display: flex;
    flex-direction: column;
    block-size: 100%;
    min-block-size: 0;
  }

  .top {
    display: grid;
    gap: 12px;
    padding: 18px 20px 14px;
    border-block-end: 1px solid var(--c-line);
  }

  .head {
    display: flex;
    align-items: center;
    gap: 10px;
    min-block-size: 32px;
    min-inline-size: 0;
  }

  .head h1 {
    white-space: nowrap;
  }

  .head .small {
    padding-block-start: 3px;
    white-space: nowrap;
  }

  .space {
    flex: 1;
  }

  .lost {
    display: inline-flex;
    align-items: center;
    gap: 8px;
    color: var(--c-warning);
  }

  .chips {
    display: flex;
    flex-wrap: wrap;
    gap: 8px;
  }

  .chip {
    display: inline-flex;
    align-items: center;
    gap: 6px;
    min-block-size: 32px;
    padding: 0 12px 0 9px;
    border: 1px solid var(--c-line);
    border-radius: 20px;
    background: var(--c-surface);
    transition: background 0.12s;
  }

  .chip .word {
    color: var(--c-ink);
  }

  .chip .number {
    font-weight: 620;
    color: var(--c-ink);
  }

  .chip .icon {
    inline-size: 16px;
    block-size: 16px;
  }

  .chip[data-chip='all'] {
    padding-inline: 12px;
  }

  .chip:hover {
    background: var(--c-hover);
  }

  .chip[aria-pressed='true'] {
    border-color: currentColor;
    box-shadow: inset 0 0 0 1px currentColor;
  }

  .chip.error {
    color: var(--c-error);
  }
  .chip.warning {
    color: var(--c-warning);
  }
  .chip.success {
    color: var(--c-success);
  }
  .chip.info {
    color: var(--c-info);
  }

  .chip.error[aria-pressed='true'] {
    background: var(--c-error-soft);
  }
  .chip.warning[aria-pressed='true'] {
    background: var(--c-warning-soft);
  }
  .chip.success[aria-pressed='true'] {
    background: var(--c-success-soft);
  }
  .chip.info[aria-pressed='true'] {
    background: var(--c-info-soft);
  }

  .viewport {
    flex: 1;
    min-block-size: 0;
    overflow: hidden auto;
    overscroll-behavior: contain;
    scrollbar-width: thin;
  }

  .spacer {
    contain: layout style;
  }

  ul {
    list-style: none;
    will-change: transform;
  }

  ul > li {
    color: var(--c-ink);
    background: var(--c-surface);
  }

  .row {
    display: flex;
    align-items: center;
    gap: 12px;
    block-size: 44px;
    padding-inline: 20px 12px;
    border-block-end: 1px solid var(--c-line);
  }

  .row:hover,
  .row:focus-within {
    background: var(--c-hover);
  }

  li.open .row {
    border-block-end-color: transparent;
  }

  li.open {
    border-block-end: 1px solid var(--c-line);
  }

  .tick {
    display: grid;
    place-items: center;
    margin: -8px;
    padding: 8px;
  }

  .title {
    flex: 1;
    display: flex;
    align-items: center;
    gap: 14px;
    min-inline-size: 0;
    block-size: 100%;
    padding: 0;
    border: 0;
    background: none;
    text-align: start;
    color: var(--c-muted);
  }

  .title:focus-visible {
    outline-offset: -3px;
    border-radius: 6px;
  }

  .unread .title {
    color: var(--c-ink);
    font-weight: 560;
  }

  .words {
    flex: 1;
    min-inline-size: 0;
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }

  .subject {
    flex: none;
    max-inline-size: 34%;
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
    font-weight: 400;
    font-size: 12.5px;
  }

  .row carillon-time {
    flex: none;
    inline-size: 84px;
    text-align: end;
    white-space: nowrap;
  }

  .foot {
    display: flex;
    align-items: center;
    justify-content: center;
    gap: 10px;
    min-block-size: 52px;
  }

  .viewport.empty {
    align-content: center;
  }

  .waiting i {
    block-size: 12px;
  }

  .waiting .dot {
    inline-size: 18px;
    block-size: 18px;
    border-radius: 50%;
    margin-inline-start: 28px;
  }

  .bulk {
    display: flex;
    align-items: center;
    gap: 8px 12px;
    flex-wrap: wrap;
    padding: 10px 20px;
    border-block-start: 1px solid var(--c-line);
    background: var(--c-raised);
    box-shadow: 0 -8px 24px -16px rgb(20 25 22 / 0.35);
  }

  .bulk label {
    display: inline-flex;
    align-items: center;
    gap: 10px;
  }

  .bulk .icon {
    inline-size: 16px;
    block-size: 16px;
  }

  .narrow .top {
    padding: 14px 14px 12px;
  }

  .narrow .row {
    block-size: 62px;
    gap: 10px;
    padding-inline: 14px 6px;
  }

  .narrow .title {
    flex-direction: column;
    align-items: stretch;
    justify-content: center;
    gap: 1px;
  }

  .narrow .words {
    flex: none;
  }

  .narrow .subject {
    max-inline-size: 100%;
  }

  .narrow .row {
    position: relative;
  }

  .narrow .row carillon-time {
    position: absolute;
    inset: auto 46px 11px auto;
    inline-size: auto;
  }

  .narrow .subject {
    padding-inline-end: 84px;
  }

  .narrow .chip {
    gap: 5px;
    padding-inline: 8px 10px;
  }

  .narrow .chip .word {
    display: none;
  }

  .narrow .chip[data-chip='all'] .word {
    display: inline;
  }

  .narrow .bulk {
    padding: 10px 14px;
  }

  .narrow .bulk .button span:not(.spinner) {
    font-size: 13px;
  }

  .narrow .bulk .wide {
    display: none;
  }
`;
