import { one } from "./page.js";

const shown = new Map(); // id -> element

/** Show a text with buttons until one of them is pressed; `choices` are pairs of a label and what
 * to do. It takes the place of one with the same id. */
export function notify(id, text, choices = []) {
  withdraw(id);
  const notice = one("[data-notice]").content.cloneNode(true).firstElementChild;
  one("p", notice).textContent = text;
  for (const [label, run] of [...choices, ["Close", () => {}]]) {
    const button = document.createElement("button");
    button.className = "button quiet";
    button.type = "button";
    button.textContent = label;
    button.addEventListener("click", () => {
      withdraw(id);
      run();
    });
    notice.append(button);
  }
  shown.set(id, notice);
  one("[data-notices]").append(notice);
}

export function withdraw(id) {
  const notice = shown.get(id);
  shown.delete(id);
  if (notice?.contains(document.activeElement)) {
    one(".bar button").focus();
  }
  notice?.remove();
}

export function withdrawAll() {
  [...shown.keys()].forEach(withdraw);
}
