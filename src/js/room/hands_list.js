import { make } from "./dom.js";
import { arrangeRows, closeByEscape, keepFocus } from "./rows.js";

const ACTIONS = {
  raised: ["invite", "inviteCamera", "lowerHand"],
  invited: ["thank"],
  speaking: ["thank"],
};
const STATES = { invited: "isInvited", speaking: "isSpeaking" };

/** Who asks to speak and who does, for hosts. */
export class HandsList {
  #text;
  #buttons;

  constructor({ text, buttons }) {
    this.#text = text;
    this.#buttons = buttons;
    this.count = make("summary", { part: "hands-count" });
    this.stageTitle = make("p", { part: "hands-title", id: "on-stage" });
    this.onStage = make("ul", { part: "names on-stage", "aria-labelledby": "on-stage" });
    this.waitingTitle = make("p", { part: "hands-title", id: "hands" });
    this.waiting = make("ol", { part: "names queue", "aria-labelledby": "hands" });
    this.all = make("div", { part: "hands-all" });
    const { stageTitle, onStage, waitingTitle, waiting, all } = this;
    const list = [stageTitle, onStage, waitingTitle, waiting, all];
    this.list = make("div", { part: "hands-list", className: "people" }, ...list);
    this.element = make(
      "details",
      { part: "hands", name: "lists", hidden: true },
      this.count,
      this.list,
    );
    closeByEscape(this.element, this.count);
  }

  show(shown) {
    keepFocus(this.element, this.count, () => this.#show(shown));
  }

  #show({ showsQueue, queue: { waiting, onStage } }) {
    this.element.hidden = !showsQueue;
    this.count.textContent = this.#text("hands", { count: waiting.length });
    this.stageTitle.textContent = this.#text("onStage");
    this.stageTitle.hidden = onStage.length === 0;
    this.waitingTitle.textContent = this.#text(waiting.length > 0 ? "handsOrder" : "noHands");
    this.#showRows(this.onStage, onStage);
    this.#showRows(this.waiting, waiting);
    this.#buttons.show(this.all, waiting.length > 0 ? ["lowerHands"] : []);
  }

  #showRows(place, rows) {
    const keyOf = ({ key }) => key;
    arrangeRows(place, rows, keyOf, (words, buttons, row) => {
      buttons.className = "answers";
      const name = row.display_name || this.#text("somebody");
      const state = STATES[row.state];
      words.textContent = state ? this.#text(state, { name }) : name;
      const person = { ...row, display_name: name };
      this.#buttons.show(buttons, ACTIONS[row.state] ?? [], { person });
    });
  }
}
