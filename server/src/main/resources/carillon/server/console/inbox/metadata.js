/** Reads what events carry in their metadata; senders spell it in many ways (meshery-events 4.2, 4.3). */
import { safeUrl } from '../base/text.js';

/** Upstream's placeholder for "nothing to say". */
const NONE = 'None';

const asList = (value) => (Array.isArray(value) ? value : value === undefined || value === null ? [] : [value]);

function texts(object, ...names) {
  const spelled = names.find((name) => object[name] !== undefined && object[name] !== null);
  const found = asList(object[spelled]).filter((each) => typeof each !== 'object').map(String);
  return found.filter((each) => each.trim() !== '' && each !== NONE);
}

function one(value) {
  if (typeof value === 'string') return value.trim() ? { code: '', details: [value], causes: [], remedies: [] } : null;
  if (typeof value !== 'object' || value === null) return null;
  const long = texts(value, 'LongDescription', 'longDescription', 'long_description');
  const short = texts(value, 'ShortDescription', 'shortDescription', 'short_description');
  const message = texts(value, 'message', 'Message');
  const error = {
    code: texts(value, 'Code', 'code')[0] ?? '',
    details: long.length ? long : short.length ? short : message,
    causes: texts(value, 'ProbableCause', 'probableCause', 'probableCauses', 'probable_cause', 'probable_causes'),
    remedies: texts(value, 'SuggestedRemediation', 'suggestedRemediation', 'suggested_remediation'),
  };
  const says = error.code || error.details.length || error.causes.length || error.remedies.length;
  return says ? error : null;
}

/** The errors in an event; `{}` and the like, which say nothing, are none. */
export function errorsOf(metadata) {
  return asList(metadata?.error ?? metadata?.err).map(one).filter(Boolean);
}

export function errorDocs(code) {
  return `https://docs.meshery.io/reference/error-codes#${encodeURIComponent(code)}`;
}

/** Addresses behind `doc` and `doclink`; what is no http(s) address is left to be shown as text. */
export function docsOf(metadata) {
  return [...asList(metadata?.doc), ...asList(metadata?.doclink)].map(safeUrl).filter(Boolean);
}

export function fileLink(base, kind, path) {
  const route = kind === 'view' ? 'api/system/fileView' : 'api/system/fileDownload';
  return `${new URL(route, base)}?file=${encodeURIComponent(path)}`;
}

/** Free-standing texts with a title of their own. */
const TITLED = [
  ['Summary', 'Summary'],
  ['ShortDescription', 'In short'],
  ['LongDescription', 'Details'],
  ['SuggestedRemediation', 'Suggested remediation'],
  ['ModelImportMessage', 'Import'],
];

export function titledTexts(metadata) {
  return TITLED.map(([key, heading]) => ({ heading, lines: texts(metadata ?? {}, key) })).filter(({ lines }) => lines.length);
}

const SHOWN_ELSEWHERE = new Set(['error', 'err', 'doclink', 'DownloadLink', 'ViewLink', 'trace', 'history_title', 'historyTitle', ...TITLED.map(([key]) => key)]);

/** What no other part of the details shows. A `doc` that is not a safe address stays visible as text. */
export function rest(metadata) {
  const silent = errorsOf(metadata).length === 0;
  const entries = Object.entries(metadata ?? {}).filter(([key, value]) => {
    if (key === 'error' || key === 'err') return silent && typeof value === 'object' && Object.keys(value ?? {}).length > 0;
    if (key === 'doc') return asList(value).some((each) => !safeUrl(each));
    if (key === 'doclink') return !safeUrl(value);
    return !SHOWN_ELSEWHERE.has(key) || (TITLED.some(([name]) => name === key) && typeof value === 'object' && !Array.isArray(value));
  });
  return Object.fromEntries(entries);
}

/** Title in history mode. */
export function historyTitle(event) {
  const { history_title: snake, historyTitle: camel } = event.metadata ?? {};
  return [camel, snake].find((text) => typeof text === 'string' && text) ?? event.description;
}
