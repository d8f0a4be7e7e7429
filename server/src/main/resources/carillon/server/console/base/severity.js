/** The eight severities: order, words, colours and shapes. Shape and word tell as much as colour does. */
import { html } from '../lib/lit/index.js';
import { icon } from './icons.js';

export const SEVERITIES = ['emergency', 'alert', 'critical', 'error', 'warning', 'success', 'informational', 'debug'];

/** Shown as error (meshery-events 11.1, 11.3). */
export const URGENT = ['emergency', 'alert', 'critical', 'error'];

const LOOKS = {
  emergency: ['Emergency', 'siren', 'error'],
  alert: ['Alert', 'horn', 'error'],
  critical: ['Critical', 'halt', 'error'],
  error: ['Error', 'octagon', 'error'],
  warning: ['Warning', 'triangle', 'warning'],
  success: ['Success', 'check', 'success'],
  informational: ['Info', 'info', 'info'],
  debug: ['Debug', 'bug', 'debug'],
};

const look = (severity) => LOOKS[severity] ?? LOOKS.informational;

export const label = (severity) => look(severity)[0];

/** Name of the colour family: `--c-error` and so on. */
export const tone = (severity) => look(severity)[2];

export const badge = (severity) => html`<span class="sev ${tone(severity)}" role="img" aria-label=${label(severity)} title=${label(severity)}>${icon(look(severity)[1])}</span>`;

/** An event without a severity, or with a strange one, counts as informational. */
export function severityOf(event) {
  return LOOKS[event.severity] ? event.severity : 'informational';
}

/** Whether a severity is at least as urgent as another; success and informational weigh the same (section 10). */
export function atLeast(severity, least) {
  const weight = (name) => (name === 'success' ? 6 : SEVERITIES.indexOf(name));
  return weight(severity) <= weight(least);
}
