/** Name and password become a token; the password is forgotten at once. */
import { LitElement, css, html, nothing } from '../lib/lit/index.js';
import { base } from '../base/look.js';
import { icon, mark } from '../base/icons.js';

class CarillonLogin extends LitElement {
  static properties = { api: { attribute: false }, ended: { attribute: false }, busy: { state: true }, trouble: { state: true } };

  static styles = [
    base,
    css`
      :host {
        display: grid;
        place-items: center;
        min-block-size: 100dvh;
        padding: 24px 16px;
        overflow: auto;
        background: radial-gradient(120% 90% at 50% -20%, var(--c-accent-soft), transparent 60%);
      }

      form {
        display: grid;
        gap: 16px;
        inline-size: min(360px, 100%);
        padding: 32px;
        border: 1px solid var(--c-line);
        border-radius: 16px;
        background: var(--c-surface);
        box-shadow: var(--c-shadow);
      }

      .head {
        display: grid;
        gap: 4px;
        justify-items: start;
        margin-block-end: 4px;
      }

      .mark {
        inline-size: 40px;
        block-size: 40px;
        margin: 0 0 10px -5px;
      }

      .tower {
        fill: var(--c-accent);
      }

      .bronze {
        fill: var(--c-on-accent);
      }

      h1 {
        font-size: 22px;
      }

      label {
        display: grid;
        gap: 5px;
        font-weight: 560;
      }

      .field {
        min-block-size: 40px;
        font-weight: 400;
      }

      .primary {
        min-block-size: 40px;
        margin-block-start: 4px;
      }
    `,
  ];

  firstUpdated() {
    this.renderRoot.querySelector('input').focus();
  }

  render() {
    return html`<main><form @submit=${this.#submit}>
      <div class="head">${mark}<h1>Sign in to Carillon</h1><p class="muted">${this.ended ? 'You were signed out. Your token is forgotten.' : 'With your account of this hub.'}</p></div>
      ${this.trouble ? html`<div class="notice bad" role="alert">${icon('octagon')}<span>${this.trouble}</span></div>` : nothing}
      <label>Name<input class="field" name="username" autocomplete="username" autocapitalize="none" spellcheck="false" required /></label>
      <label>Password<input class="field" name="password" type="password" autocomplete="current-password" required /></label>
      <button class="button primary" ?disabled=${this.busy}>${this.busy ? html`<span class="spinner"></span>` : nothing}Sign in</button>
    </form></main>`;
  }

  async #submit(event) {
    event.preventDefault();
    const { username, password } = event.target.elements;
    this.busy = true;
    this.trouble = '';
    try {
      await this.api.login(username.value.trim(), password.value);
      password.value = '';
      this.dispatchEvent(new Event('signed-in'));
    } catch (error) {
      this.trouble = error.status === 401 || error.status === 403 ? 'Name or password is wrong.' : error.message;
      password.select();
    } finally {
      this.busy = false;
    }
  }
}

customElements.define('carillon-login', CarillonLogin);
