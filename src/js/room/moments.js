// Moments that the site names, by the clock of this computer, as in the countdown to the start.

// In seconds, before a session ends by itself.
export const SHOW_BEFORE = 600;
export const WARN_BEFORE = 120;

const EARLY = 3600; // before the scheduled start
const MAX_PAUSE = 24 * 3600; // seconds; browsers fire at once after more than 24.8 days

/** NaN where no moment is named, which is neither before nor after. */
export function secondsUntil(moment, now) {
  return moment ? (Date.parse(moment) - now) / 1000 : Number.NaN;
}

export function isFuture(moment, now) {
  return secondsUntil(moment, now) > 0;
}

/** However they are written. What is no moment is none that is the same. */
export function isSameMoment(one, other) {
  return one !== null && Date.parse(one) === Date.parse(other);
}

/** So long before the scheduled start that a rehearsal may be meant. */
export function isEarly(startsAt, now) {
  return startsAt !== null && startsAt - now > EARLY * 1000;
}

/** The seconds until the clock alone changes something in the room; Infinity where it does not. */
export function secondsUntilChange({ closes_at, opens_at, reopen_until }, now) {
  const closes = secondsUntil(closes_at, now);
  const others = [opens_at, reopen_until].map((moment) => secondsUntil(moment, now));
  const all = [closes - SHOW_BEFORE, closes - WARN_BEFORE, closes, ...others];
  return Math.min(...all.filter((seconds) => seconds > 0));
}

/** Calls back when the clock alone changes something. */
export class Clock {
  #timer;
  #onChange;

  constructor(onChange) {
    this.#onChange = onChange;
  }

  watch(info) {
    clearTimeout(this.#timer);
    const seconds = secondsUntilChange(info, Date.now());
    if (seconds !== Number.POSITIVE_INFINITY) {
      this.#timer = setTimeout(this.#onChange, Math.min(seconds, MAX_PAUSE) * 1000);
    }
  }

  stop() {
    clearTimeout(this.#timer);
  }
}
