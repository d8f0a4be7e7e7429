/**
 * Server-sent events by fetch instead of EventSource: the token travels in a header, and a lost connection is
 * noticed by silence and not only by a closed socket. Resumes after the last id, so nothing is missed.
 */

const FIRST_DELAY_MS = 500;
const LONGEST_DELAY_MS = 15_000;
/** The hub sends a comment every 15 s; twice that and a little means that the line is dead. */
const SILENCE_MS = 40_000;
/** More than any event may have; a longer line is not from a hub. */
const LONGEST_LINE = 8 * 1024 * 1024;

/** Splits text chunks into messages `{id, event, data}`; comments go to `onComment`. */
export class SseParser {
  #rest = '';
  #message = { id: undefined, event: '', data: [] };

  constructor(onMessage, onComment = () => {}) {
    this.onMessage = onMessage;
    this.onComment = onComment;
  }

  feed(chunk) {
    this.#rest += chunk;
    if (this.#rest.length > LONGEST_LINE) throw new Error('the stream sent a line that is too long');
    const lines = this.#rest.split(/\r\n|\n|\r(?!$)/);
    this.#rest = lines.pop();
    lines.forEach((line) => this.#line(line));
  }

  #line(line) {
    if (line === '') return this.#dispatch();
    if (line.startsWith(':')) return this.onComment(line.slice(1).trim());
    const colon = line.indexOf(':');
    const field = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? '' : line.slice(colon + 1).replace(/^ /, '');
    if (field === 'data') this.#message.data.push(value);
    else if (field === 'id') this.#message.id = value;
    else if (field === 'event') this.#message.event = value;
  }

  #dispatch() {
    const { id, event, data } = this.#message;
    this.#message = { id: undefined, event: '', data: [] };
    if (data.length || event) this.onMessage({ id, event, data: data.join('\n') });
  }
}

/**
 * One standing stream. Events: `message` (detail: id, event, data), `comment`, `state`.
 * States: connecting, open, lost (will come back by itself), refused (`error` says why; will not).
 */
export class EventStream extends EventTarget {
  #abort = new AbortController();
  #delay = FIRST_DELAY_MS;
  #silence = 0;
  #wake = () => {};
  #closed = false;

  constructor(api, path) {
    super();
    this.api = api;
    this.path = path;
    this.state = 'connecting';
    this.lastId = '';
    this.error = null;
    this.opened = 0;
  }

  async start() {
    addEventListener('online', this.#hurry);
    while (!this.#closed) {
      try {
        await this.#once();
      } catch (error) {
        if (this.#isFinal(error)) return this.#refuse(error);
      }
      if (!this.#closed) await this.#pause();
    }
  }

  close() {
    this.#closed = true;
    removeEventListener('online', this.#hurry);
    clearTimeout(this.#silence);
    this.#abort.abort();
    this.#wake();
  }

  /** Drops the present connection and resumes; what tests and the laptop lid do. */
  reconnect() {
    this.#abort.abort();
  }

  #hurry = () => this.#wake();

  async #once() {
    this.#abort = new AbortController();
    const headers = { Accept: 'text/event-stream' };
    if (this.lastId) headers['Last-Event-ID'] = this.lastId;
    this.#expectLife();
    const response = await this.api.open(this.path, { headers, signal: this.#abort.signal });
    this.opened += 1;
    this.#become('open');
    this.#delay = FIRST_DELAY_MS;
    await this.#read(response.body.pipeThrough(new TextDecoderStream()).getReader());
  }

  async #read(reader) {
    const parser = new SseParser(
      (message) => this.#take(message),
      (text) => this.dispatchEvent(new CustomEvent('comment', { detail: text })),
    );
    for (;;) {
      const { done, value } = await reader.read();
      if (done || this.#closed) return;
      this.#expectLife();
      parser.feed(value);
    }
  }

  #take(message) {
    if (this.#closed) return;
    if (message.event === 'refused') return this.#refusedLate(message.data);
    if (message.id) this.lastId = message.id;
    this.dispatchEvent(new CustomEvent('message', { detail: message }));
  }

  #expectLife() {
    clearTimeout(this.#silence);
    this.#silence = setTimeout(() => this.#abort.abort(), SILENCE_MS);
  }

  #isFinal(error) {
    return error.status >= 400 && error.status < 500 && error.status !== 408 && error.status !== 429;
  }

  /** The answer had begun when the hub found that it must refuse. */
  #refusedLate(data) {
    let detail = 'The hub refused the stream.';
    try {
      detail = JSON.parse(data).detail ?? detail;
    } catch {
      // then the general sentence has to do
    }
    this.#refuse(Object.assign(new Error(detail), { status: 403 }));
  }

  #refuse(error) {
    this.close();
    this.error = error;
    this.#become('refused');
  }

  #pause() {
    this.#become('lost');
    const delay = this.#delay * (0.75 + Math.random() / 2);
    this.#delay = Math.min(this.#delay * 2, LONGEST_DELAY_MS);
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, delay);
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  #become(state) {
    if (this.state === state) return;
    this.state = state;
    this.dispatchEvent(new CustomEvent('state', { detail: state }));
  }
}
