import { RoomError } from "./error.js";
import { withLimit } from "./limits.js";
import { report } from "./report.js";
import { isObject, REQUEST_LIMIT } from "./site.js";

/** What clients of other front ends need not have. */
const METHODS = {
  backstage: "openBackstage",
  extend: "extendLiveSession",
  reopen: "reopenLiveSession",
  recordings: "getRecordings",
  people: "getPeople",
  remove: "removeParticipant",
  readmit: "readmitParticipant",
  move: "moveLiveSession",
  admit: "answerRequest",
  setStage: "setStage",
  hand: "setHand",
  turn: "setTurn",
};

/** Asks by the client that the page has given, of client.js or of its own. */
export class ClientSite {
  constructor(client, eventId, described) {
    this.client = client;
    this.eventId = eventId;
    this.described = described;
  }

  /** What a client can know; what it cannot is left out. */
  async describe() {
    const status = await this.status();
    const isKnown = ([, value]) => value !== null;
    const known = Object.fromEntries(Object.entries(status).filter(isKnown));
    return { ...this.#abilities(), ...known, ...this.described };
  }

  /** What hosts may do, where the client can: the site may still refuse it. */
  #abilities() {
    const isHost = this.described.role === "host";
    const has = (action) => isHost && this.can(action);
    return {
      ...(has("backstage") && { can_open_backstage: true }),
      ...(has("extend") && { can_extend: true }),
    };
  }

  /** Clients may lack what is newer than the rest. */
  can(action) {
    return typeof this.client[METHODS[action]] === "function";
  }

  status() {
    return this.#askFor("checkLiveStatus");
  }

  start() {
    return this.#askFor("startLiveSession");
  }

  backstage() {
    return this.#askFor(METHODS.backstage);
  }

  join() {
    return this.#askFor("joinLiveSession");
  }

  reopen() {
    return this.#askFor(METHODS.reopen);
  }

  extend() {
    return this.#askFor(METHODS.extend);
  }

  end() {
    return this.#request("endLiveSession");
  }

  recordings() {
    return this.#askFor(METHODS.recordings);
  }

  people() {
    return this.#askFor(METHODS.people);
  }

  remove(whom) {
    return this.#askFor(METHODS.remove, whom);
  }

  readmit(whom) {
    return this.#askFor(METHODS.readmit, whom);
  }

  admit(whom, answer) {
    return this.#askFor(METHODS.admit, whom, answer);
  }

  move(server) {
    return this.#askFor(METHODS.move, { server });
  }

  setStage(stage) {
    return this.#askFor(METHODS.setStage, stage);
  }

  hand(hand) {
    return this.#askFor(METHODS.hand, hand);
  }

  turn(turn, participant = "", camera = false) {
    return this.#askFor(METHODS.turn, turn, { participant, camera });
  }

  async reportRole(role) {
    return this.client.reportRole?.(this.eventId, role);
  }

  async reportRefusal(code, message) {
    return this.client.reportRefusal?.(this.eventId, code, message);
  }

  recordStay(action, stay, options) {
    return this.#request("recordStay", action, stay, options);
  }

  async #askFor(name, ...values) {
    const answer = await this.#request(name, ...values);
    if (!isObject(answer)) {
      throw new TypeError(`${name}() of the client has given no object`);
    }
    return answer;
  }

  /** What the client throws without a code tells programmers what is wrong, and people nothing: they
   * read words of ours by the code, or the site's in `detail`. */
  async #request(name, ...values) {
    const ask = async () => this.client[name]?.(this.eventId, ...values);
    const late = () => new RoomError("network", "");
    try {
      return await withLimit(ask(), REQUEST_LIMIT, late);
    } catch (error) {
      throw clientError(error);
    }
  }
}

function clientError(error) {
  if (error instanceof RoomError) {
    return error;
  }
  const isCoded = typeof error?.code === "string";
  if (!isCoded) {
    report(error);
  }
  const code = isCoded ? error.code : "network";
  const detail = typeof error?.detail === "string" ? error.detail : "";
  const { status, retryAfter, watchUrl } = Object(error);
  const more = { status, retryAfter, watchUrl };
  return Object.assign(new RoomError(code, detail, { cause: error }), more);
}
