import { make } from "../room/dom.js";

/** By what the site says of names. */
const HINTS = { named: "askHintNamed", anonymous: "askHintAnonymous", choice: "askHintModerators" };

/** Where a question is written. What stands in it goes when the site has it, and not before. It is one
 * line until somebody goes into it, so that there is room for the list; then it stays open. */
export class AskForm {
  #text;
  #send;
  #max = Number.POSITIVE_INFINITY;
  #problem = "";
  #isOpen = false;

  constructor({ text, send }) {
    this.#text = text;
    this.#send = send;
    this.element = this.#build();
  }

  #build() {
    this.label = make("label", { part: "ask-label", htmlFor: "ask" });
    this.field = make("textarea", {
      part: "ask-field",
      id: "ask",
      rows: 1,
      dir: "auto",
      "aria-describedby": "ask-counter ask-hint ask-problem",
    });
    this.counter = make("p", { part: "counter", id: "ask-counter" });
    this.box = make("input", { type: "checkbox", id: "ask-anonymous" });
    this.boxText = make("span");
    this.boxLabel = make("label", { part: "ask-anonymous" }, this.box, this.boxText);
    this.hint = make("p", { part: "hint", id: "ask-hint" });
    this.button = make("button", { part: "button ask", type: "submit" });
    this.problem = make("p", { part: "problem", id: "ask-problem", role: "alert" });
    this.field.addEventListener("input", () => this.#onInput());
    this.field.addEventListener("focus", () => this.#open());
    this.below = make("div", { part: "ask-below" }, this.boxLabel, this.button);
    const form = make(
      "form",
      { part: "ask-form", noValidate: true },
      this.label,
      this.field,
      this.counter,
      this.below,
      this.hint,
      this.problem,
    );
    form.addEventListener("submit", (event) => this.#onSubmit(event));
    return form;
  }

  get isEmpty() {
    return this.field.value.trim() === "";
  }

  clear() {
    this.field.value = "";
    this.box.checked = false;
    this.#problem = "";
    this.#count();
  }

  /** `problem` is what the site has said, in words. */
  show({ info, isAsking }, problem) {
    const { names, needs_approval, max_length } = info;
    this.#max = max_length > 0 ? max_length : Number.POSITIVE_INFINITY;
    this.label.textContent = this.#text("askLabel");
    this.boxText.textContent = this.#text("askAnonymously");
    this.boxLabel.hidden = names !== "choice";
    this.button.textContent = this.#text("ask");
    this.element.setAttribute("aria-busy", `${isAsking}`);
    const hints = [HINTS[names], needs_approval && "askHintApproval"].filter(Boolean);
    this.hint.textContent = hints.map((key) => this.#text(key)).join(" ");
    this.hint.hidden = hints.length === 0 || !this.#isOpen;
    this.below.hidden = !this.#isOpen;
    this.#problem = problem;
    this.#count();
  }

  #open() {
    if (!this.#isOpen) {
      this.#isOpen = true;
      this.field.rows = 3;
      this.below.hidden = false;
      this.hint.hidden = this.hint.textContent === "";
    }
  }

  /** Characters as the site counts them, not the halves of some that JavaScript has. */
  get #over() {
    return [...this.field.value.trim()].length - this.#max;
  }

  #count() {
    const count = [...this.field.value].length;
    const isLimited = Number.isFinite(this.#max);
    this.counter.hidden = !isLimited || count === 0;
    this.counter.textContent = isLimited ? this.#text("counter", { count, max: this.#max }) : "";
    const over = this.#over;
    const isTooLong = over > 0;
    this.counter.classList.toggle("over", isTooLong);
    const words = isTooLong ? this.#text("tooLong", { count: over }) : this.#problem;
    this.#say(words);
  }

  #say(words) {
    if (this.problem.textContent !== words) {
      this.problem.textContent = words; // only what is new is read out
    }
    this.problem.hidden = !words;
    this.field.setAttribute("aria-invalid", `${words !== ""}`);
  }

  #onInput() {
    this.#problem = "";
    this.#count();
    this.#send({ type: "typing" });
  }

  #onSubmit(event) {
    event.preventDefault();
    const text = this.field.value.trim();
    if (text === "") {
      this.#problem = this.#text("empty");
      this.#count();
      this.field.focus();
    } else if (this.#over > 0) {
      this.field.focus();
    } else {
      const anonymous = !this.boxLabel.hidden && this.box.checked;
      this.#send({ type: "ask", text, anonymous });
    }
  }
}
