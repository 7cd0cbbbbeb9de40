import { make } from "../room/dom.js";
import { filled } from "../room/filled.js";
import { attempt } from "../room/report.js";
import { clockText } from "./length.js";
import { Player } from "./player.js";
import { styleRoot } from "./style.js";
import { REPLAY_TEXTS } from "./texts.js";

/** What is said in each phase; of failures, by the reason. */
const WORDS = { pausing: "replayAgain", asking: "replayAgain", loading: "replayAgain" };
const FAILURES = {
  refused: "replayRefused",
  gone: "replayGone",
  decode: "replayUnplayable",
  source: "replayUnplayable",
};

/** Around the `<video>` of a recording, which it keeps playing. All of it is in the page's own tree,
 * so that the page's styles apply. */
export class JitsiLiveReplay extends HTMLElement {
  /** Register the element, unless a script has done it already. */
  static define(tag = "jitsi-live-replay", registry = customElements) {
    if (!registry.get(tag)) {
      registry.define(tag, this);
    }
  }

  #texts = {};
  #video = null;
  #player = null;
  #parts = null;
  #life = null;

  constructor() {
    super();
    this.#takeOver();
  }

  /** Words other than the element's own, by key. */
  get texts() {
    return this.#texts;
  }

  set texts(texts) {
    this.#texts = attempt(() => ({ ...texts }), {});
    this.#showLength();
  }

  /** The `<video>`, or null where there is none. */
  get video() {
    return this.#video;
  }

  connectedCallback() {
    this.#takeOver();
    this.#life = new AbortController();
    // What is in an element that is still being parsed is not there yet.
    if (document.readyState === "loading") {
      const { signal } = this.#life;
      document.addEventListener("DOMContentLoaded", () => this.#begin(), { signal });
    } else {
      this.#begin();
    }
  }

  disconnectedCallback() {
    this.#life.abort();
    this.#player?.stop();
    this.#player = null;
  }

  #begin() {
    this.#video = this.querySelector("video");
    if (!this.#video) {
      return;
    }
    attempt(() => this.#takeWords());
    attempt(() => styleRoot(this.getRootNode()));
    attempt(() => this.#build());
    this.#player = new Player(this.#video, (state) => this.#show(state));
    this.#player.begin();
  }

  #takeWords() {
    const script = this.querySelector(':scope > script[type="application/json"]');
    if (script) {
      this.#texts = { ...JSON.parse(script.textContent), ...this.#texts };
    }
  }

  #build() {
    if (!this.#parts) {
      const length = make("p", { className: "jitsi-live-player__length" });
      const words = make("span");
      const button = make("button", { type: "button", hidden: true });
      button.addEventListener("click", () => this.#retry());
      const line = make("p", { className: "jitsi-live-player__words" }, words, button);
      line.setAttribute("role", "status");
      this.#parts = { length, words, button, line };
      this.append(length, line);
    }
    const { signal } = this.#life;
    // From here on the browser's own controls say it.
    this.#video.addEventListener("play", () => this.#hideLength(), { signal });
    this.#showLength();
  }

  #showLength() {
    if (this.#parts) {
      const { length } = this.#parts;
      const time = clockText(this.dataset.seconds);
      length.textContent = this.#text("replayLength", { time });
      length.hidden = !time || !this.#video.paused || this.#video.currentTime > 0;
    }
  }

  #hideLength() {
    this.#parts.length.hidden = true;
  }

  #show({ phase, reason }) {
    const { line, words, button } = this.#parts;
    const hasFailed = phase === "failed";
    const key = hasFailed ? (FAILURES[reason] ?? "replayFailed") : WORDS[phase];
    const isOffline = !hasFailed && key && navigator.onLine === false;
    const root = /** @type {Document | ShadowRoot} */ (this.getRootNode());
    const hadFocus = button === root.activeElement;
    line.dataset.phase = phase;
    words.textContent = key ? this.#text(isOffline ? "replayOffline" : key) : "";
    button.textContent = this.#text("replayRetry");
    button.hidden = !hasFailed;
    if (hadFocus && !hasFailed) {
      this.#video.focus();
    }
  }

  #retry() {
    this.#player?.retry();
  }

  #text(key, values = {}) {
    const own = this.#texts[key];
    return filled(typeof own === "string" ? own : REPLAY_TEXTS[key], values);
  }

  /** What was set before the element was defined hides the property of the class, for good. */
  #takeOver() {
    if (Object.hasOwn(this, "texts")) {
      const { texts } = this;
      Reflect.deleteProperty(this, "texts");
      this.texts = texts;
    }
  }
}
