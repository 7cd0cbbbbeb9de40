/** Seconds after a finger has touched the list, in which it stands still. */
const TOUCH = 5;

/** Whether somebody reads or presses in the list: by pointer, finger or keyboard. */
export class Holding {
  #element;
  #root;
  #onChange;
  #isOver = false;
  #touch = null;

  constructor(element, root, onChange) {
    this.#element = element;
    this.#root = root;
    this.#onChange = onChange;
    const on = (name, act) => element.addEventListener(name, act);
    on("pointerenter", ({ pointerType }) => this.#over(pointerType === "mouse"));
    on("pointerleave", () => this.#over(false));
    on("pointerdown", ({ pointerType }) => pointerType !== "mouse" && this.#touched());
    on("focusin", () => this.look());
    // Where it goes to has no focus yet.
    on("focusout", () => setTimeout(() => this.look()));
  }

  look() {
    const focused = this.#root.activeElement;
    const hasFocus = focused !== null && this.#element.contains(focused);
    this.#onChange(this.#isOver || this.#touch !== null || hasFocus);
  }

  #over(isOver) {
    this.#isOver = isOver;
    this.look();
  }

  #touched() {
    clearTimeout(this.#touch);
    this.#touch = setTimeout(() => {
      this.#touch = null;
      this.look();
    }, TOUCH * 1000);
    this.look();
  }
}
