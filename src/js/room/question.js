import { make } from "./dom.js";

/** A question that people answer before anything else of the page, in the page itself. */
export class Question {
  /** `onDismiss` is called where it is closed by no button, such as by Escape; `shown` is an element
   * below the words. */
  constructor(onDismiss, shown) {
    this.text = make("p", { part: "words", id: "question" });
    this.actions = make("div", { part: "actions" });
    const label = { "aria-labelledby": "question" };
    const { text, actions } = this;
    this.element = make("dialog", { part: "question", ...label }, text, shown, actions);
    this.element.addEventListener("close", () => this.element.open || onDismiss());
    this.element.addEventListener("keydown", ({ key }) => key === "Escape" && this.close());
  }

  /** Ask, once the words and buttons are there; `name` is that of the button with the focus. */
  ask(name) {
    if (!this.element.open) {
      const { element } = this;
      element.showModal ? element.showModal() : element.setAttribute("open", "");
      [...this.actions.children].find(({ dataset }) => dataset.action === name)?.focus();
    }
  }

  close() {
    if (this.element.open) {
      this.element.close();
    }
  }
}
