import { report } from "./report.js";

/** Draw one detail; where that fails, it alone is missing. */
export function detail(element, draw) {
  try {
    draw();
  } catch (error) {
    element.hidden = true;
    report(error);
  }
}

/** With these words; not at all without. */
export function fill(element, text) {
  element.textContent = text;
  element.hidden = !text;
}
