import { toRoomError } from "./error.js";

/** The line before a room that is full: who asks again and again keeps the place. */
export class Line {
  #room;

  /** `room` has `element`, `getSite`, `getState` and `send`. */
  constructor(room) {
    this.#room = room;
  }

  /** Nothing is seen of it, until it is this person's turn. */
  async ask() {
    const { element, getSite, getState, send } = this.#room;
    const { visit } = getState();
    const answer = await getSite()
      .join()
      .then(
        (grant) => ({ type: "seat-free", grant }),
        (error) => ({ type: "still-full", error: toRoomError(error) }),
      );
    if (visit === getState().visit && element.isConnected) {
      send(answer);
    }
  }
}
