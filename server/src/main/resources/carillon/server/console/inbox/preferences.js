/** A small panel: which toasts to show, and whether opening means reading (meshery-events 10). */
import { LitElement, css, html } from '../lib/lit/index.js';
import { base } from '../base/look.js';
import { icon } from '../base/icons.js';
import { SEVERITIES, label } from '../base/severity.js';

class CarillonPreferences extends LitElement {
  static properties = { feed: { attribute: false } };

  static styles = [
    base,
    css`
      [popover] {
        position: fixed;
        inset: auto;
        margin: 0;
        inline-size: min(320px, calc(100vw - 16px));
        padding: 16px;
        border: 1px solid var(--c-line);
        border-radius: 12px;
        background: var(--c-raised);
        color: var(--c-ink);
        box-shadow: var(--c-shadow);
      }

      form {
        display: grid;
        gap: 12px;
      }

      label {
        display: flex;
        align-items: center;
        gap: 10px;
      }

      label.stack {
        display: grid;
        gap: 4px;
      }
    `,
  ];

  render() {
    const { preferences } = this.feed;
    return html`<button class="button quiet square" aria-label="Preferences" title="Preferences" aria-haspopup="dialog" @click=${this.#open}>${icon('sliders')}</button>
      <div popover="auto" role="dialog" aria-label="Preferences">
        <form @submit=${(event) => event.preventDefault()}>
          <h2>Preferences</h2>
          <label><input type="checkbox" .checked=${preferences.toasts} @change=${({ target }) => this.#save({ toasts: target.checked })} />Show new ones in a corner of the page</label>
          <label class="stack"><span>… if at least</span>
            <select class="field" @change=${({ target }) => this.#save({ min_toast_severity: target.value })}>
              ${SEVERITIES.map((name) => html`<option value=${name} ?selected=${name === preferences.min_toast_severity}>${label(name)}</option>`)}
            </select>
          </label>
          <label class="stack"><span>… and not of these categories</span>
            <input class="field" .value=${preferences.muted_categories.join(' ')} placeholder="none" @change=${({ target }) => this.#save({ muted_categories: target.value.split(/[\s,]+/).filter(Boolean) })} />
          </label>
          <label><input type="checkbox" .checked=${preferences.mark_read_on_open} @change=${({ target }) => this.#save({ mark_read_on_open: target.checked })} />Opening one marks it as read</label>
        </form>
      </div>`;
  }

  #open({ currentTarget }) {
    const panel = this.renderRoot.querySelector('[popover]');
    panel.togglePopover();
    const at = currentTarget.getBoundingClientRect();
    panel.style.top = `${at.bottom + 6}px`;
    panel.style.left = `${Math.max(8, Math.min(at.right - panel.offsetWidth, innerWidth - panel.offsetWidth - 8))}px`;
  }

  async #save(changes) {
    const saving = this.feed.savePreferences(changes);
    this.requestUpdate();
    await saving;
    this.requestUpdate();
  }
}

if (!customElements.get('carillon-preferences')) customElements.define('carillon-preferences', CarillonPreferences);
