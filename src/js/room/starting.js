import { Countdown } from "./countdown.js";
import { detail, fill } from "./details.js";
import { make } from "./dom.js";
import { durationParts, durationText, momentText } from "./duration.js";

/** When it starts, among the words. */
export class Starting {
  when = make("p", { part: "when" });
  countdown = make("p", { part: "countdown", role: "timer" });
  #text;
  #language;
  #start = new Countdown((...left) => this.#show(...left));

  constructor({ text, language }) {
    this.#text = text;
    this.#language = language;
  }

  /** Null where nothing is waited for. */
  to(startsAt) {
    this.#start.to(startsAt);
  }

  #show(startsAt, seconds) {
    detail(this.when, () => fill(this.when, this.#whenText(startsAt, seconds)));
    detail(this.countdown, () => this.#showCountdown(seconds));
  }

  #whenText(startsAt, seconds) {
    if (seconds > 0) {
      const when = momentText(startsAt, this.#language());
      return this.#text("startsAt", { when });
    }
    return startsAt ? this.#text("startsSoon") : "";
  }

  #showCountdown(seconds) {
    this.countdown.hidden = seconds <= 0;
    this.countdown.setAttribute("aria-label", this.#text("countdown"));
    this.countdown.replaceChildren(...(seconds > 0 ? this.#chips(seconds) : []));
  }

  #chips(seconds) {
    const words = durationParts(seconds).map((part) => durationText(part, this.#language()));
    return words.map((textContent) => make("span", { textContent }));
  }

  stop() {
    this.#start.stop();
  }
}
