// Built from src/js by `npm run build`: change the sources, not this file.

// room/dom.js
function make(tag, { part = "", ...properties } = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (name === "role" || name.startsWith("aria-")) {
      element.setAttribute(name, value);
    } else {
      element[name] = value;
    }
  }
  if (part) {
    element.setAttribute("part", part);
    element.className = `${part} ${element.className}`;
  }
  element.append(...children);
  return element;
}

// room/filled.js
function filled(text, values) {
  const value = (name) => Object.hasOwn(values, name) ? values[name] : void 0;
  const isText = (each) => typeof each === "string" || typeof each === "number";
  return text.replace(/\{(\w+)\}/g, (whole, name) => isText(value(name)) ? value(name) : whole);
}

// room/report.js
var MOST = 100;
var reported = /* @__PURE__ */ new Set();
function report(error) {
  const key = nameOf(error);
  if (reported.has(key) || reported.size >= MOST) {
    return;
  }
  reported.add(key);
  const { reportError } = globalThis;
  reportError ? reportError(error) : console.error(error);
}
function nameOf(error) {
  try {
    return `${error?.name}: ${error?.message ?? error}`;
  } catch {
    return typeof error;
  }
}
function attempt(act, otherwise) {
  try {
    return act();
  } catch (error) {
    report(error);
    return otherwise;
  }
}

// replay/length.js
function clockText(seconds) {
  const whole = Math.round(Number(seconds ?? Number.NaN));
  if (!(whole > 0) || whole > 1e7) {
    return "";
  }
  const [hours, minutes, rest] = [
    Math.floor(whole / 3600),
    Math.floor(whole / 60) % 60,
    whole % 60
  ];
  const two = (number) => `${number}`.padStart(2, "0");
  return hours > 0 ? `${hours}:${two(minutes)}:${two(rest)}` : `${minutes}:${two(rest)}`;
}

// replay/recovery.js
var PAUSES = [0, 1, 3, 8, 20];
var SUCCESS = 5;
var FINE = Object.freeze({
  phase: "fine",
  tries: 0,
  position: 0,
  goesOn: false,
  reason: null
});
var HANDLERS = {
  broke(state, { kind, position, wasPlaying }) {
    if (state.phase === "pausing" || state.phase === "asking" || state.phase === "failed") {
      return [state, null];
    }
    const known = state.phase === "fine" ? { position, goesOn: wasPlaying } : {};
    return tryAgain({ ...state, ...known, reason: kind });
  },
  "pause-over": when("pausing", (state) => [{ ...state, phase: "asking" }, { do: "ask" }]),
  answered: when("asking", (before, { status, position }) => {
    const state = { ...before, position: position ?? before.position };
    if (status === 401 || status === 403) {
      return give(state, "refused");
    }
    if (status === 404 || status === 410) {
      return give(state, "gone");
    }
    const isThere = status >= 200 && status < 400;
    return isThere ? [{ ...state, phase: "loading" }, { do: "load" }] : tryAgain(state);
  }),
  loaded: when("loading", (state) => {
    const { position, goesOn } = state;
    return [
      { ...state, phase: "fine" },
      { do: "go-on", position, goesOn }
    ];
  }),
  played: when("fine", (state, { position }) => {
    const isSuccess = state.tries > 0 && Math.abs(position - state.position) >= SUCCESS;
    return [isSuccess ? FINE : state, null];
  }),
  retry: when("failed", (state) => tryAgain({ ...state, tries: 0, goesOn: true }))
};
function when(phase, react) {
  return (state, event) => state.phase === phase ? react(state, event) : [state, null];
}
function tryAgain(state) {
  const { tries } = state;
  if (tries >= PAUSES.length) {
    return give(state, state.reason);
  }
  return [
    { ...state, phase: "pausing", tries: tries + 1 },
    { do: "pause", seconds: PAUSES[tries] }
  ];
}
function give(state, reason) {
  return [
    { ...state, phase: "failed", reason },
    { do: "give-up", reason }
  ];
}
function recover(state, event) {
  return HANDLERS[event.type](state, event);
}

