import { entryConfig } from "./entry.js";
import { toRoomError } from "./error.js";
import { attempt } from "./report.js";
import { INSIDE } from "./states.js";

/** The way into the room: a grant of the site, and the frame. */
export class Entrance {
  #room;

  /** `room` has `element`, `view`, `conference`, `getSite`, `getState`, `send` and `hasBegun`. */
  constructor(room) {
    this.#room = room;
  }

  /** `action` is `join`, or another where a person has just asked for it: no effect of the machine
   * starts or ends. Rejects with the error that keeps this person out. */
  async enter(action) {
    await this.#room.hasBegun();
    if (!INSIDE.has(this.#room.getState().name)) {
      await this.getIn(action, { isClick: true });
    }
  }

  /** The same by itself, also from within: with a new pass in place of one that is refused there. */
  async getIn(action, { isClick = false } = {}) {
    const { getSite, getState, hasBegun, send } = this.#room;
    await hasBegun();
    if (!getState().isBusy) {
      send({ type: "enter", isClick });
      await this.goIn(() => getSite()[action]());
    }
  }

  /** After the event `enter`. */
  async goIn(askForGrant) {
    const { conference, element } = this.#room;
    const { visit } = this.#room.getState();
    const sendIfCurrent = (event) => this.#ifCurrent(visit, () => this.#room.send(event));
    try {
      const grant = await askForGrant();
      sendIfCurrent({ type: "granted", grant });
      const Api = await conference.load(grant, element.nonce);
      this.#ifCurrent(visit, () => this.#open(Api, grant, sendIfCurrent));
    } catch (exception) {
      const error = toRoomError(exception);
      sendIfCurrent({ type: "join-failed", error });
      throw error;
    } finally {
      sendIfCurrent({ type: "enter-done" });
    }
  }

  #ifCurrent(visit, act) {
    if (visit === this.#room.getState().visit && this.#room.element.isConnected) {
      act();
    }
  }

  #open(Api, grant, sendIfCurrent) {
    const { conference, element, getState, view } = this.#room;
    const displayName = element.getAttribute("display-name");
    const config = entryConfig(grant.config, getState());
    conference.open(Api, { ...grant, config }, { parentNode: view.video, displayName });
    this.#room.send({ type: "frame-opened" });
    conference.listen(sendIfCurrent);
    attempt(() => {
      conference.api.getIFrame().title = view.text("video");
    });
    this.#tellProblems(sendIfCurrent);
  }

  async #tellProblems(sendIfCurrent) {
    const problems = await this.#room.conference.problems();
    problems.forEach((each) => sendIfCurrent({ type: "frame-notice", ...each }));
  }
}
