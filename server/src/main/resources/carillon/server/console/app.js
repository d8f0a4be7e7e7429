/** `<carillon-app>`: the frame around the pages, with login, routes, theme and keys. */
import { LitElement, html, nothing } from './lib/lit/index.js';
import { Api } from './base/api.js';
import { base, tokens } from './base/look.js';
import { icon, mark } from './base/icons.js';
import { appLook } from './app-look.js';
import { Feed } from './inbox/feed.js';
import { Address } from './base/address.js';
import './inbox/inbox.js';
import './pages/login.js';
import './pages/help.js';
import './pages/live.js';
import './pages/connections.js';
import './pages/work.js';
import './pages/explain.js';

const PAGES = [
  { name: 'notifications', title: 'Notifications', icon: 'bell', key: 'n' },
  { name: 'live', title: 'Live', icon: 'pulse', key: 'l' },
  { name: 'connections', title: 'Connections', icon: 'plug', key: 'c' },
  { name: 'jobs', title: 'Jobs and bridge', short: 'Jobs', icon: 'gear', key: 'j' },
  { name: 'explain', title: 'Explain', icon: 'why', key: 'e' },
];

const THEMES = [
  ['auto', 'auto', 'Colours: as the system'],
  ['light', 'sun', 'Colours: light'],
  ['dark', 'moon', 'Colours: dark'],
];

class CarillonApp extends LitElement {
  static properties = { page: { state: true }, session: { state: true }, theme: { state: true }, ended: { state: true } };

  static styles = [tokens, base, appLook];

  constructor() {
    super();
    this.api = new Api();
    this.api.addEventListener('signed-out', () => this.#signedOut());
    this.session = null;
    this.ended = false;
    this.theme = document.documentElement.dataset.theme ?? 'auto';
    this.address = new Address(() => this.#moved());
    this.page = this.address.page;
    this.links = {
      event: (id) => `#/notifications?event=${encodeURIComponent(id)}`,
      explain: (id) => `#/explain?event=${encodeURIComponent(id)}`,
    };
    addEventListener('keydown', (event) => this.#key(event));
  }

  render() {
    if (!this.session) {
      return html`<carillon-login .api=${this.api} .ended=${this.ended} @signed-in=${this.#signedIn}></carillon-login>`;
    }
    return html`${this.#top()} ${this.#nav()}
      <main id="main" tabindex="-1">${this.#content()}</main>
      <carillon-help .pages=${PAGES}></carillon-help>`;
  }

  #top() {
    const [, face, words] = THEMES.find(([name]) => name === this.theme);
    return html`<header>
      <button class="skip" @click=${this.#skip}>Skip to the content</button>
      <a class="brand" href="#/notifications" aria-label="Carillon, to the notifications">${mark}<span>Carillon</span></a>
      <span class="space"></span>
      <span class="state ${this.feed.state}" role="status">${this.#stateWords()}</span>
      <carillon-inbox .feed=${this.feed} .links=${this.links} @carillon-toggle=${() => this.requestUpdate()}></carillon-inbox>
      <button class="button quiet square" aria-label=${words} title=${words} data-theme-switch @click=${this.#nextTheme}>${icon(face)}</button>
      <button class="button quiet square wide" aria-label="Keyboard shortcuts" title="Keyboard shortcuts (?)" @click=${this.#help}>${icon('keyboard')}</button>
      <span class="who wide">${icon('person')}${this.session.user}</span>
      <button class="button quiet square" aria-label="Sign out" title="Sign out" @click=${() => this.api.logout()}>${icon('exit')}</button>
    </header>`;
  }

  #stateWords() {
    const words = { open: 'Live', connecting: 'Connecting…', lost: 'Connection lost. Reconnecting…', refused: 'No live updates' }[this.feed.state];
    return html`<i></i><span>${words}</span>`;
  }

  #nav() {
    return html`<nav aria-label="Pages">
      ${PAGES.map((page) => html`<a href="#/${page.name}" aria-current=${page.name === this.page ? 'page' : nothing} title="${page.title} (g ${page.key})">${icon(page.icon)}<span class="long">${page.title}</span><span class="short">${page.short ?? page.title}</span></a>`)}
    </nav>`;
  }

