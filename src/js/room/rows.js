import { arrange, make } from "./dom.js";

/** Have a row for each of these people, whose words and buttons `fill` puts into its two parts. Who
 * has a row already keeps it.
 *
 * @param {any} place
 * @param {any[]} people
 * @param {(person: any) => string} keyOf
 * @param {(words: any, buttons: any, person: any) => void} fill
 */
export function arrangeRows(place, people, keyOf, fill) {
  const known = new Map([...place.children].map((row) => [row.dataset.person, row]));
  const rows = people.map((person) => {
    const key = keyOf(person);
    const row = known.get(key) ?? make("li", {}, make("span"), make("div"));
    row.dataset.person = key;
    fill(row.firstChild, row.lastChild, person);
    return row;
  });
  arrange(place, rows);
  place.hidden = rows.length === 0;
}

/** What has the keyboard's focus in the element keeps it, unless its row goes: then the `heir` has it.
 *
 * @param {any} element
 * @param {any} heir
 * @param {() => void} change
 */
export function keepFocus(element, heir, change) {
  const hasFocus = () => element.contains(element.getRootNode().activeElement);
  const hadFocus = hasFocus();
  change();
  if (hadFocus && !hasFocus()) {
    heir.focus();
  }
}

/** The Escape key closes this list, and leaves the focus on the words that open it.
 *
 * @param {any} details
 * @param {any} summary
 */
export function closeByEscape(details, summary) {
  details.addEventListener("keydown", ({ key }) => {
    if (key === "Escape") {
      details.open = false;
      summary.focus();
    }
  });
}
