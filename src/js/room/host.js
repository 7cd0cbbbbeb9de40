import { toRoomError } from "./error.js";
import { canEndConference } from "./machine.js";

/** What a host does to the session and to people, and what people ask of hosts, without a way into
 * the room. Rejects with the error
 * that has kept it from being done; the room shows it too. */
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

  /** Resolves to the answer; to nothing, where something else is done already. */
  async remove(participant) {
    return this.#act(
      (site) => site.remove(participant),
      (answer) => ({ type: "person-changed", answer }),
    );
  }

  async readmit(participant) {
    await this.#act(
      (site) => site.readmit(participant),
      (answer) => ({ type: "person-changed", answer }),
    );
  }

  /** To be let in. */
  async ask() {
    await this.#act(
      (site) => site.ask(),
      (answer) => ({ type: "request-noted", answer }),
    );
  }

  /** `answer` is `admit` or `decline`. */
  async answer(participant, answer) {
    await this.#act(
      (site) => site.admit(participant, answer),
      (answered) => ({ type: "request-answered", answer: answered }),
    );
  }

  /** `stage` is `open` or `moderated`. */
  async setStage(stage) {
    await this.#act(
      (site) => site.setStage(stage),
      (answer) => ({ type: "stage-set", answer }),
    );
  }

  /** `what` is `invite`, `thank` or `lower`; `row` is of the queue. Whom the site does not know, the
   * frame alone is told about. */
  async turn(what, row, { camera = false } = {}) {
    if (row && row.participant === undefined) {
      this.#room.send({ type: "hand-answered", what, row, camera });
      return;
    }
    await this.#act(
      (site) => site.turn(what, row?.participant, camera),
      ({ turns }) => ({ type: "turns-told", turns, what, row }),
    );
  }

  /** The own invitation. */
  async accept({ camera }) {
    await this.#act(
      (site) => site.hand("accept"),
      (answer) => ({ type: "turn-taken", answer, camera }),
    );
  }

  async removeAndMove(participant) {
    if (await this.remove(participant)) {
      await this.move();
    }
  }

  /** Everybody, into a new room; this host's own page as well. */
  async move(server) {
    await this.#act(
      (site) => site.move(server),
      (grant) => ({ type: "moved", grant }),
      { isMoving: true },
    );
  }

  async #act(ask, toEvent, { failed = "act-failed", isMoving = false } = {}) {
    const { getState, getSite, send } = this.#room;
    if (getState().isBusy) {
      return undefined;
    }
    const site = getSite();
    const { visit } = getState();
    const isCurrent = () => site === getSite() && visit === getState().visit;
    send({ type: "act", isMoving });
    try {
      const answer = await this.#asked(() => ask(site), { type: failed, isMoving });
      if (isCurrent()) {
        send(toEvent(answer));
      }
      return answer ?? {};
    } finally {
      if (isCurrent()) {
        send({ type: "act-done" });
      }
    }
  }

  /** Whoever is in goes along with the session, of which the site has said that it is elsewhere. */
  async follow() {
    await this.#act(
      (site) => site.join(),
      (grant) => ({ type: "moved", grant }),
      { failed: "follow-failed", isMoving: true },
    );
  }

  /** The list of people. */
  async list() {
    const { getSite, send } = this.#room;
    const site = getSite();
    if (!site.can("people")) {
      return;
    }
    const answer = await site.people().then(
      (roster) => ({ type: "people-listed", roster }),
      (error) => ({ type: "people-failed", error: toRoomError(error) }),
    );
    if (site === getSite()) {
      send(answer);
    }
  }

  /** Whom a moderator has put out in the video: the site knows that, and whether it has done so
   * itself. Where another host has done it, that host is asked. */
  async findKicked({ id, kicker }) {
    const { getState, getSite, send } = this.#room;
    if (!getSite().can("people")) {
      return;
    }
    const roster = await getSite().people();
    const { people } = roster;
    const byEndpoint = (endpoint) => people.filter((each) => each.endpoints?.includes(endpoint));
    const [person, another] = byEndpoint(id); // pages say for themselves who they are
    const isByHost = byEndpoint(kicker).some(({ role }) => role === "host");
    const isOfAnother = isByHost && kicker !== getState().participantId;
    if (person?.can_be_removed && !another && !person.is_removed && !isOfAnother) {
      send({ type: "was-kicked", person, roster });
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
      if (answer?.server_end !== "done") {
        await this.#endConference();
      }
    } finally {
      send({ type: "act-done" });
    }
    if (site === getSite() && getState().name !== "ended") {
      send({ type: "session-ended", by: "self", answer });
    }
  }

  async #asked(ask, failed = { type: "act-failed" }) {
    try {
      return await ask();
    } catch (exception) {
      const error = toRoomError(exception);
      this.#room.send({ ...failed, error });
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
