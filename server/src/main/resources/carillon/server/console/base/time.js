/** Times as people say them, in the zone of the device; the exact one is in the tooltip. */

const RELATIVE = new Intl.RelativeTimeFormat(undefined, { numeric: 'auto', style: 'short' });
const ABSOLUTE = new Intl.DateTimeFormat(undefined, { dateStyle: 'full', timeStyle: 'long' });
const DAY = new Intl.DateTimeFormat(undefined, { day: 'numeric', month: 'short' });
const DAY_AND_YEAR = new Intl.DateTimeFormat(undefined, { day: 'numeric', month: 'short', year: 'numeric' });
const CLOCK = new Intl.DateTimeFormat(undefined, {
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  fractionalSecondDigits: 3,
  hour12: false,
});

const STEPS = [
  [60, 'second', 1],
  [3600, 'minute', 60],
  [86_400, 'hour', 3600],
  [7 * 86_400, 'day', 86_400],
];

export function relative(date, now = Date.now()) {
  const seconds = Math.round((date.getTime() - now) / 1000);
  const distance = Math.abs(seconds);
  if (distance < 10) return 'just now';
  const step = STEPS.find(([limit]) => distance < limit);
  if (step) return RELATIVE.format(Math.trunc(seconds / step[2]), step[1]);
  const sameYear = new Date(now).getFullYear() === date.getFullYear();
  return (sameYear ? DAY : DAY_AND_YEAR).format(date);
}

export function absolute(date) {
  return ABSOLUTE.format(date);
}

export function clock(date) {
  return CLOCK.format(date);
}

/** `<carillon-time datetime="…">`: keeps itself fresh; one timer serves all of them on the page. */
class CarillonTime extends HTMLElement {
  static observedAttributes = ['datetime'];
  static all = new Set();
  static timer = 0;

  connectedCallback() {
    CarillonTime.all.add(this);
    CarillonTime.timer ||= setInterval(() => CarillonTime.all.forEach((each) => each.show()), 10_000);
    this.show();
  }

  disconnectedCallback() {
    CarillonTime.all.delete(this);
  }

  attributeChangedCallback() {
    this.show();
  }

  show() {
    const date = new Date(this.getAttribute('datetime') ?? '');
    const known = !Number.isNaN(date.getTime());
    const text = known ? relative(date) : '–';
    if (this.textContent === text) return;
    this.textContent = text;
    this.title = known ? absolute(date) : '';
  }
}

if (!customElements.get('carillon-time')) customElements.define('carillon-time', CarillonTime);
