// Nothing in the room is waited for without a limit, and no interval is taken that cannot be one.

const MAX_PAUSE = 24 * 3600; // seconds; browsers fire at once after more than 24.8 days

/** The seconds that the site has named, or else the default. */
export function namedSeconds(value, fallback) {
  const seconds = typeof value === "number" ? value : Number.NaN;
  return Number.isFinite(seconds) && seconds > 0 ? Math.min(seconds, MAX_PAUSE) : fallback;
}

/** Settles as the promise does, or rejects with the error of `onLimit` after so many seconds. */
export async function withLimit(promise, seconds, onLimit) {
  let timer;
  const limit = new Promise((_, reject) => {
    timer = setTimeout(() => reject(onLimit()), seconds * 1000);
  });
  try {
    return await Promise.race([promise, limit]);
  } finally {
    clearTimeout(timer);
  }
}

/** Seconds that the header `Retry-After` asks for; undefined where it asks for none. */
export function retryAfter(header) {
  if (!header) {
    return undefined;
  }
  const seconds = /^\d+$/.test(header) ? Number(header) : (Date.parse(header) - Date.now()) / 1000;
  return namedSeconds(seconds, undefined);
}
