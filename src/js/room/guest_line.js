import { linkTo } from "./addresses.js";
import { make } from "./dom.js";
import { attempt } from "./report.js";

/** Below the words: as whom somebody is here by a personal link, and the way out for anybody else. */
export class GuestLine {
  #text;

  constructor(text) {
    this.#text = text;
    this.words = make("span");
    this.leave = make("a", { part: "guest-leave" });
    this.element = make("p", { part: "guest" }, this.words, " ", this.leave);
  }

  show({ guestName, links }) {
    this.element.hidden = !guestName;
    this.words.textContent = this.#text("guestHere", { name: guestName });
    this.leave.textContent = this.#text("guestNotMe");
    const href = links.leave && attempt(() => linkTo(links.leave).href);
    this.leave.hidden = !href;
    if (href) {
      this.leave.href = href;
    }
  }
}
