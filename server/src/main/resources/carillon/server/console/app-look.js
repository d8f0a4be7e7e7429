import { css } from './lib/lit/index.js';

export const appLook = css`
  :host {
    display: grid;
    grid-template: 'header header' 52px 'nav main' minmax(0, 1fr) / 212px minmax(0, 1fr);
    block-size: 100dvh;
    background: var(--c-bg);
  }

  carillon-login {
    grid-area: 1 / 1 / -1 / -1;
  }

  .skip {
    position: absolute;
    inset-block-start: -60px;
    inset-inline-start: 16px;
    z-index: 50;
    padding: 8px 16px;
    border: 0;
    border-radius: 8px;
    background: var(--c-accent);
    color: var(--c-on-accent);
  }

  .skip:focus {
    inset-block-start: 8px;
  }

  header {
    grid-area: header;
    display: flex;
    align-items: center;
    gap: 4px;
    padding-inline: 18px 14px;
    border-block-end: 1px solid var(--c-line);
    background: var(--c-surface);
  }

  .brand {
    display: flex;
    align-items: center;
    gap: 10px;
    border-radius: 6px;
    font-size: 16px;
    font-weight: 660;
    letter-spacing: -0.015em;
    color: var(--c-ink);
    text-decoration: none;
  }

  .mark {
    inline-size: 26px;
    block-size: 26px;
  }

  .tower {
    fill: var(--c-accent);
  }

  .bronze {
    fill: var(--c-on-accent);
  }

  .space {
    flex: 1;
  }

  .state {
    display: inline-flex;
    align-items: center;
    gap: 8px;
    margin-inline-end: 8px;
    padding: 2px 10px;
    border-radius: 20px;
    font-size: 12.5px;
    color: var(--c-muted);
  }

  .state i {
    inline-size: 8px;
    block-size: 8px;
    border-radius: 50%;
    background: var(--c-success-fill);
  }

  .state.connecting i {
    background: var(--c-debug-fill);
  }

  .state.lost,
  .state.refused {
    background: var(--c-warning-soft);
    color: var(--c-warning);
  }

  .state.lost i,
  .state.refused i {
    background: var(--c-warning-fill);
    border-radius: 1px;
  }

  .who {
    display: inline-flex;
    align-items: center;
    gap: 6px;
    padding-inline: 10px 4px;
    color: var(--c-muted);
  }

  nav {
    grid-area: nav;
    display: flex;
    flex-direction: column;
    gap: 2px;
    padding: 16px 12px;
  }

  nav a {
    display: flex;
    align-items: center;
    gap: 12px;
    padding: 7px 12px;
    border-radius: 8px;
    color: var(--c-muted);
    text-decoration: none;
    font-weight: 520;
  }

  nav a:hover {
    background: var(--c-hover);
    color: var(--c-ink);
  }

  nav a[aria-current] {
    background: var(--c-accent-soft);
    color: var(--c-accent);
  }

  nav .short {
    display: none;
  }

  main {
    grid-area: main;
    min-block-size: 0;
    min-inline-size: 0;
    padding: 16px 18px 18px 4px;
  }

  main:focus-visible {
    outline: none;
  }

  main > * {
    block-size: 100%;
  }

  .sheet {
    border: 1px solid var(--c-line);
    border-radius: 12px;
    overflow: hidden;
    background: var(--c-surface);
  }

  @media (max-width: 1000px) {
    :host {
      grid-template-columns: 64px minmax(0, 1fr);
    }

    nav a {
      justify-content: center;
      padding-inline: 0;
    }

    nav .long {
      position: absolute;
      clip-path: inset(50%);
      inline-size: 1px;
      overflow: hidden;
    }
  }

  @media (max-width: 640px) {
    :host {
      grid-template: 'header' 52px 'main' minmax(0, 1fr) 'nav' auto / minmax(0, 1fr);
    }

    header {
      padding-inline: 14px 8px;
    }

    .wide,
    .state.open,
    .state.connecting {
      display: none;
    }

    .state {
      margin-inline: 4px 0;
      padding-inline: 8px;
      line-height: 1.2;
    }

    .state span {
      display: none;
    }

    .state.lost::after {
      content: 'Offline';
    }

    main {
      padding: 0;
    }

    .sheet {
      border: 0;
      border-radius: 0;
    }

    nav {
      flex-direction: row;
      justify-content: space-around;
      gap: 0;
      padding: 4px 4px calc(4px + env(safe-area-inset-bottom));
      border-block-start: 1px solid var(--c-line);
      background: var(--c-surface);
    }

    nav a {
      flex: 1;
      flex-direction: column;
      gap: 2px;
      padding: 5px 0;
      font-size: 11px;
      line-height: 14px;
      min-inline-size: 0;
    }

    nav .long {
      display: none;
    }

    nav .short {
      display: inline;
    }
  }
`;
