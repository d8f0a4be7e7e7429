/** What an open row shows below itself (meshery-events 11.6). */
import { css, html, nothing } from '../lib/lit/index.js';
import { icon } from '../base/icons.js';
import { label } from '../base/severity.js';
import { download, externalLink, rich } from '../base/text.js';
import { absolute } from '../base/time.js';
import { pretty, tree } from '../base/tree.js';
import { docsOf, errorDocs, errorsOf, fileLink, rest, titledTexts } from './metadata.js';

const ZERO = '00000000-0000-0000-0000-000000000000';

/** Dedicated views, looked up by `action-category` first, then by a metadata key; else the tree. */
const VIEWS = {
  'evaluation-relationship': evaluation,
};

export function details(event, { base, links, act }) {
  const { metadata } = event;
  return html`
    <div class="details" id="details-${event.id}">
      ${event.description ? html`<p class="whole">${rich(event.description)}</p>` : nothing}
      ${errorsOf(metadata).map(errorBlock)} ${titledTexts(metadata).map(titled)} ${body(event)} ${facts(event, links)}
      ${actions(event, base, links, act)}
    </div>
  `;
}

function body(event) {
  const view = VIEWS[`${event.action}-${event.category}`];
  const left = rest(event.metadata);
  if (!Object.keys(left).length) return nothing;
  return html`<section>
    <h2>More</h2>
    ${view?.(left) ?? tree(left)}
  </section>`;
}

function evaluation(metadata) {
  const trace = metadata.trace ?? metadata.evaluationResponse?.trace;
  return trace ? tree(trace) : null;
}

function errorBlock(error) {
  return html`<section class="trouble">
    ${listed('Details', error.details)} ${listed('Probable cause', error.causes)} ${listed('Suggested remediation', error.remedies)}
    ${error.code ? html`<p class="small">Error code ${externalLink(errorDocs(error.code), error.code)}</p>` : nothing}
  </section>`;
}

function listed(heading, lines) {
  if (!lines.length) return nothing;
  return html`<h2>${heading}</h2>
    <ol>${lines.map((line) => html`<li>${rich(line)}</li>`)}</ol>`;
}

function titled({ heading, lines }) {
  return html`<section><h2>${heading}</h2>${lines.map((line) => html`<p class="text">${rich(line)}</p>`)}</section>`;
}

function facts(event, links) {
  const known = (id) => id && id !== ZERO;
  return html`<dl class="facts">
    ${fact('Severity', label(event.severity))} ${fact('Category', html`<span class="mono">${event.category}</span>`)}
    ${fact('Action', html`<span class="mono">${event.action}</span>`)}
    ${fact('When', absolute(new Date(event.created_at)))}
    ${known(event.acted_upon) ? fact('Acted upon', html`<span class="mono">${event.acted_upon}</span>`) : nothing}
    ${fact('For', event.user_id ? html`${icon('person')}<span class="mono">${event.user_id}</span>` : 'everyone')}
    ${known(event.system_id) ? fact('System', html`<span class="mono">${event.system_id}</span>`) : nothing}
    ${known(event.operation_id) ? fact('Operation', html`<span class="mono">${event.operation_id}</span>`) : nothing}
    ${fact('Event', links ? html`<a class="mono" href=${links.event(event.id)}>${event.id}</a>` : html`<span class="mono">${event.id}</span>`)}
  </dl>`;
}

