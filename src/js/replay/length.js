/** Such as `1:02:03` and `0:07`, as players write it; empty for what is no length.
 *
 * @param {unknown} seconds
 * @returns {string}
 */
export function clockText(seconds) {
  const whole = Math.round(Number(seconds ?? Number.NaN));
  if (!(whole > 0) || whole > 1e7) {
    return "";
  }
  const [hours, minutes, rest] = [
    Math.floor(whole / 3600),
    Math.floor(whole / 60) % 60,
    whole % 60,
  ];
  const two = (number) => `${number}`.padStart(2, "0");
  return hours > 0 ? `${hours}:${two(minutes)}:${two(rest)}` : `${minutes}:${two(rest)}`;
}
