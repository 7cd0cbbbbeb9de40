// Events on the way into the room, and of what keeps people out of it.

import { exponentialBackoff } from "./backoff.js";
import { isUndecided } from "./entry.js";
import { isTeam, roomOf, withDescription } from "./info.js";
import { standInLine } from "./on_full.js";
import { isOfLink, linkRefuses } from "./on_link.js";
import { leaveRemoved } from "./on_removal.js";
import { isModerated } from "./stage.js";
import { reasonOf, stateOf } from "./states.js";
import { FIRST_RETRY, MAX_RETRY } from "./step.js";

const FRAME_TIMEOUT = 20; // seconds without a sign of life, after which the frame is given up

/** States by the site's code. */
const NO_ENTRY = {
  not_registered: "unregistered",
  not_authenticated: "logged-out",
  not_found: "closed",
};

/** `isClick`: this person has asked for it. Nobody is on air without knowing. Whoever is taken into
 * another room comes in as they were in the one before. */
export function enter(step, { isClick = false, entersMuted = undefined } = {}) {
  const isMoving = !isClick && step.state.isMoving;
  const isMuted = !isClick && !isMoving && (entersMuted ?? step.state.info.enters_muted ?? true);
  const mutes = isMoving ? step.state.mutes : {};
  step.nextVisit();
  step.moveTo("joining");
  step.change({ isBusy: true, isClick, isMuted, isMoving, mutes, wasPutOut: false });
  step.change({ showsPrejoin: false, endedRun: null });
}

export function enterDone(step) {
  step.change({ isBusy: false });
}

export function granted(step, { grant }) {
  const info = withGrant(step.state.info, grant);
  const { isClick, hasEntered } = step.state;
  const isFirst = isClick && !hasEntered && Boolean(info.is_active) && isTeam(info);
  step.change({
    info,
    isLoggedOut: false,
    roomUrl: grant.url ?? null,
    room: grant.room ?? null,
    roomKey: roomOf(grant),
    showsPrejoin: isFirst && isUndecided(grant.config),
  });
  keepButtons(step, grant);
  step.schedulePoll();
}

/** Jitsi's toolbars of this person, where the place on the stage makes a difference. */
function keepButtons(step, { audience_buttons: audience, stage_buttons: stage }) {
  const isTold = step.role === "attendee" && audience?.length > 0 && stage?.length > 0;
  const first = isModerated(step.state.info) ? "audience" : "stage";
  step.change({ buttons: isTold ? { audience, stage } : null });
  step.resetStage(isTold ? first : null);
}

/** Other front ends' grants are for what is live. */
export function withGrant(info, { role, participant, is_active = true, state, ...grant }) {
  const { room_key = null, room_name = null } = grant;
  const known = { is_open: true, is_authenticated: true, is_removed: false, role, participant };
  Object.assign(known, { room_key, room_name });
  return withDescription(info, { ...known, is_active, state, stage: grant.stage });
}

export function frameOpened(step) {
  step.change({ roles: {} });
  const message = "The frame has given no sign of life";
  const error = { code: "unreachable", report: "frame", message };
  step.startTimer("frame", FRAME_TIMEOUT, { type: "join-failed", error });
  step.run("render");
}

/** The site does not let this person in, or something on the way failed. */
export function joinFailed(step, { error }) {
  const { code, status, message } = error;
  if (code === "removed") {
    leaveRemoved(step, error);
    return;
  }
  if (code === "full") {
    full(step, error);
    return;
  }
  if (isOfLink(error)) {
    linkRefuses(step, error);
    return;
  }
  const isPassing = step.state.isMoving && ["busy", "throttled"].includes(code); // a crowd moves
  const isNetwork = code === "network" || (code === "unexpected" && status >= 500) || isPassing;
  const isServer = code === "unreachable";
  if (isServer) {
    step.reportRefusal(error.report, message);
  }
  step.closeFrame("refused");
  step.dispatchError(code, message, isServer ? "server" : "site", !isNetwork && !isServer);
  if (Object.hasOwn(NO_ENTRY, code)) {
    step.change({ info: { ...step.state.info, role: null } });
    noEntry(step, code);
  } else if (isNetwork) {
    comeBack(step, error);
  } else if (isServer) {
    unreachable(step);
  } else if (code === "server_misconfigured") {
    step.moveTo("unreachable", "misconfigured", message);
    step.schedulePoll();
  } else {
    goBack(step, error);
  }
}

/** Who has asked to be let in, and tries without, waits on. */
function noEntry(step, code) {
  const reason = code === "not_registered" ? reasonOf(step.state.info) : null;
  step.moveTo(NO_ENTRY[code], reason);
  if (reason) {
    step.schedulePoll();
  }
}

/** Who is in line is let in by itself: nothing has failed. */
function full(step, error) {
  step.closeFrame("refused");
  step.dispatchError(error.code, error.message, "site", false);
  step.change({ wantsIn: false, isMoving: false });
  standInLine(step, error);
  step.schedulePoll();
}

/** Back to where this person was, with words that say why. */
function goBack(step, { code, message }) {
  const isOver = code === "not_live";
  if (isOver) {
    step.change({ info: withDescription(step.state.info, { is_active: false }) });
  }
  step.moveTo(stateOf({ role: "attendee", ...step.state.info }));
  step.change({ problem: isOver ? null : { code, message } });
  step.run("render");
  step.schedulePoll();
}

/** @param {any} step
 * @param {{ retryAfter?: number }} [error] */
export function comeBack(step, { retryAfter } = {}) {
  step.change({ wantsIn: true });
  step.moveTo("offline");
  step.retryPoll(retryAfter);
}

/** No script, no word from the frame, or nothing but failures. */
export function unreachable(step, reason = null) {
  step.moveTo("unreachable", reason);
  step.schedulePoll();
  const breakdowns = step.state.breakdowns + 1;
  step.change({ breakdowns });
  const pause = exponentialBackoff(FIRST_RETRY, breakdowns + 1, MAX_RETRY);
  step.startTimer("retry", pause, { type: "retry" }, { hasJitter: true });
}
