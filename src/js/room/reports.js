import { toRoomError } from "./error.js";
import { withLimit } from "./limits.js";
import { Stay } from "./stay.js";

const CATCH_UP = 3; // seconds in which a report of the stay may go before the end

/** What the room tells the site of itself: its stay, the role that Jitsi gave, and refusals. Their
 * answers are events of the machine. */
export class Reports {
  #stay = null;
  #getSite;
  #send;

  constructor(getSite, send) {
    this.#getSite = getSite;
    this.#send = send;
  }

  /** Another one, where the server has given this browser another name, or lets a viewer take part. */
  beginStay(endpoint, isViewer = false) {
    const { endpoint: before, isViewer: wasViewer } = Object(this.#stay);
    if (this.#stay && (before !== endpoint || wasViewer !== isViewer)) {
      this.endStay();
    }
    this.#stay ??= new Stay(this.#getSite(), this.#listener, endpoint, { isViewer });
  }

  #listener = {
    onEnded: () => this.#send({ type: "stay-over" }),
    onMoved: () => this.#send({ type: "stay-moved" }),
    onNoted: () => this.#send({ type: "stay-noted" }),
    onFailed: (error) => this.#send({ type: "stay-failed", error: toRoomError(error) }),
  };

  endStay() {
    this.#stay?.end();
    this.#stay = null;
  }

  beatStay() {
    this.#stay?.beat();
  }

  /** What the stay has missed while nobody was logged in, before the record is closed. */
  async catchUp() {
    if (this.#stay?.isBehind) {
      await withLimit(this.#stay.beat(), CATCH_UP, () => new Error("late")).catch(() => {});
    }
  }

  role(role) {
    this.#getSite()
      .reportRole(role)
      .catch((error) => {
        toRoomError(error);
        this.#send({ type: "role-report-failed" });
      });
  }

  refusal(code, message) {
    this.#getSite()
      .reportRefusal(code, message)
      .catch((error) => {
        toRoomError(error);
        this.#send({ type: "refusal-report-failed", code });
      });
  }
}
