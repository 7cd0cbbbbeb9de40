import { toRoomError } from "./error.js";
import { canEndConference } from "./machine.js";

/** What a host does to the session, without a way into the room. Rejects with the error that has
 * kept it from being done; the room shows it too. */
export class HostActions {
  #room;

  /** `room` has `getSite`, `getState`, `send`, `reports` and `conference`. */
  constructor(room) {
    this.#room = room;
  }

  /** From the backstage: whoever is in stays there. */
  async goLive() {
    await this.#act(
      (site) => site.start(),
      (grant) => ({ type: "went-live", grant }),
    );
  }

  async extend() {
    await this.#act(
      (site) => site.extend(),
      (answer) => ({ type: "extended", answer }),
    );
  }

  async #act(ask, toEvent) {
    const { getState, getSite, send } = this.#room;
    if (getState().isBusy) {
      return;
    }
    const site = getSite();
    const { visit } = getState();
    send({ type: "act" });
    try {
      const answer = await this.#asked(() => ask(site));
      if (site === getSite() && visit === getState().visit) {
        send(toEvent(answer));
      }
    } finally {
      send({ type: "act-done" });
    }
  }

  async end() {
    const { getState, getSite, send, reports } = this.#room;
    if (getState().isEnding) {
      return;
    }
    const site = getSite(); // another one, once this room is about another event
    send({ type: "end" });
    let answer;
    try {
      await reports.catchUp();
      answer = await this.#asked(() => site.end());
      await this.#endConference();
    } finally {
      send({ type: "act-done" });
    }
    if (site === getSite() && getState().name !== "ended") {
      send({ type: "session-ended", by: "self", answer });
    }
  }

  async #asked(ask) {
    try {
      return await ask();
    } catch (exception) {
      const error = toRoomError(exception);
      this.#room.send({ type: "act-failed", error });
      throw error;
    }
  }

  async #endConference() {
    const { getState, send, conference } = this.#room;
    if (canEndConference(getState())) {
      send({ type: "farewell" });
      await conference.end();
    }
  }
}
