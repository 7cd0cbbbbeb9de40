import { config } from "./config.js";
import { one } from "./page.js";

const LISTEN_PAUSE = 300; // milliseconds
const SPEAKING = 0.05; // of the loudest

/** One's own hand. As with Jitsi, it goes down when its owner speaks. */
export class Hand {
  #listening;

  /** `room` has `connection`, `me`, `media` and `people`. */
  constructor(room) {
    this.room = room;
  }

  get isRaised() {
    return this.room.me?.handRaised > 0;
  }

  raise() {
    this.#put(true);
  }

  lower() {
    this.#put(false);
  }

  toggle() {
    this.#put(!this.isRaised);
  }

  #put(raised) {
    if (raised !== this.isRaised) {
      this.room.connection.act("hand", { raised });
    }
  }

  /** The hand, the microphone or the room is another now. */
  show() {
    one("[data-action=hand] [data-label]").textContent = this.isRaised
      ? "Lower hand"
      : "Raise hand";
    clearInterval(this.#listening);
    if (this.isRaised && !this.room.media.isMuted("audio")) {
      this.#listening = setInterval(() => this.#listen(), LISTEN_PAUSE);
    }
  }

  async #listen() {
    if ((await this.room.people.ownLevel()) > SPEAKING) {
      if (config.get("disableRemoveRaisedHandOnFocus") !== true) {
        this.lower();
      }
    }
  }
}
