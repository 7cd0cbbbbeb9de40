const CONTROLS = "button, summary, textarea, select, input, a";

/** Move the keyboard's focus there; returns whether it is. What is no control takes it for that once
 * only: otherwise a click on words would hold the list. */
export function moveFocus(element, options = {}) {
  if (!element) {
    return false;
  }
  if (!element.matches(CONTROLS)) {
    element.tabIndex = -1;
    element.addEventListener("blur", () => element.removeAttribute("tabindex"), { once: true });
  }
  element.focus(options);
  return element.matches(":focus");
}