// replay/player.js
var STALL_LIMIT = 20;
var ANSWER_LIMIT = 20;
var KINDS = { 2: "network", 3: "decode", 4: "source" };
var Player = class {
  #video;
  #onChange;
  #state = FINE;
  #position = 0;
  #isMeantToPlay = false;
  #timer;
  #stall;
  #life = null;
  constructor(video, onChange) {
    this.#video = video;
    this.#onChange = onChange;
  }
  begin() {
    this.#life = new AbortController();
    const { signal } = this.#life;
    const on = (names, act) => {
      for (const name of names.split(" ")) {
        this.#video.addEventListener(name, (event) => attempt(() => act(event)), {
          signal,
          capture: true
        });
      }
    };
    on("error", ({ target }) => this.#onError(target));
    on("timeupdate seeking", () => this.#note());
    on("play", () => this.#onPlay());
    on("pause", () => this.#mean(false));
    on("waiting seeking progress", () => this.#watch());
    on("playing seeked timeupdate suspend ended", () => clearTimeout(this.#stall));
    on("loadedmetadata", () => this.#send({ type: "loaded" }));
    window.addEventListener("online", () => this.#hurry(), { signal });
  }
  stop() {
    this.#life?.abort();
    clearTimeout(this.#timer);
    clearTimeout(this.#stall);
  }
  retry() {
    this.#send({ type: "retry" });
  }
  get #isFine() {
    return this.#state.phase === "fine";
  }
  #note() {
    const { currentTime, readyState } = this.#video;
    if (this.#isFine && readyState > 0) {
      this.#position = currentTime;
      this.#send({ type: "played", position: currentTime });
    }
  }
  #mean(isMeant) {
    if (this.#isFine) {
      this.#isMeantToPlay = isMeant;
    }
  }
  #onPlay() {
    this.#mean(true);
    this.retry();
  }
  #onError(target) {
    const { error } = this.#video;
    const isOfSource = target !== this.#video;
    const isLast = target === [...this.#video.querySelectorAll("source")].at(-1);
    if (target?.localName === "track" || isOfSource && !isLast) {
      return;
    }
    this.#broke(isOfSource ? "source" : KINDS[error?.code] ?? "network");
  }
  #watch() {
    clearTimeout(this.#stall);
    const { paused, seeking, readyState, HAVE_FUTURE_DATA } = this.#video;
    const waits = seeking || !paused && readyState < HAVE_FUTURE_DATA;
    if (waits && this.#isFine) {
      this.#stall = setTimeout(() => this.#broke("stall"), STALL_LIMIT * 1e3);
    }
  }
  #broke(kind) {
    clearTimeout(this.#stall);
    const wasPlaying = this.#isMeantToPlay;
    this.#send({ type: "broke", kind, position: this.#position, wasPlaying });
  }
  #hurry() {
    if (this.#state.phase === "pausing") {
      this.#pauseOver();
    }
  }
  #send(event) {
    const { phase } = this.#state;
    const [state, what] = recover(this.#state, event);
    this.#state = state;
    if (what) {
      this.#do[what.do](what);
    }
    if (phase !== this.#state.phase) {
      attempt(() => this.#onChange(this.#state));
    }
  }
  #do = {
    pause: ({ seconds }) => {
      clearTimeout(this.#timer);
      this.#timer = setTimeout(() => this.#pauseOver(), seconds * 1e3);
    },
    ask: () => this.#ask(),
    load: () => this.#load(),
    "go-on": ({ position, goesOn }) => this.#goOn(position, goesOn),
    "give-up": () => {
    }
  };
  #pauseOver() {
    clearTimeout(this.#timer);
    this.#send({ type: "pause-over" });
  }
  async #ask() {
    const { signal } = this.#life;
    const status = await statusOf(this.#address(), signal);
    if (!signal.aborted) {
      const { currentTime, readyState } = this.#video;
      const position = readyState > 0 ? currentTime : null;
      this.#send({ type: "answered", status, position });
    }
  }
  #address() {
    const source = this.#video.querySelector("source[src]");
    return this.#video.getAttribute("src") ?? source?.getAttribute("src") ?? "";
  }
  #load() {
    const modes = modesOf(this.#video);
    this.#video.preload = "auto";
    this.#video.load();
    modes.forEach(([track, mode]) => {
      track.mode = mode;
    });
    this.#timer = setTimeout(() => this.#broke("stall"), STALL_LIMIT * 1e3);
  }
  #goOn(position, goesOn) {
    clearTimeout(this.#timer);
    this.#isMeantToPlay = goesOn;
    if (position > 0) {
      this.#video.currentTime = position;
    }
    if (goesOn) {
      this.#video.play().catch(() => {
      });
    }
  }
};
function modesOf(video) {
  return [...video.textTracks ?? []].map((track) => [track, track.mode]);
}
async function statusOf(address, signal) {
  const url = new URL(address, document.baseURI);
  if (url.origin !== location.origin) {
    return 200;
  }
  const limit = new AbortController();
  const stop = () => limit.abort();
  const timer = setTimeout(stop, ANSWER_LIMIT * 1e3);
  signal.addEventListener("abort", stop);
  try {
    const asked = { method: "HEAD", redirect: "manual", cache: "no-store", signal: limit.signal };
    const response = await fetch(
      url.href,
      /** @type {RequestInit} */
      asked
    );
    return response.type === "opaqueredirect" ? 302 : response.status;
  } catch {
    return 0;
  } finally {
    clearTimeout(timer);
    signal.removeEventListener("abort", stop);
  }
}

// replay/style.js
var REPLAY_STYLES = `
jitsi-live-replay { display: block; position: relative; }
jitsi-live-replay video {
  display: block;
  box-sizing: border-box;
  inline-size: 100%;
  max-block-size: 85vh;
  aspect-ratio: 16 / 9;
  border-radius: var(--jitsi-live-radius, 0.75rem);
  background: var(--jitsi-live-stage, #111);
}
jitsi-live-replay video:focus-visible { outline: 3px solid var(--jitsi-live-accent, #1d5fd1); outline-offset: 2px; }
.jitsi-live-player__length {
  position: absolute;
  inset-block-start: 0.75rem;
  inset-inline-end: 0.75rem;
  margin: 0;
  padding: 0.1em 0.5em;
  border-radius: 0.35em;
  background: rgb(0 0 0 / 75%);
  color: #fff;
  font-size: 0.875rem;
  font-variant-numeric: tabular-nums;
  pointer-events: none;
}
.jitsi-live-player__words {
  display: flex;
  flex-wrap: wrap;
  gap: 0.5rem 1rem;
  align-items: center;
  margin: 0.5rem 0 0;
  overflow-wrap: anywhere;
}
.jitsi-live-player__words button {
  min-block-size: 2.75rem;
  padding: 0.5em 1.2em;
  border: 1px solid currentcolor;
  border-radius: 0.5rem;
  background: none;
  color: inherit;
  font: inherit;
  font-weight: 600;
  cursor: pointer;
}
jitsi-live-replay [hidden] { display: none; }
`;
var sheet = null;
var styled = /* @__PURE__ */ new WeakSet();
function styleRoot(root) {
  if (styled.has(root) || !("adoptedStyleSheets" in root)) {
    return;
  }
  styled.add(root);
  attempt(() => {
    if (sheet === null) {
      sheet = new CSSStyleSheet();
      sheet.replaceSync(REPLAY_STYLES);
    }
    root.adoptedStyleSheets = [...root.adoptedStyleSheets, sheet];
  });
}

// replay/texts.js
var REPLAY_TEXTS = {
  replayLength: "Length: {time}",
  replayAgain: "Loading the recording again …",
  replayOffline: "The connection is lost. The recording goes on by itself as soon as it is back.",
  replayFailed: "The recording does not come. Check your connection and try again.",
  replayRefused: "This site does not show you the recording any more. Reload the page; you may have to log in again.",
  replayGone: "This recording is not here any more.",
  replayUnplayable: "This browser cannot play the recording. Try another one, such as a current Chrome, Edge, Firefox or Safari.",
  replayRetry: "Try again"
};

// replay/element.js
var WORDS = { pausing: "replayAgain", asking: "replayAgain", loading: "replayAgain" };
var FAILURES = {
  refused: "replayRefused",
  gone: "replayGone",
  decode: "replayUnplayable",
  source: "replayUnplayable"
};
var JitsiLiveReplay = class extends HTMLElement {
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
  get texts() {
    return this.#texts;
  }
  set texts(texts) {
    this.#texts = attempt(() => ({ ...texts }), {});
    this.#showLength();
  }
  get video() {
    return this.#video;
  }
  connectedCallback() {
    this.#takeOver();
    this.#life = new AbortController();
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
    const key = hasFailed ? FAILURES[reason] ?? "replayFailed" : WORDS[phase];
    const isOffline = !hasFailed && key && navigator.onLine === false;
    const root = (
      /** @type {Document | ShadowRoot} */
      this.getRootNode()
    );
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
  #takeOver() {
    if (Object.hasOwn(this, "texts")) {
      const { texts } = this;
      Reflect.deleteProperty(this, "texts");
      this.texts = texts;
    }
  }
};

// replay/index.js
JitsiLiveReplay.define();
export {
  JitsiLiveReplay,
  REPLAY_TEXTS
};
