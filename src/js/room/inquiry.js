import { recordingsAddress } from "./addresses.js";
import { toRoomError } from "./error.js";
import { pollOnce } from "./polling.js";
import { attempt } from "./report.js";
import { INSIDE } from "./states.js";

const LOOK_AGAIN = 10; // seconds between two looks at whether somebody has logged in elsewhere

/** What the room asks the site for by itself: the event and the person in full, or the status. */
export class Inquiry {
  #room;
  #lookedAt = 0;

  /** `room` has `element`, `getSite`, `getState`, `ifCurrent`, `send` and `inlineInfo`. */
  constructor(room) {
    this.#room = room;
  }

  async begin() {
    const { getSite, getState, inlineInfo } = this.#room;
    const { visit } = getState();
    try {
      this.#describe(visit, attempt(inlineInfo) ?? (await getSite().describe()));
    } catch (error) {
      this.#fail(visit, error);
    }
  }

  /** From here on the page is that of the person whom the description is for. */
  #describe(visit, info) {
    const { getSite, ifCurrent, send } = this.#room;
    ifCurrent(visit, () => {
      getSite().participant = info.participant ?? "";
      send({ type: "described", info });
    });
  }

  #fail(visit, error) {
    const event = { type: "poll-failed", error: toRoomError(error) };
    this.#room.ifCurrent(visit, () => this.#room.send(event));
  }

  async poll({ isFull, isLost }) {
    const { getSite, getState, ifCurrent, send } = this.#room;
    const { visit, pushes } = getState();
    const isInside = () => INSIDE.has(getState().name);
    try {
      const asked = await pollOnce(getSite(), { isFull, isInside });
      if (pushes !== getState().pushes) {
        ifCurrent(visit, () => send({ type: "poll-overtaken", isFull: asked.isFull }));
        return;
      }
      const event = { type: "status", status: asked.answer, isFull: asked.isFull };
      isLost ? this.#describe(visit, asked.answer) : ifCurrent(visit, () => send(event));
    } catch (error) {
      this.#fail(visit, error);
    }
  }

  /** Somebody may have registered or logged in in another tab. */
  async lookAgain() {
    if (Date.now() - this.#lookedAt < LOOK_AGAIN * 1000) {
      return;
    }
    this.#lookedAt = Date.now();
    const { visit } = this.#room.getState();
    try {
      const info = await this.#room.getSite().describe();
      if (info.role) {
        this.#describe(visit, info);
      }
    } catch (error) {
      toRoomError(error); // the next look may succeed
    }
  }

  askRecordings() {
    const { element, getSite, getState } = this.#room;
    const site = getSite();
    const address = recordingsAddress(element, getState().info);
    return site.can("recordings") ? site.recordings(address) : [];
  }
}
