import { make } from "./dom.js";
import { arrangeRows, keepFocus } from "./rows.js";

/** Who asks to be let in, with a host's two answers. */
export class AskingList {
  #text;
  #buttons;

  constructor({ text, buttons }) {
    this.#text = text;
    this.#buttons = buttons;
    this.count = make("p", { part: "asking-count" });
    this.names = make("ul", { part: "names asks" });
    this.element = make("div", { part: "asking", role: "group", tabIndex: -1, hidden: true });
    this.element.append(this.count, this.names);
  }

  /** It takes the focus from nothing but a row of its own that has gone: the next one would take the
   * key that was meant for that. */
  show(shown) {
    keepFocus(this.element, this.element, () => this.#show(shown));
  }

  #show({ asking, canAnswer }) {
    const count = asking.length;
    this.element.hidden = count === 0;
    this.count.textContent = this.#text("askingCount", { count });
    this.count.hidden = count < 2;
    this.element.setAttribute("aria-label", this.#text("askToJoin"));
    this.#showRows(asking, canAnswer ? ["admit", "decline"] : []);
  }

  #showRows(asking, actions) {
    const keyOf = ({ participant }) => participant;
    arrangeRows(this.names, asking, keyOf, (words, buttons, person) => {
      buttons.className = "answers";
      words.textContent = this.#text("asksNow", { name: person.display_name });
      this.#buttons.show(buttons, actions, { person });
    });
  }
}
