import { notify, withdraw } from "./notices.js";
import { one } from "./page.js";

/** People who only watch; Jitsi calls them visitors. They are counted and not listed, and moderators
 * decide on those who raise a hand. */
export class Viewers {
  #ids = new Set();

  /** `room` has `connection`. */
  constructor(room) {
    this.room = room;
  }

  enter(requests) {
    requests.forEach((request) => this.requested(request));
  }

  add(id) {
    this.#ids.add(id);
    this.#show();
  }

  remove(id) {
    this.#ids.delete(id);
    withdraw(id);
    this.#show();
  }

  clear() {
    this.#ids.clear();
    this.#show();
  }

  #show() {
    const { size } = this.#ids;
    const line = one("[data-viewers]");
    line.hidden = size === 0;
    line.textContent = size === 1 ? "1 viewer" : `${size} viewers`;
  }

  requested({ id, name, on }) {
    if (on) {
      const answer = (approved) => this.room.connection.act("admit", { who: id, approved });
      const choices = [
        ["Let in", () => answer(true)],
        ["Not now", () => answer(false)],
      ];
      notify(id, `${name} is watching, and asks to come in.`, choices);
    } else {
      withdraw(id);
    }
  }
}
