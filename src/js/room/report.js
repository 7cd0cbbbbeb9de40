const MOST = 100; // of a page that is open for days
const reported = new Set();

/** Tell the console, as of an exception that nobody has caught. What repeats, such as at every
 * second of a countdown, is told once.
 *
 * @param {any} error
 */
export function report(error) {
  const key = nameOf(error);
  if (reported.has(key) || reported.size >= MOST) {
    return;
  }
  reported.add(key);
  const { reportError } = globalThis;
  reportError ? reportError(error) : console.error(error);
}

function nameOf(error) {
  try {
    return `${error?.name}: ${error?.message ?? error}`;
  } catch {
    return typeof error; // not even that can be read from it
  }
}

/** What `act` gives, or `otherwise` where it throws: then the console is told, and all goes on.
 *
 * @template T
 * @param {() => T} act
 * @param {T} [otherwise]
 * @returns {T | undefined}
 */
export function attempt(act, otherwise) {
  try {
    return act();
  } catch (error) {
    report(error);
    return otherwise;
  }
}
