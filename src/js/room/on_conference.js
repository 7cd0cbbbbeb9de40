// Events of the frame, and the ways out of the room.

import { comeBack, unreachable } from "./on_joining.js";
import { pollDue } from "./on_status.js";
import { FIRST_RETRY } from "./step.js";

// In seconds.
const REJOIN_TIMEOUT = 15; // after leaving: a move to a breakout room, or a reload in the frame
const FRESH_ROLE = 10; // in which the server's role is its own choice, not that of a host there
const ROLE_CORRECTION = 2; // until the server corrects the role that it named first

/** What Jitsi's `errorOccurred` means to the element, by `error.name` (lib-jitsi-meet,
 * JitsiConferenceErrors.ts and JitsiConnectionErrors.ts). */
const REFUSALS = {
  "connection.passwordRequired": "token",
  "conference.connectionError.notAllowed": "not-allowed",
  "conference.connectionError.accessDenied": "lobby",
  "conference.max_users": "full",
  "conference.reservationError": "reservation",
};

/** After these, and `connection.` errors that are fatal, Jitsi's page would load itself anew in half
 * a minute (jitsi-meet, functions.any.ts of base/lib-jitsi-meet). */
const BREAKDOWNS = new Set([
  "conference.focusDisconnected",
  "conference.focusLeft",
  "conference.iceFailed",
  "conference.offerAnswerFailed",
  "conference.videobridgeNotAvailable",
]);

/** The frame waits for a host, or for a login there. */
const LOGIN_NEEDED = new Set(["conference.authenticationRequired", "connection.notLiveError"]);

export function frameAlive(step) {
  step.frameAlive();
}

/** Jitsi's page shows no conference in this browser. */
export function browserUnsupported(step) {
  refuse(step, "unsupported");
}

/** The frame asks something of the person. */
export function frameAsks(step, { key }) {
  step.frameAlive();
  step.notice(key);
}

export function frameNotice(step, { key, values }) {
  step.notice(key, values);
}

export function conferenceJoined(step, { id, displayName, breakoutRoom }) {
  step.stopTimer("rejoin");
  step.change({ participantId: id, isApart: Boolean(breakoutRoom) });
  step.run("begin-stay");
  if (step.state.name === "joined") {
    compareRoles(step); // after a move to a breakout room, or a reload in the frame
    return;
  }
  step.frameAlive();
  step.change({ isIn: true, isRoleFresh: true, failures: 0, breakdowns: 0 });
  step.startTimer("fresh-role", FRESH_ROLE, { type: "role-aged" });
  step.moveTo("joined");
  step.dispatch("joined", { participantId: id, displayName });
  step.pollSoon();
  if (step.state.info.role_mismatch === "attendee") {
    step.notice("attendeeIsModerator");
  }
  compareRoles(step);
}

// Roles: servers that make moderators of everybody, or of nobody, are the commonest complaint

export function roleChanged(step, { id, role }) {
  step.change({ roles: { ...step.state.roles, [id]: role } });
  compareRoles(step);
}

export function roleAged(step) {
  step.change({ isRoleFresh: false });
}

function compareRoles(step) {
  const { name, isApart, roles, participantId, isRoleFresh } = step.state;
  const role = roles[participantId];
  // In breakout rooms servers make few people moderators, and never by our token.
  if (name !== "joined" || isApart || !role || role === "none") {
    return;
  }
  if (step.role === "host") {
    step.startTimer("role", ROLE_CORRECTION, { type: "host-role", role });
  } else if (role === "moderator" && isRoleFresh) {
    reportRole(step, role);
  }
}

/** The role that the server has given to a host, and has not corrected. */
export function hostRole(step, { role }) {
  if (role === "moderator") {
    step.forgetNotice("hostNotModerator");
    step.run("remove-notice", { key: "hostNotModerator" });
  } else {
    step.notice("hostNotModerator");
    reportRole(step, role);
  }
}

function reportRole(step, role) {
  if (!step.state.noticed.includes("reported")) {
    step.change({ noticed: [...step.state.noticed, "reported"] });
    step.run("report-role", { role });
  }
}

export function roleReportFailed(step) {
  step.forgetNotice("reported");
}

/** Hosts alone poll at once: if everybody did, a crowd would ask in its square. */
export function participantsChanged(step) {
  if (step.state.name === "joined" && step.role === "host" && !step.state.pollsSoon) {
    step.pollSoon();
  }
}

// Leaving, intended or not

/** To a breakout room, or the frame reloads, and joins again; or it is closed. */
export function conferenceLeft(step) {
  step.change({ isApart: true, roles: {} }); // the next room sends roles before it says "joined"
  step.stopTimer("role");
  step.run("end-stay");
  step.startTimer("rejoin", REJOIN_TIMEOUT, { type: "hung-up" });
}

export function hungUp(step) {
  step.closeFrame("hangup");
  step.moveTo("left");
  step.schedulePoll(FIRST_RETRY);
}

export function kicked(step, { id, local }) {
  if (local || (id && id === step.state.participantId)) {
    refuse(step, "kicked");
  }
}

/** Jitsi's own error; what passes, it shows and mends itself. */
export function conferenceError(step, event) {
  const { name = "", message = "", params = [], isFatal } = event.error;
  if (Object.hasOwn(REFUSALS, name)) {
    refuse(step, REFUSALS[name], String(params[1] ?? message));
  } else if (name === "conference.connectionError.membersOnly") {
    step.frameAlive();
    step.moveTo("lobby");
  } else if (LOGIN_NEEDED.has(name)) {
    frameAsks(step, { key: "loginThere" });
  } else if (name === "conference.destroyed") {
    destroyed(step, event);
  } else if (BREAKDOWNS.has(name) || (name.startsWith("connection.") && isFatal !== false)) {
    breakDown(step, name, message);
  } else if (isFatal && name !== "conference.passwordRequired") {
    refuse(step, "other", message);
  }
}

function refuse(step, reason, message = "") {
  step.closeFrame(reason === "kicked" ? "kicked" : "refused");
  step.dispatchError(reason, message, "server", true);
  step.moveTo("refused", reason, message);
  step.schedulePoll(FIRST_RETRY);
}

/** The room was closed for everyone: with the session, or on the video server alone. */
function destroyed(step, event) {
  step.closeFrame("ended");
  step.moveTo("left", "closed");
  pollDue(step, event);
}

/** People who were in come back soon; a server that lets nobody in is not asked as often. */
function breakDown(step, code, message) {
  const wasIn = step.state.isIn;
  step.closeFrame("lost");
  step.dispatchError(code, message, "server", false);
  if (wasIn) {
    comeBack(step);
  } else {
    unreachable(step);
  }
}

export function leave(step) {
  if (step.isInside) {
    step.nextVisit();
    step.closeFrame("left");
    step.moveTo("left");
    step.schedulePoll();
  }
}

/** The button "Try again", and the same by itself after a while. */
export function retry(step, event) {
  if (step.state.name === "unreachable" || step.state.name === "refused") {
    step.run("enter", { action: step.state.action });
  } else {
    pollDue(step, event);
  }
}

// Ending it for everyone

export function end(step) {
  step.change({ isBusy: true, isEnding: true });
}

export function endFailed(step, { error: { code, message } }) {
  step.dispatchError(code, message, "site", false);
  step.change({ problem: { code, message } });
  step.run("render");
}

/** The frame ends it on its side too: what it says from here on is known. */
export function farewell(step) {
  step.nextVisit();
}

export function endDone(step) {
  step.change({ isBusy: false, isEnding: false });
}

export function sessionEnded(step, { by }) {
  step.sessionEnded(by);
}
