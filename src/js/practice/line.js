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

/** The connection to the server: enter the room, hear the news, act in it. */
export class Line {
  #id = null;
  #isOpen = false;
  #outbox = Promise.resolve();

  async #ask(what, body, options = {}) {
    const response = await fetch(`${location.pathname}/${what}`, {
      method: "POST",
      headers: { "Content-Type": "application/json", "X-Practice-Token": token },
      // The token is enough; and an answer that waits for news must not touch a login session.
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

  async enter(name) {
    const answer = await this.#patiently(() => this.#ask("join", { name }));
    this.#id = answer.me.id;
    this.#isOpen = true;
    return answer;
  }

  /** Hand every piece of news to the listener, until the line is closed. */
  async listen(onNews) {
    const id = this.#id;
    let after = 0;
    while (this.#isOpen && id === this.#id) {
      const answer = await this.#patiently(() => this.#ask("news", { id, after }));
      for (const news of answer.news) {
        after = news.number;
        if (this.#isOpen && id === this.#id) {
          this.#hand(news, onNews);
        }
      }
    }
  }

  /** What goes wrong with one piece of news must not keep the next away. */
  #hand(news, onNews) {
    try {
      onNews(news);
    } catch (error) {
      reportError(error);
    }
  }

  /** Try again where nobody answers: a development server restarts with each change. */
  async #patiently(ask) {
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

  /** One after another: what is said first has to be heard first. */
  act(kind, content = {}) {
    const body = { id: this.#id, kind, ...content };
    this.#outbox = this.#outbox
      .then(() => this.#ask("act", body))
      .catch((error) => console.warn(`${kind}: ${error.message}`));
  }

  close() {
    this.#isOpen = false;
  }

  leave() {
    if (this.#isOpen) {
      this.close();
      // Also while the page is being taken away.
      this.#ask("act", { id: this.#id, kind: "leave" }, { keepalive: true }).catch(() => {});
    }
  }
}
