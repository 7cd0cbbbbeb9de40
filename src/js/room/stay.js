import { exponentialBackoff } from "./backoff.js";
import { namedSeconds } from "./limits.js";

// In seconds.
const DEFAULT_HEARTBEAT = 60; // until the site has named its own
const FIRST_RETRY = 2; // of the beginning
const MAX_RETRY = 60;

/** Reports to the site that this person is in the room, for the attendance record. Nothing depends
 * on the answers: the site makes up for lost ones by the last heartbeat, and by `unheard`, the
 * seconds for which this page has been awake without an answer. */
export class Stay {
  #site;
  #listener;
  #id = null;
  #heartbeatInterval = DEFAULT_HEARTBEAT;
  #timer = null;
  #pause = 0;
  #failures = 0; // one after another
  #unheard = 0;
  #isOver = false;

  /** `endpoint` is the server's name of this browser in the room. `onEnded` is called when the site
   * answers that the session is over, `onMoved` when it goes on in another room, `onNoted` and
   * `onFailed` after each report. */
  constructor(site, listener, endpoint, { isViewer = false } = {}) {
    this.#site = site;
    this.#listener = listener;
    this.endpoint = endpoint;
    this.isViewer = isViewer;
    this.#begin();
  }

  /** Report now. Resolves when it is answered or has failed. */
  async beat() {
    clearTimeout(this.#timer);
    await (this.#id === null ? this.#begin() : this.#heartbeat());
  }

  get isBehind() {
    return this.#failures > 0 && !this.#isOver;
  }

  async #begin() {
    const answer = await this.#record("joined");
    this.#id = answer?.stay ?? this.#id;
    if (this.#isOver) {
      this.#leave();
    }
  }

  async #heartbeat() {
    const answer = await this.#record("seen");
    const { is_active, state, moved } = Object(answer);
    if (moved === true && !this.#isOver) {
      this.#listener.onMoved();
    }
    if (is_active === false && state !== "backstage" && !this.#isOver) {
      this.#listener.onEnded();
    }
  }

  async #record(action) {
    const id = this.#id;
    try {
      const unheard = this.#claim();
      const { endpoint, isViewer } = this;
      const viewer = isViewer && { viewer: true };
      const more = { unheard, ...(action === "joined" && { endpoint, ...viewer }) };
      const answer = await this.#site.recordStay(action, id, more);
      this.#heartbeatInterval = namedSeconds(answer?.heartbeat, this.#heartbeatInterval);
      this.#failures = this.#unheard = 0;
      this.#schedule(this.#heartbeatInterval);
      this.#listener.onNoted();
      return answer;
    } catch (error) {
      this.#onError(error, id);
      return null;
    }
  }

  /** The seconds without an answer, of a stay that the site knows. */
  #claim() {
    return this.#failures > 0 && this.#id !== null ? Math.ceil(this.#unheard) : 0;
  }

  #onError(error, id) {
    if (error?.code === "not_found" && this.#id === id) {
      this.#id = null; // the site has deleted it: the next heartbeat begins another
    }
    this.#failures += 1;
    this.#schedule(error?.retryAfter ?? this.#retryPause());
    this.#listener.onFailed(error);
  }

  #retryPause() {
    const longest = Math.min(this.#heartbeatInterval, MAX_RETRY);
    return this.#id === null
      ? exponentialBackoff(FIRST_RETRY, this.#failures - 1, longest)
      : longest;
  }

  #schedule(seconds) {
    clearTimeout(this.#timer);
    if (!this.#isOver) {
      this.#pause = seconds * (0.9 + Math.random() * 0.2);
      this.#timer = setTimeout(() => this.#onDue(), this.#pause * 1000);
    }
  }

  #onDue() {
    // What was waited for, not what has passed: a computer that slept has not been in the room.
    this.#unheard += this.#pause;
    this.beat();
  }

  end() {
    this.#isOver = true;
    clearTimeout(this.#timer);
    this.#leave();
  }

  #leave() {
    if (this.#id !== null) {
      this.#record("left");
      this.#id = null;
    }
  }
}
