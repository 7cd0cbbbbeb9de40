import { withJitter } from "./backoff.js";

const DEFAULT_INTERVAL = 15; // seconds
const SAFETY_NET = 60; // seconds between two polls while the site pushes
const LONGEST = 86_400;

/** What is no pause would make browsers ask without any, and so would one of more than 24 days. */
function usable(seconds) {
  const isPause = Number.isFinite(seconds) && seconds > 0;
  return isPause ? Math.min(seconds, LONGEST) : DEFAULT_INTERVAL;
}

/** When the site is asked next. */
export class Polling {
  #timer = null;
  #onDue;
  #isPushing;

  /** `onDue` is called when it is time to poll; `isPushing` says whether the site pushes now. */
  constructor({ onDue, isPushing }) {
    this.#onDue = onDue;
    this.#isPushing = isPushing;
  }

  /** Poll after so many seconds, and less often while the site pushes. */
  schedule(seconds = DEFAULT_INTERVAL) {
    this.pollIn(this.#isPushing() ? Math.max(usable(seconds), SAFETY_NET) : seconds);
  }

  /** Poll after so many seconds, whether the site pushes or not. */
  pollIn(seconds) {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#onDue(), withJitter(usable(seconds)) * 1000);
  }

  stop() {
    clearTimeout(this.#timer);
  }
}

/** Ask the site once. A cached status may be older than this person's way into the room, so it is
 * not enough to remove anybody from the call: then the full description decides. */
export async function pollOnce(site, { isFull, isInside }) {
  const answer = await (isFull ? site.describe() : site.status());
  const isDoubtful = !isFull && !answer.is_active && isInside();
  return isDoubtful ? site.describe() : answer;
}
