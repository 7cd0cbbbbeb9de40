import { arrange, make } from "./dom.js";

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
  show({ asking, canAnswer }) {
    const root = this.element.getRootNode();
    const hadFocus = this.element.contains(root.activeElement);
    const count = asking.length;
    this.element.hidden = count === 0;
    this.count.textContent = this.#text("askingCount", { count });
    this.count.hidden = count < 2;
    this.element.setAttribute("aria-label", this.#text("askToJoin"));
    this.#showRows(asking, canAnswer ? ["admit", "decline"] : []);
    if (hadFocus && count > 0 && !this.element.contains(root.activeElement)) {
      this.element.focus();
    }
  }

  #showRows(asking, actions) {
    const known = new Map([...this.names.children].map((row) => [row.dataset.person, row]));
    const rows = asking.map((person) => {
      const row = known.get(person.participant) ?? make("li", {}, make("span"), make("div"));
      row.dataset.person = person.participant;
      row.lastChild.className = "answers";
      row.firstChild.textContent = this.#text("asksNow", { name: person.display_name });
      this.#buttons.show(row.lastChild, actions, { person });
      return row;
    });
    arrange(this.names, rows);
  }
}
