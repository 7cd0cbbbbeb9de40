const DEFAULT_HEARTBEAT = 60; // seconds

/** Reports to the site that this person is in the room, for the attendance record. Nothing depends
 * on the answers: the site makes up for lost ones by the last heartbeat. */
export class Stay {
  #site;
  #onEnded;
  #id = null;
  #heartbeatInterval = DEFAULT_HEARTBEAT;
  #timer = null;
  #isOver = false;

  /** `onEnded` is called when the site answers that the session is over. */
  constructor(site, onEnded) {
    this.#site = site;
    this.#onEnded = onEnded;
    this.#begin();
  }

  async #begin() {
    const answer = await this.#record("joined");
    this.#id = answer?.stay ?? null;
    this.#heartbeatInterval = answer?.heartbeat ?? this.#heartbeatInterval;
    if (this.#isOver) {
      this.#leave();
    }
  }

  async #heartbeat() {
    if (this.#id === null) {
      await this.#begin();
      return;
    }
    const answer = await this.#record("seen");
    if (answer?.is_active === false && !this.#isOver) {
      this.#onEnded();
    }
  }

  async #record(action) {
    this.#schedule();
    try {
      return await this.#site.recordStay(action, this.#id);
    } catch (error) {
      if (error?.code === "not_found") {
        this.#id = null; // the site has deleted it: the next heartbeat begins another
      }
      return null;
    }
  }

  #schedule() {
    clearTimeout(this.#timer);
    if (!this.#isOver) {
      const pause = this.#heartbeatInterval * (0.9 + Math.random() * 0.2);
      this.#timer = setTimeout(() => this.#heartbeat(), pause * 1000);
    }
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
