// Events on the way into the room, and of what keeps people out of it.

import { exponentialBackoff } from "./backoff.js";
import { stateOf } from "./states.js";
import { FIRST_RETRY, MAX_RETRY } from "./step.js";

const FRAME_TIMEOUT = 20; // seconds without a sign of life, after which the frame is given up

/** States by the site's code. */
const NO_ENTRY = {
  not_registered: "unregistered",
  not_authenticated: "logged-out",
  not_found: "closed",
};

/** `action` is `start` or `join`. */
export function enter(step, { action }) {
  step.nextVisit();
  step.change({ action });
  step.moveTo("joining");
  step.change({ isBusy: true });
}

export function enterDone(step) {
  step.change({ isBusy: false });
}

export function granted(step, { grant }) {
  const known = { is_open: true, is_authenticated: true, is_active: true, has_ended: false };
  const info = { ...step.state.info, ...known, role: grant.role };
  step.change({ info, roomUrl: grant.url ?? null });
  step.schedulePoll();
}

export function frameOpened(step) {
  step.change({ roles: {} });
  const error = { code: "unreachable", message: "The frame has given no sign of life" };
  step.startTimer("frame", FRAME_TIMEOUT, { type: "join-failed", error });
  step.run("render");
}

/** The site does not let this person in, or something on the way failed. */
export function joinFailed(step, { error }) {
  const { code, status, message } = error;
  const isNetwork = code === "network" || (code === "unexpected" && status >= 500);
  const isServer = code === "unreachable";
  step.closeFrame("refused");
  step.dispatchError(code, message, isServer ? "server" : "site", !isNetwork && !isServer);
  if (Object.hasOwn(NO_ENTRY, code)) {
    step.change({ info: { ...step.state.info, role: null } });
    step.moveTo(NO_ENTRY[code]);
  } else if (isNetwork) {
    comeBack(step);
  } else if (isServer) {
    unreachable(step);
  } else if (code === "server_misconfigured") {
    step.moveTo("unreachable", "misconfigured", message);
    step.schedulePoll();
  } else {
    goBack(step, error);
  }
}

/** Back to where this person was, with words that say why. */
function goBack(step, { code, message }) {
  const { info } = step.state;
  step.change({ info: { ...info, is_active: code !== "not_live" && info.is_active } });
  step.moveTo(stateOf({ is_authenticated: true, role: "attendee", ...step.state.info }));
  step.change({ problem: code === "not_live" ? null : { code, message } });
  step.run("render");
  step.schedulePoll();
}

export function comeBack(step) {
  step.change({ wantsIn: true });
  step.moveTo("offline");
  step.retryPoll();
}

/** No script, no word from the frame, or nothing but failures. */
export function unreachable(step) {
  step.moveTo("unreachable");
  step.schedulePoll();
  const breakdowns = step.state.breakdowns + 1;
  step.change({ breakdowns });
  const pause = exponentialBackoff(FIRST_RETRY, breakdowns + 1, MAX_RETRY);
  step.startTimer("retry", pause, { type: "retry" }, { hasJitter: true });
}
