import { withJitter } from "./backoff.js";
import { toRoomError } from "./error.js";

const SPREAD = 20; // seconds over which an audience asks that was there at the end
const AGAIN = 30; // seconds, for hosts, while a recording is on its way
const LOOK_AGAIN = 60; // seconds between two looks of whoever comes back to the tab

/** Seconds after which hosts who were there at the end ask whether one has been announced: that takes
 * the video server some minutes. */
const AFTER_END = [5, 10, 15, 30, 60, 60, 120, 120, 180];

const COMING = new Set(["announced", "arriving"]);

/** Asks for the recordings of a session that is over. */
export class Replays {
  #ask;
  #onList;
  #before = null;
  #isOn = false;
  #isHost = false;
  #waits = [];
  #asked = 0;
  #timer;
  #visit = 0;

  /** `ask` resolves to the list; `onList` gets it, or null where there is nothing to show. */
  constructor({ ask, onList }) {
    this.#ask = ask;
    this.#onList = onList;
  }

  /** To be called with each state of the room. */
  follow({ name, info }) {
    const isOver = name === "ended" && Boolean(info.has_replays);
    const wasThere = this.#before !== null && this.#before !== "checking";
    this.#isHost = info.role === "host";
    this.#before = name;
    if (isOver && !this.#isOn) {
      this.#isOn = true;
      this.#waits = this.#isHost && wasThere ? [...AFTER_END] : [];
      this.#askIn(wasThere && !this.#isHost ? Math.random() * SPREAD : 0);
    } else if (!isOver && this.#isOn) {
      this.stop();
    }
  }

  /** Whoever comes back to the tab may find what has come meanwhile. */
  look() {
    if (this.#isOn && !document.hidden && Date.now() - this.#asked > LOOK_AGAIN * 1000) {
      this.#askIn(0);
    }
  }

  stop() {
    clearTimeout(this.#timer);
    this.#visit += 1;
    if (this.#isOn) {
      this.#isOn = false;
      this.#onList(null);
    }
  }

  #askIn(seconds) {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#askNow(), seconds * 1000);
  }

  async #askNow() {
    this.#asked = Date.now();
    const visit = this.#visit;
    const list = await listed(this.#ask);
    if (visit !== this.#visit) {
      return;
    }
    if (list) {
      this.#onList(list);
    }
    const isComing = this.#isHost && list?.some(({ state }) => COMING.has(state));
    const pause = isComing ? AGAIN : this.#waits.shift();
    if (pause) {
      this.#askIn(withJitter(pause));
    }
  }
}

/** What there is, or null where the site does not say. */
async function listed(ask) {
  try {
    const answer = await ask();
    const isRecording = (each) => typeof each?.id === "string";
    return Array.isArray(answer) ? answer.filter(isRecording) : null;
  } catch (error) {
    toRoomError(error); // the room is as it is without them
    return null;
  }
}
