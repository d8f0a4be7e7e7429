/** What the events of a dispatcher say about its jobs (sysadm-events 7.5), newest state wins. */

const MOST_JOBS = 500;
const MOST_LOG = 200_000;

export class Jobs {
  #jobs = new Map();

  take(event) {
    const args = this.#args(event);
    if (event.type === 'dispatcher') this.#job(args.process_details ?? args, args.state, event);
  }

  /** Newest first. */
  list() {
    return [...this.#jobs.values()].sort((one, other) => (one.time < other.time ? 1 : -1));
  }

  /** The arguments are the object of the event, or lie in it or in its metadata as `args`. */
  #args({ object, metadata }) {
    return object?.args ?? object ?? metadata?.args ?? metadata ?? {};
  }

  #job(record, state, { time, severity }) {
    const id = record.process_id;
    if (!id) return;
    const before = this.#jobs.get(id);
    if (before && before.time > time) return;
    const fresh = !before || before.state === 'finished';
    const job = { id, time, state: record.state ?? state ?? 'running', started: record.time_started ?? (fresh ? '' : before.started) };
    job.commands = this.#commands(record, fresh ? [] : before.commands, job.state);
    // The severity also knows of jobs that were killed before they ran and so have no code.
    job.failed = severity === 'error' || job.commands.some(({ code }) => code !== undefined && code !== '0');
    this.#jobs.delete(id);
    this.#jobs.set(id, job);
    if (this.#jobs.size > MOST_JOBS) this.#jobs.delete(this.#jobs.keys().next().value);
  }

  /** While a command runs its record holds only what it printed since the last event; afterwards all of it. */
  #commands(record, before, state) {
    if (!Array.isArray(record.cmd_list)) return before;
    return record.cmd_list.filter((text) => text !== '').map((text) => {
      const old = before.find((command) => command.text === text)?.log ?? '';
      const code = record[`return_codes/${text}`];
      const log = typeof record[text] === 'string' ? record[text] : '';
      const delta = state === 'running' && code === undefined;
      return { text, code, log: (delta ? old + log : log || old).slice(-MOST_LOG) };
    });
  }
}
