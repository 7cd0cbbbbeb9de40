import { exponentialBackoff, withJitter } from "./backoff.js";

// In seconds, after the site has refused to push.
const FIRST_RETRY = 15;
const MAX_RETRY = 600;

/** Server-sent events, where the site offers them. After a break the browser reconnects by itself;
 * where the site has refused, this class does. */
export class Push {
  isOpen = false; // and an event has come through: some proxies hold the stream back
  #url = "";
  #source = null;
  #failures = 0;
  #timer = null;
  #eventName;
  #onStatus;
  #onBreak;

  /** `onStatus` gets the status, and whether it is the first since the stream was opened. */
  constructor({ onStatus, onBreak, eventName = "status" }) {
    this.#eventName = eventName;
    this.#onStatus = onStatus;
    this.#onBreak = onBreak;
  }

  /** Listen at this address and at no other; at none, where it is empty. */
  listen(url) {
    if (url !== this.#url) {
      this.#close();
      this.#failures = 0;
      this.#url = url;
      if (url) {
        this.#open();
      }
    }
  }

  #open() {
    if (!globalThis.EventSource) {
      return; // then it is asked as often as poll_after says
    }
    this.#source = new EventSource(this.#url);
    this.#source.addEventListener(this.#eventName, ({ data }) => this.#onEvent(JSON.parse(data)));
    this.#source.addEventListener("error", () => this.#onError());
  }

  #onEvent(status) {
    const isFirst = !this.isOpen;
    this.isOpen = true;
    this.#failures = 0;
    this.#onStatus(status, isFirst);
  }

  #onError() {
    this.isOpen = false;
    if (this.#source.readyState === EventSource.CLOSED) {
      const pause = exponentialBackoff(FIRST_RETRY, this.#failures, MAX_RETRY);
      this.#failures += 1;
      this.#timer = setTimeout(() => this.#open(), withJitter(pause) * 1000);
    }
    this.#onBreak();
  }

  #close() {
    clearTimeout(this.#timer);
    this.#source?.close();
    this.#source = null;
    this.isOpen = false;
  }
}