const fact = (name, value) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`;

function actions(event, base, links, act) {
  const { metadata } = event;
  const unread = event.status !== 'read';
  const known = event.acted_upon && event.acted_upon !== ZERO;
  return html`<div class="actions">
    <button class="button" @click=${() => act('status', event)}>${icon(unread ? 'read' : 'unread')}Mark as ${unread ? 'read' : 'unread'}</button>
    ${docsOf(metadata).map((url) => html`<a class="button" href=${url} target="_blank" rel="noopener noreferrer">${icon('doc')}Doc</a>`)}
    ${file(base, metadata, 'DownloadLink', 'download', 'Download File')} ${file(base, metadata, 'ViewLink', 'view', 'Get Logs')}
    ${known ? html`<button class="button" @click=${() => act('history', event)}>${icon('history')}History of this resource</button>` : nothing}
    ${links ? html`<a class="button" href=${links.explain(event.id)}>${icon('why')}Why do I see this?</a>` : nothing}
    <button class="button" @click=${() => download(`event-${event.id}.json`, pretty(metadata))}>${icon('download')}Download metadata</button>
    ${typeof metadata.trace === 'string' ? html`<button class="button" @click=${() => download('trace.txt', metadata.trace, 'text/plain')}>${icon('file')}trace.txt</button>` : nothing}
  </div>`;
}

function file(base, metadata, key, kind, label) {
  if (typeof metadata[key] !== 'string') return nothing;
  const address = fileLink(base, kind, metadata[key]);
  return html`<a class="button" href=${address} target="_blank" rel="noopener noreferrer">${icon('file')}${label}</a>`;
}

export const detailsLook = css`
  .details {
    display: grid;
    gap: 14px;
    padding: 4px 16px 18px 80px;
  }

  .details h2 {
    margin-block-end: 4px;
    font-size: 12.5px;
    line-height: 18px;
    font-weight: 620;
    color: var(--c-muted);
  }

  .whole,
  .details .text {
    max-inline-size: 76ch;
    white-space: pre-line;
    overflow-wrap: anywhere;
  }

  .whole {
    max-block-size: 50vh;
    overflow: auto;
  }

  .details ol {
    margin-block-end: 10px;
    padding-inline-start: 22px;
    max-inline-size: 76ch;
  }

  .details li {
    padding-inline-start: 2px;
    overflow-wrap: anywhere;
    white-space: pre-line;
  }

  .details li::marker {
    color: var(--c-muted);
    font-variant-numeric: tabular-nums;
  }

  .trouble {
    padding: 12px 16px;
    border-radius: var(--c-radius);
    background: var(--c-error-soft);
  }

  .trouble a {
    color: var(--c-error);
  }

  .trouble :last-child {
    margin-block-end: 0;
  }

  .facts {
    display: grid;
    grid-template-columns: repeat(auto-fill, minmax(min(100%, 320px), 1fr));
    gap: 4px 24px;
    padding-block-start: 12px;
    border-block-start: 1px solid var(--c-line);
    font-size: 12.5px;
    line-height: 20px;
  }

  .facts div {
    display: flex;
    gap: 8px;
    min-inline-size: 0;
  }

  .facts dt {
    flex: 0 0 76px;
    color: var(--c-muted);
  }

  .facts dd {
    display: flex;
    align-items: center;
    gap: 4px;
    min-inline-size: 0;
    overflow-wrap: anywhere;
  }

  .facts .icon {
    inline-size: 14px;
    block-size: 14px;
  }

  .actions {
    display: flex;
    flex-wrap: wrap;
    gap: 8px;
  }

  .actions .icon {
    inline-size: 16px;
    block-size: 16px;
    color: var(--c-muted);
  }

  .tree {
    font-size: 13px;
    line-height: 20px;
  }

  .branch {
    display: grid;
    grid-template-columns: minmax(64px, max-content) minmax(0, 1fr);
    gap: 0 12px;
  }

  .branch.nested {
    display: block;
  }

  .branch.nested > dd {
    margin-inline-start: 5px;
    padding-inline-start: 12px;
    border-inline-start: 1px solid var(--c-line);
  }

  .branch dt {
    color: var(--c-muted);
    font-family: var(--c-mono);
    font-size: 12.5px;
    overflow-wrap: anywhere;
  }

  .literal {
    font-family: var(--c-mono);
    font-size: 12.5px;
    color: var(--c-info);
  }

  .narrow .details {
    padding-inline: 16px;
  }
`;
