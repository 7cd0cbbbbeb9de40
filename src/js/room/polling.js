import { withJitter } from "./backoff.js";
import { namedSeconds } from "./limits.js";

const DEFAULT_INTERVAL = 15; // seconds
const SAFETY_NET = 60; // seconds between two polls while the site pushes

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
  schedule(named) {
    const seconds = namedSeconds(named, DEFAULT_INTERVAL);
    this.pollIn(this.#isPushing() ? Math.max(seconds, SAFETY_NET) : seconds);
  }

  /** Poll after so many seconds, whether the site pushes or not. */
  pollIn(seconds) {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#onDue(), withJitter(seconds) * 1000);
  }

  stop() {
    clearTimeout(this.#timer);
  }
}

/** Ask the site once: its answer, and whether that is a description in full. A cached status may be
 * older than this person's way into the room, so it is not enough to remove anybody from the call:
 * then the full description decides. */
export async function pollOnce(site, { isFull, isInside }) {
  if (!isFull) {
    const answer = await anonymousStatus(site);
    if (answer && (answer.is_active || !isInside())) {
      return { answer, isFull: false };
    }
  }
  return { answer: await site.describe(), isFull: true };
}

/** Where a site wants a login for everything, this says nothing about this person's own. */
async function anonymousStatus(site) {
  try {
    return await site.status();
  } catch (error) {
    if (error.code === "not_authenticated") {
      return null;
    }
    throw error;
  }
}
