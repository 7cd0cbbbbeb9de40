import { make } from "../room/dom.js";

const LONGEST_OPTION = 80; // characters of a question in a list to choose from

/** Below a question, while a host answers it in writing, or chooses which one asks the same. */
export class Editor {
  #text;
  #onDone;
  #onCancel;
  #onTyping;
  #field;

  /** `name` is `answer` or `merge`. */
  constructor(name, id, { text, onDone, onCancel, onTyping }) {
    this.name = name;
    this.#text = text;
    this.#onDone = onDone;
    this.#onCancel = onCancel;
    this.#onTyping = onTyping;
    this.element = name === "answer" ? this.#answer(id) : this.#merge(id);
  }

  #answer(id) {
    const properties = { part: "answer-field", id: `answer-${id}`, rows: 3, dir: "auto" };
    this.#field = make("textarea", properties);
    this.#field.addEventListener("input", () => this.#onTyping());
    return this.#form("answerLabel", "answerSend", () => {
      const text = this.#field.value.trim();
      return text ? { text } : null;
    });
  }

  #merge(id) {
    this.#field = make("select", { part: "merge-field", id: `merge-${id}` });
    return this.#form("mergeInto", "mergeDo", () => {
      const into = this.#field.value;
      return into ? { into } : null;
    });
  }

  #form(label, button, fields) {
    const words = make("label", { htmlFor: this.#field.id, textContent: this.#text(label) });
    const done = make("button", { part: "button", textContent: this.#text(button) });
    const cancel = make("button", {
      part: "button",
      className: "quiet",
      type: "button",
      textContent: this.#text("cancel"),
    });
    cancel.addEventListener("click", () => this.#onCancel());
    const buttons = make("div", { part: "actions" }, done, cancel);
    const form = make("form", { part: "editor", noValidate: true }, words, this.#field, buttons);
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      const given = fields();
      given ? this.#onDone(given) : this.#field.focus();
    });
    form.addEventListener("keydown", ({ key }) => key === "Escape" && this.#onCancel());
    return form;
  }

  /** What stands in it already, where an answer is changed. */
  begin(text) {
    if (this.name === "answer") {
      this.#field.value = text;
    }
    this.#field.focus();
  }

  /** The questions to choose from; what is chosen stays so while it is there. */
  offer(questions) {
    if (this.name === "merge") {
      const { value } = this.#field;
      const options = questions.map(({ id, text }) =>
        make("option", { value: id, textContent: shortened(text, LONGEST_OPTION) }),
      );
      this.#field.replaceChildren(...options);
      if (questions.some(({ id }) => id === value)) {
        this.#field.value = value;
      }
    }
  }
}

export function shortened(text, limit) {
  const characters = [...text.replace(/\s+/g, " ").trim()];
  return characters.length > limit
    ? `${characters.slice(0, limit - 1).join("")}…`
    : characters.join("");
}
