import { withJitter } from "./backoff.js";
import { namedSeconds } from "./limits.js";

/** Timers by name, each of which sends an event to the machine. */
export class Timers {
  #timers = new Map();
  #send;

  constructor(send) {
    this.#send = send;
  }

  /** Replaces the timer of that name. */
  start({ name, seconds, event, hasJitter }) {
    this.stop(name);
    const pause = namedSeconds(hasJitter ? withJitter(seconds) : seconds, 0);
    this.#timers.set(
      name,
      setTimeout(() => this.#send(event), pause * 1000),
    );
  }

  stop(name) {
    clearTimeout(this.#timers.get(name));
    this.#timers.delete(name);
  }

  stopAll() {
    [...this.#timers.keys()].forEach((name) => this.stop(name));
  }
}
