// What becomes of a recording that has stopped: state and event in, state and what is to be done
// out. No DOM and no clock.

/** Seconds before each try; after the last one, people are asked. */
export const PAUSES = [0, 1, 3, 8, 20];

/** So many seconds of the recording that were played on are a success: then all tries are there
 * again. Addresses that expire after minutes can do so again and again. */
export const SUCCESS = 5;

/** `phase` is `fine`, `pausing`, `asking`, `loading` or `failed`. `position` is where it was, in
 * seconds of the recording, and `goesOn` whether it was playing. */
/** @type {{ phase: string, tries: number, position: number, goesOn: boolean, reason: string | null }} */
export const FINE = Object.freeze({
  phase: "fine",
  tries: 0,
  position: 0,
  goesOn: false,
  reason: null,
});

const HANDLERS = {
  /** `kind` is what the browser says: `network`, `decode`, `source` or `stall`. */
  broke(state, { kind, position, wasPlaying }) {
    if (state.phase === "pausing" || state.phase === "asking" || state.phase === "failed") {
      return [state, null];
    }
    const known = state.phase === "fine" ? { position, goesOn: wasPlaying } : {};
    return tryAgain({ ...state, ...known, reason: kind });
  },

  "pause-over": when("pausing", (state) => [{ ...state, phase: "asking" }, { do: "ask" }]),

  /** `status` is that of the site's answer, or 0 where there was none. `position` is where people
   * have got to meanwhile, or null. */
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
      { do: "go-on", position, goesOn },
    ];
  }),

  played: when("fine", (state, { position }) => {
    const isSuccess = state.tries > 0 && Math.abs(position - state.position) >= SUCCESS;
    return [isSuccess ? FINE : state, null];
  }),

  /** By the button. */
  retry: when("failed", (state) => tryAgain({ ...state, tries: 0, goesOn: true })),
};

function when(phase, react) {
  return (state, event) => (state.phase === phase ? react(state, event) : [state, null]);
}

function tryAgain(state) {
  const { tries } = state;
  if (tries >= PAUSES.length) {
    return give(state, state.reason);
  }
  return [
    { ...state, phase: "pausing", tries: tries + 1 },
    { do: "pause", seconds: PAUSES[tries] },
  ];
}

function give(state, reason) {
  return [
    { ...state, phase: "failed", reason },
    { do: "give-up", reason },
  ];
}

/** `[state, what]` after the event; `what` is null where there is nothing to do. */
export function recover(state, event) {
  return HANDLERS[event.type](state, event);
}
