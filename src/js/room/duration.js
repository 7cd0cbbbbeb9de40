/** @type {[string, number][]} */
const UNITS = [
  ["day", 86400],
  ["hour", 3600],
  ["minute", 60],
  ["second", 1],
];

/** Such as `[[3, "hour"], [5, "minute"], [0, "second"]]`: with days, seconds do not matter.
 *
 * @param {number} seconds
 * @returns {[number, string][]}
 */
export function durationParts(seconds) {
  let rest = seconds;
  /** @type {[number, string][]} */
  const parts = UNITS.map(([unit, size]) => {
    const count = Math.floor(rest / size);
    rest -= count * size;
    return [count, unit];
  });
  const first = parts.findIndex(([count]) => count > 0);
  return parts.slice(first, first === 0 ? 3 : 4);
}

/** Such as `[9, "minute"]`: in one unit, and never less than there is.
 *
 * @param {number} seconds
 * @returns {[number, string]}
 */
export function roundedUp(seconds) {
  return seconds > 60 ? [Math.ceil(seconds / 60), "minute"] : [seconds, "second"];
}

export function durationText([count, unit], language) {
  /** @type {Intl.NumberFormatOptions} */
  const options = { style: "unit", unit, unitDisplay: "long" };
  return new Intl.NumberFormat(language, options).format(count);
}

export function momentText(date, language) {
  /** @type {Intl.DateTimeFormatOptions} */
  const options = { dateStyle: "full", timeStyle: "short" };
  return new Intl.DateTimeFormat(language, options).format(date);
}
