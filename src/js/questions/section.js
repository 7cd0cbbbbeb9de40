import { arrange, make } from "../room/dom.js";
import { moveFocus } from "./focus.js";

const PAGE = 50; // questions that are shown at first; a thousand of them nobody reads

/** A heading and a list, such as that of the answered questions. */
export class Section {
  #text;
  #limit = PAGE;
  #onMore;

  /** `isFolded`: as a heading that opens the list. */
  constructor(name, { text, onMore, isFolded = false }) {
    this.name = name;
    this.#text = text;
    this.#onMore = onMore;
    const id = `title-${name}`;
    this.title = make("h3", { part: "section-title", id });
    this.list = make("ol", { part: "list", role: "list", "aria-labelledby": id });
    this.more = make("button", { part: "button more", className: "quiet", type: "button" });
    this.more.addEventListener("click", () => this.#showMore());
    const inside = [this.list, this.more];
    const properties = { part: `section ${name}` };
    this.element = isFolded
      ? make("details", properties, make("summary", {}, this.title), ...inside)
      : make("div", properties, this.title, ...inside);
  }

  /** Of those that are in the section, as many as are shown. */
  shown(questions) {
    return questions.slice(0, this.#limit);
  }

  show(cards, total) {
    this.element.hidden = total === 0;
    const title = `${this.#text(`${this.name}Title`)} (${total})`;
    if (this.title.textContent !== title) {
      this.title.textContent = title;
    }
    arrange(this.list, cards);
    const left = total - cards.length;
    this.more.hidden = left <= 0;
    this.more.textContent = this.#text("showMore", { count: left });
  }

  #showMore() {
    const next = this.list.children.length;
    this.#limit += PAGE;
    this.#onMore();
    moveFocus(this.list.children[next]);
  }
}
