import { propertiesOf, takeOver } from "../room/properties.js";
import { QuestionsController } from "./controller.js";

/** The questions about one event; docs/howto/questions.md describes its interface. */
export class JitsiLiveQuestions extends HTMLElement {
  static observedAttributes = ["questions-url", "event-id"];

  /** Register the element, unless a script has done it already. */
  static define(tag = "jitsi-live-questions", registry = customElements) {
    if (!registry.get(tag)) {
      registry.define(tag, this);
    }
  }

  #questions;
  #connected = null; // aborted when the element is removed

  constructor() {
    super();
    this.#questions = new QuestionsController(this, this.attachShadow({ mode: "open" }));
    takeOver(this, PROPERTIES);
  }

  /** `loading`, `ready`, `logged-out` or `refused`; null before it is on a page. */
  get state() {
    return this.#questions.state.name;
  }

  /** The newest list, as the site has sent it. */
  get questions() {
    return structuredClone(this.#questions.state.questions);
  }

  /** What asks the site in place of the browser's `fetch`, such as with a bearer token. */
  get fetch() {
    return this.#questions.fetch;
  }

  set fetch(send) {
    if ((send ?? null) !== this.#questions.fetch) {
      this.#questions.fetch = send ?? null;
      this.#questions.restart();
    }
  }

  get texts() {
    return this.#questions.texts;
  }

  set texts(texts) {
    this.#questions.texts = texts;
  }

  ask(text, { anonymous = false } = {}) {
    return this.#questions.ask(text, anonymous);
  }

  vote(id) {
    return this.#questions.vote(id, true);
  }

  unvote(id) {
    return this.#questions.vote(id, false);
  }

  /** Ask the site now. */
  refresh() {
    return this.#questions.refresh();
  }

  connectedCallback() {
    takeOver(this, PROPERTIES); // what a subclass declares as its fields
    this.#connected = new AbortController();
    const { signal } = this.#connected;
    const on = (target, name, act) => target.addEventListener(name, act, { signal });
    on(document, "visibilitychange", () => this.#questions.send({ type: "visibility" }));
    on(window, "online", () => this.#questions.send({ type: "online" }));
    on(window, "pagehide", () => this.#questions.stop());
    on(window, "pageshow", ({ persisted }) => persisted && this.#questions.begin());
    // What is in an element that is still being parsed is not there yet.
    if (document.readyState === "loading") {
      on(document, "DOMContentLoaded", () => this.#questions.begin());
    } else {
      this.#questions.begin();
    }
  }

  disconnectedCallback() {
    this.#connected.abort();
    this.#questions.stop();
  }

  attributeChangedCallback(_name, before, after) {
    if (before !== after) {
      this.#questions.restart();
    }
  }
}

const PROPERTIES = propertiesOf(JitsiLiveQuestions.prototype);