  #content() {
    const { address, api, session } = this;
    switch (this.page) {
      case 'live':
        return html`<carillon-live .api=${api} .address=${address} .links=${this.links}></carillon-live>`;
      case 'connections':
        return html`<carillon-connections .api=${api} .session=${session}></carillon-connections>`;
      case 'jobs':
        return html`<carillon-work .api=${api} .session=${session}></carillon-work>`;
      case 'explain':
        return html`<carillon-explain .api=${api} .address=${address} .session=${session} .links=${this.links}></carillon-explain>`;
      default:
        return html`<carillon-centre class="sheet" .feed=${this.feed} .preset=${this.#preset()} .links=${this.links} @preset-left=${() => address.go('notifications')}></carillon-centre>`;
    }
  }

  /** The same object for the same address, or each update would start the list anew. */
  #preset() {
    const key = `${this.address.get('event')}|${this.address.get('acted_upon')}`;
    if (this.presetKey !== key) {
      this.presetKey = key;
      this.presetNow = this.#makePreset();
    }
    return this.presetNow;
  }

  #makePreset() {
    const event = this.address.get('event');
    if (event) return { title: 'One event', icon: 'link', event };
    const resource = this.address.get('acted_upon');
    return resource ? { title: 'History of one resource', icon: 'history', empty: 'Nothing happened to it yet.', filters: { acted_upon: [resource] } } : null;
  }

  async #signedIn() {
    const fallback = { user: this.api.user, administrator: false, jobs: true, bridge: true };
    const session = await this.api.get('v1/session').catch(() => fallback);
    this.feed = new Feed(this.api);
    for (const type of ['state', 'counts']) this.feed.addEventListener(type, () => this.#told());
    this.feed.start();
    this.session = session;
    this.ended = false;
  }

  #signedOut() {
    this.feed?.stop();
    this.ended = this.session !== null;
    this.session = null;
    this.presetKey = null;
    document.title = 'Carillon';
  }

  /** The number of unread errors is in the title, where a tab in the background shows it. */
  #told() {
    const { count } = this.feed.badge;
    const page = PAGES.find(({ name }) => name === this.page) ?? PAGES[0];
    document.title = `${count ? `(${count}) ` : ''}${page.title} · Carillon`;
    this.requestUpdate();
  }

  #moved() {
    this.page = this.address.page;
    if (!this.session) return;
    this.requestUpdate();
    this.#told();
    this.updateComplete.then(() => this.renderRoot.querySelector('main')?.focus({ preventScroll: true }));
  }

  #skip() {
    this.renderRoot.querySelector('main').focus();
  }

  #nextTheme() {
    const at = THEMES.findIndex(([name]) => name === this.theme);
    [this.theme] = THEMES[(at + 1) % THEMES.length];
    if (this.theme === 'auto') delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = this.theme;
    try {
      localStorage.setItem('carillon-theme', this.theme);
    } catch {
      // then it lasts as long as the page
    }
  }

  #help() {
    this.renderRoot.querySelector('carillon-help').show();
  }

  /** g and a letter go to a page, / to its filter, b opens the drawer, ? shows all of them. */
  #key(event) {
    const target = event.composedPath()[0];
    const typing = /^(INPUT|SELECT|TEXTAREA)$/.test(target.tagName ?? '') && target.type !== 'checkbox';
    if (!this.session || typing || event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
    const going = this.going && event.timeStamp - this.going < 1500;
    this.going = event.key === 'g' ? event.timeStamp : 0;
    const page = going && PAGES.find(({ key }) => key === event.key);
    if (page) return this.#take(event, () => this.address.go(page.name));
    const run = {
      '/': () => this.renderRoot.querySelector('main > *')?.focusFilter?.(),
      '?': () => this.#help(),
      b: () => this.renderRoot.querySelector('carillon-inbox').show(),
      t: () => this.#nextTheme(),
      j: () => this.renderRoot.querySelector('main > *')?.enter?.(),
      p: () => this.renderRoot.querySelector('main > *')?.togglePause?.(),
    }[event.key];
    if (run) this.#take(event, run);
  }

  #take(event, run) {
    event.preventDefault();
    run();
  }
}

customElements.define('carillon-app', CarillonApp);
