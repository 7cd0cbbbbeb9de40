import { pause, token } from "./page.js";

const RETRY_PAUSE = 1000;
const RETRIES = 15;

class Refusal extends Error {
  constructor(error, status) {
    super(error.message);
    this.error = error;
    this.isGone = status === 410;
  }
}

/** The connection to the server: enter the room, receive its messages, act in it. */
export class Connection {
  #id = null;
  #isOpen = false;
  #outbox = Promise.resolve();

  async #post(what, body, options = {}) {
    const response = await fetch(`${location.pathname}/${what}`, {
      method: "POST",
      headers: { "Content-Type": "application/json", "X-Practice-Token": token },
      // The token is enough; and an answer that waits for messages must not touch a login session.
      credentials: "omit",
      body: JSON.stringify(body),
      ...options,
    });
    const answer = await response.json();
    if (answer.error) {
      throw new Refusal(answer.error, response.status);
    }
    return answer;
  }

  /** `about` says under which name, and whether to watch only. */
  async enter(about) {
    const answer = await this.#withRetries(() => this.#post("join", about));
    this.#id = answer.me.id;
    this.#isOpen = true;
    return answer;
  }

  /** Pass every message on, until the connection is closed. What fails after that is no loss:
   * whoever has left must not be brought back. */
  async listen(onMessage) {
    const id = this.#id;
    const isCurrent = () => this.#isOpen && id === this.#id;
    try {
      await this.#receive(id, isCurrent, onMessage);
    } catch (error) {
      if (isCurrent()) {
        throw error;
      }
    }
  }

  async #receive(id, isCurrent, onMessage) {
    let after = 0;
    while (isCurrent()) {
      const answer = await this.#withRetries(() => this.#post("news", { id, after }));
      for (const message of answer.news) {
        after = message.number;
        if (isCurrent()) {
          this.#deliver(message, onMessage);
        }
      }
    }
  }

  /** An error with one message must not keep the next away. */
  #deliver(message, onMessage) {
    try {
      onMessage(message);
    } catch (error) {
      reportError(error);
    }
  }

  /** Try again where the site does not answer: a development server restarts with each change. */
  async #withRetries(ask) {
    for (let attempt = 0; ; attempt += 1) {
      try {
        return await ask();
      } catch (error) {
        if (error instanceof Refusal || attempt >= RETRIES) {
          throw error;
        }
        await pause(RETRY_PAUSE);
      }
    }
  }

  /** One after another: messages have to arrive in their order. */
  act(kind, content = {}) {
    const body = { id: this.#id, kind, ...content };
    this.#outbox = this.#outbox
      .then(() => this.#post("act", body))
      .catch((error) => console.warn(`${kind}: ${error.message}`));
  }

  close() {
    this.#isOpen = false;
  }

  leave() {
    if (this.#isOpen) {
      this.close();
      // Also while the page is being taken away.
      this.#post("act", { id: this.#id, kind: "leave" }, { keepalive: true }).catch(() => {});
    }
  }
}
