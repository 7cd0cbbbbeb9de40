import { attempt } from "../room/report.js";
import { FINE, recover } from "./recovery.js";

/** Seconds without anything that comes, after which a recording that should play has stopped. */
const STALL_LIMIT = 20;
const ANSWER_LIMIT = 20; // seconds

/** By the codes of `MediaError`. */
const KINDS = { 2: "network", 3: "decode", 4: "source" };

/** Keeps a `<video>` playing: where its address has expired, or the network was away, it is loaded
 * again and goes on where it was. What people do with it is the browser's own. */
export class Player {
  #video;
  #onChange;
  #state = FINE;
  #position = 0;
  #isMeantToPlay = false;
  #timer;
  #stall;
  #life = null;

  /** `onChange` gets the phase of `recovery.js` and the reason. */
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
          capture: true, // errors of <source> do not bubble
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

  /** Loading again begins at 0 and pauses, which nobody has asked for. */
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
    this.retry(); // where it has given up
  }

  #onError(target) {
    const { error } = this.#video;
    const isOfSource = target !== this.#video;
    const isLast = target === [...this.#video.querySelectorAll("source")].at(-1);
    if (target?.localName === "track" || (isOfSource && !isLast)) {
      return; // there are no captions, or there is another file
    }
    this.#broke(isOfSource ? "source" : (KINDS[error?.code] ?? "network"));
  }

  #watch() {
    clearTimeout(this.#stall);
    const { paused, seeking, readyState, HAVE_FUTURE_DATA } = this.#video;
    const waits = seeking || (!paused && readyState < HAVE_FUTURE_DATA);
    if (waits && this.#isFine) {
      this.#stall = setTimeout(() => this.#broke("stall"), STALL_LIMIT * 1000);
    }
  }

  #broke(kind) {
    clearTimeout(this.#stall);
    const wasPlaying = this.#isMeantToPlay;
    this.#send({ type: "broke", kind, position: this.#position, wasPlaying });
  }

  /** The network is back: whatever is waited for is worth a try now. */
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
      this.#timer = setTimeout(() => this.#pauseOver(), seconds * 1000);
    },
    ask: () => this.#ask(),
    load: () => this.#load(),
    "go-on": ({ position, goesOn }) => this.#goOn(position, goesOn),
    "give-up": () => {},
  };

  #pauseOver() {
    clearTimeout(this.#timer);
    this.#send({ type: "pause-over" });
  }

  /** The site's own gate, which says why it does not let in; browsers do not tell of a film. */
  async #ask() {
    const { signal } = this.#life;
    const status = await statusOf(this.#address(), signal);
    if (!signal.aborted) {
      // Some browsers play on what has come already, and people seek.
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
    this.#video.preload = "auto"; // it was asked for
    this.#video.load();
    modes.forEach(([track, mode]) => {
      track.mode = mode;
    });
    this.#timer = setTimeout(() => this.#broke("stall"), STALL_LIMIT * 1000);
  }

  #goOn(position, goesOn) {
    clearTimeout(this.#timer);
    this.#isMeantToPlay = goesOn;
    if (position > 0) {
      this.#video.currentTime = position;
    }
    if (goesOn) {
      // Refused where the browser wants a click first: then it stands there, ready.
      this.#video.play().catch(() => {});
    }
  }
}

function modesOf(video) {
  return [...(video.textTracks ?? [])].map((track) => [track, track.mode]);
}

/** Without following the site to wherever the file lies. 200 for addresses of other sites, which
 * tell scripts nothing; 0 where there is no answer. */
async function statusOf(address, signal) {
  const url = new URL(address, document.baseURI);
  if (url.origin !== location.origin) {
    return 200;
  }
  const limit = new AbortController();
  const stop = () => limit.abort();
  const timer = setTimeout(stop, ANSWER_LIMIT * 1000);
  signal.addEventListener("abort", stop);
  try {
    const asked = { method: "HEAD", redirect: "manual", cache: "no-store", signal: limit.signal };
    const response = await fetch(url.href, /** @type {RequestInit} */ (asked));
    return response.type === "opaqueredirect" ? 302 : response.status;
  } catch {
    return 0;
  } finally {
    clearTimeout(timer);
    signal.removeEventListener("abort", stop);
  }
}
