/** Seconds to wait before the next attempt: twice as long after each failure. */
export function exponentialBackoff(first, failures, max) {
  return Math.min(first * 2 ** failures, max);
}

/** Never earlier, and up to a quarter later, so that a crowd does not ask in the same second.
 * `random` is in [0, 1). */
export function withJitter(seconds, random = Math.random()) {
  return seconds * (1 + random * 0.25);
}
