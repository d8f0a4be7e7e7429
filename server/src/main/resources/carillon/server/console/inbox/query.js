/**
 * The line in the filter box (meshery-events 11.5):
 *
 *   query := term (blank term)*     term := type ":" value | text     value := bare | '"' chars '"'
 *
 * A list shows unread events unless the line says otherwise; `status:all` is ours and shows both.
 */

export const TYPES = ['severity', 'status', 'category', 'action', 'author', 'acted_upon', 'operation'];

const TERM = /(?:([A-Za-z_]+):)?(?:"([^"]*)"?|(\S+))/g;

const ALIASES = new Map([['actedUpon', 'acted_upon'], ['operation_id', 'operation'], ['operationId', 'operation']]);

/** `{terms: [{type, value, from, to}], text}`; a term of an unknown type is text, one without its value yet is nothing. */
export function parse(line) {
  const terms = [];
  const words = [];
  for (const match of line.matchAll(TERM)) {
    const type = ALIASES.get(match[1]) ?? match[1];
    const value = match[2] ?? match[3] ?? '';
    const span = { from: match.index, to: match.index + match[0].length };
    if (TYPES.includes(type) && value !== '') terms.push({ type, value, ...span });
    else if (type === undefined && isBegun(match[3] ?? '')) continue;
    else if (type === undefined) words.push(value);
    else if (!TYPES.includes(type)) words.push(match[0].replaceAll('"', ''));
  }
  return { terms, text: words.filter((word) => word !== '').join(' ') };
}

function isBegun(word) {
  const type = word.slice(0, -1);
  return word.endsWith(':') && (TYPES.includes(type) || ALIASES.has(type));
}

/** What to ask the list for. Several values of a type mean "one of"; of `status` the last one counts. */
export function toView(line) {
  const { terms, text } = parse(line);
  const view = { status: 'unread', severity: [], category: [], action: [], author: [], acted_upon: [], operation: [], search: text };
  for (const { type, value } of terms) {
    const wanted = canonical(type, value);
    if (type === 'status') view.status = wanted;
    else if (!view[type].includes(wanted)) view[type].push(wanted);
  }
  return view;
}

/** The form that events have: the hub takes ids in any letter case, and a short name of a severity. */
function canonical(type, value) {
  if (type === 'acted_upon' || type === 'operation') return value.toLowerCase();
  return type === 'severity' && value === 'info' ? 'informational' : value;
}

/** Query parameters of R1: lists as JSON arrays, `status` bare. */
export function toParams(view) {
  const list = (values) => (values?.length ? JSON.stringify(values) : undefined);
  return {
    status: view.status === 'all' ? undefined : view.status,
    severity: list(view.severity),
    category: list(view.category),
    action: list(view.action),
    author: list(view.author),
    acted_upon: list(view.acted_upon),
    operation_id: list(view.operation),
    search: view.search || undefined,
  };
}

/** Whether only the hub can say if an event belongs into a view: an author may be a name, and events show ids. */
export const onlyTheHubKnows = (view) => view.author?.length > 0;

/**
 * Whether a live event belongs into a view, as far as that can be said here. The list itself is always asked of the hub; this is for
 * the newest.
 */
export function matches(view, event) {
  const within = (values, value) => !values?.length || values.includes(value);
  return (
    (view.status === 'all' || (event.status ?? 'unread') === view.status) &&
    within(view.severity, event.severity) &&
    within(view.category, event.category) &&
    within(view.action, event.action) &&
    within(view.acted_upon, event.acted_upon) &&
    within(view.operation, event.operation_id) &&
    (!view.search || String(event.description).toLowerCase().includes(view.search.toLowerCase()))
  );
}

/** One term as it is typed. */
export function term(type, value) {
  return `${type}:${/[\s"]/.test(value) ? `"${value.replaceAll('"', '')}"` : value}`;
}

/** The line without the term at that place. */
export function without(line, { from, to }) {
  return `${line.slice(0, from)} ${line.slice(to)}`.replace(/\s+/g, ' ').trim();
}

/** What may be meant at the cursor: `{from, to, options: [{text, hint}]}`. */
export function suggest(line, cursor, known) {
  const from = line.slice(0, cursor).search(/(?:"[^"]*"?|\S)*$/);
  const word = line.slice(from, cursor);
  const colon = word.indexOf(':');
  if (colon < 0) {
    const options = TYPES.filter((type) => type.startsWith(word.toLowerCase())).map((type) => ({ text: `${type}:`, hint: HINTS[type] }));
    return { from, to: cursor, options };
  }
  const type = ALIASES.get(word.slice(0, colon)) ?? word.slice(0, colon);
  const begun = word.slice(colon + 1).replaceAll('"', '').toLowerCase();
  const options = (known[type] ?? [])
    .filter((value) => value.toLowerCase().includes(begun) && value.toLowerCase() !== begun)
    .slice(0, 12)
    .map((value) => ({ text: `${term(type, value)} `, hint: '' }));
  return { from, to: cursor, options };
}

const HINTS = {
  severity: 'how much it matters',
  status: 'unread, read or all',
  category: 'kind of resource',
  action: 'what was done',
  author: 'who it is addressed to',
  acted_upon: 'id of the resource',
  operation: 'id of the operation',
};
