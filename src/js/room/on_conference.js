// Events of the frame, and the ways out of the room.

import { afterDoubt, outcomeOf } from "./errors.js";
import { leaveLine } from "./on_full.js";
import { approve, followQueue, somebodyLeft } from "./on_hands.js";
import { comeBack, unreachable } from "./on_joining.js";
import { steer } from "./on_moderation.js";
import { askWhatFollows, destroyed, isFollowing } from "./on_moving.js";
import { peopleSoon } from "./on_people.js";
import { recordByItself } from "./on_recording.js";
import { pollDue } from "./on_status.js";
import { followStage, tellPage } from "./on_turn.js";
import { FIRST_RETRY } from "./step.js";

// In seconds.
const REJOIN_TIMEOUT = 15; // after leaving: a move to a breakout room, or a reload in the frame
const FRESH_ROLE = 10; // in which the server's role is its own choice, not that of a host there
const ROLE_CORRECTION = 2; // until the server corrects the role that it named first
const SLOW = 30; // until a frame that shows itself is said to take long
const GIVE_UP = 150; // after that
const DOUBT = 30; // in which an error may pass, or Jitsi lead on to another room
const SETTLED = 300; // after which a new pass is asked for again without a click

/** Refusals of the server that a new pass may mend. */
const RENEWABLE = new Set(["token", "not-allowed"]);

/** What people have decided; nothing about the server. */
const PERSONAL = new Set(["kicked", "lobby"]);

/** After which the session is where it was. */
const SURE = new Set(["lobby", "unsupported"]);

export function frameAlive(step) {
  if (step.frameAlive() && step.state.name === "joining") {
    step.startTimer("slow", SLOW, { type: "join-slow" });
  }
}

/** The frame shows itself, and does not let this person in. */
export function joinSlow(step) {
  const error = { code: "unreachable", report: "admission", message: "It lets nobody in" };
  step.notice("slowThere");
  step.startTimer("slow", GIVE_UP, { type: "join-failed", error });
}

/** Jitsi's page shows no conference in this browser. */
export function browserUnsupported(step) {
  refuse(step, "unsupported");
}

/** The frame asks something of the person, who may take the time; `key` is of the words about it. */
export function frameAsks(step, { key }) {
  frameAlive(step);
  step.stopTimer("slow");
  step.removeNotice("slowThere");
  if (key && step.state.name !== "joined") {
    step.notice(key);
  }
}

export function frameNotice(step, { key, values }) {
  step.notice(key, values);
}

export function conferenceJoined(step, event) {
  const { id, breakoutRoom, isViewer = false } = event;
  ["rejoin", "slow", "doubt"].forEach((name) => step.stopTimer(name));
  step.change({ participantId: id, isApart: Boolean(breakoutRoom) });
  step.changeStage({ isViewer });
  step.run("begin-stay", { endpoint: id, isViewer });
  if (step.state.name !== "joined") {
    joined(step, event);
  }
  compareRoles(step); // also after a move to a breakout room, or a reload in the frame
  takePlace(step);
}

function joined(step, { id, displayName }) {
  step.frameAlive();
  step.removeNotice("passwordThere", "loginThere", "slowThere");
  step.change({ isIn: true, isRoleFresh: true, hasEntered: true, failures: 0, breakdowns: 0 });
  if (step.state.isMoving) {
    step.change({ isMoving: false });
    step.notice("movedHere");
  }
  step.startTimer("fresh-role", FRESH_ROLE, { type: "role-aged" });
  step.startTimer("settled", SETTLED, { type: "settled" });
  step.moveTo("joined");
  step.dispatch("joined", { participantId: id, displayName });
  step.pollSoon();
  peopleSoon(step);
  if (step.state.info.role_mismatch === "attendee") {
    step.notice("attendeeIsModerator");
  }
}

/** On stage, before it, or in charge of it. */
function takePlace(step) {
  steer(step);
  followQueue(step);
  followStage(step, step.state.info);
  if (!step.state.isApart) {
    tellPage(step);
  }
  if (step.state.stage.isViewer) {
    step.run("render");
    step.run("say", { key: "viewer" });
  }
}

export function settled(step) {
  step.change({ hasRenewed: false });
}

// Roles: servers that make moderators of everybody, or of nobody, are the commonest complaint

export function roleChanged(step, { id, role }) {
  step.change({ roles: { ...step.state.roles, [id]: role } });
  compareRoles(step);
  steer(step);
  approve(step);
}

export function roleAged(step) {
  step.change({ isRoleFresh: false });
}

function compareRoles(step) {
  const { name, isApart, roles, participantId, isRoleFresh } = step.state;
  const role = roles[participantId];
  // In breakout rooms servers make few people moderators, and never by our token.
  if (name !== "joined" || isApart || !role || role === "none" || step.state.stage.isViewer) {
    return;
  }
  if (step.role === "host") {
    step.startTimer("role", ROLE_CORRECTION, { type: "host-role", role });
  } else if (role === "moderator" && isRoleFresh) {
    reportRole(step, role);
  }
}

/** The role that the server has given to a host, and has not corrected. */
export function hostRole(step, { role, chance }) {
  if (role === "moderator") {
    recordByItself(step, chance);
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

export function refusalReportFailed(step, { code }) {
  step.change({ reported: step.state.reported.filter((each) => each !== code) });
}

/** Whoever was let in muted has turned on microphone or camera, and needs no words about that. */
export function muteChanged(step, { kind, muted }) {
  step.change({ mutes: { ...step.state.mutes, [kind]: muted !== false } });
  if (muted !== false) {
    frameAlive(step);
  } else if (step.state.isMuted) {
    step.change({ isMuted: false });
    step.run("render");
  }
}

/** Hosts alone poll at once: if everybody did, a crowd would ask in its square. */
export function participantsChanged(step, { left }) {
  if (left) {
    somebodyLeft(step, left);
  }
  if (step.state.name !== "joined" || step.role !== "host") {
    return;
  }
  if (!step.state.pollsSoon) {
    step.pollSoon();
    peopleSoon(step);
  }
}

// Leaving, intended or not

/** To a breakout room, or the frame reloads, and joins again; or it is closed. */
export function conferenceLeft(step) {
  step.change({ isApart: true, roles: {}, recorded: {} }); // the next room sends roles before it says "joined"
  step.resetStage(step.state.buttons ? "unknown" : null);
  step.stopTimer("role");
  step.run("end-stay");
  step.startTimer("rejoin", REJOIN_TIMEOUT, { type: "hung-up" });
}

export function hungUp(step) {
  if (step.state.wasPutOut && isFollowing(step.state)) {
    return; // out of the room before, by Jitsi's page that says so
  }
  step.closeFrame("hangup");
  step.moveTo("left");
  step.schedulePoll(FIRST_RETRY);
}

/** Out, or somebody else, whom the site may know. */
export function kicked(step, { id, local, kicker, chance }) {
  if (local || (id && id === step.state.participantId)) {
    refuse(step, "kicked");
    askWhatFollows(step, chance);
  } else if (step.role === "host" && step.state.name === "joined") {
    step.run("find-kicked", { id, kicker });
  }
}

/** Jitsi's own error; what passes, it shows and mends itself. */
const ON_OUTCOME = {
  refusal: (step, { error }, { reason }) => refused(step, reason, error),
  breakdown: (step, { error }) => breakDown(step, error.name, error.message),
  question: (step, _event, { key }) => frameAsks(step, { key }),
  lobby: (step) => enterLobby(step),
  early: (step, { error }) => tooEarly(step, error),
  destroyed: (step, event) => destroyed(step, event),
  redirect: (step, event) => doubt(step, event),
  doubt: (step, event) => doubt(step, event),
  passes: () => {},
};

export function conferenceError(step, event) {
  const outcome = outcomeOf(event.error);
  ON_OUTCOME[outcome.type](step, event, outcome);
}

/** Who is in sees what happens. Who is on the way in is not left alone with it. */
function doubt(step, { error }) {
  if (step.state.name !== "joined") {
    step.startTimer("doubt", DOUBT, { type: "doubt-over", error });
  }
}

export function doubtOver(step, event) {
  if (!step.isInside || step.state.name === "joined") {
    return;
  }
  const known = { ...event.error, params: [] };
  const outcome = outcomeOf({ ...known, isFatal: true });
  const isFinal = outcome.type === "refusal" || outcome.type === "breakdown";
  const final = isFinal ? outcome : afterDoubt(known);
  ON_OUTCOME[final.type](step, event, final);
}

function enterLobby(step) {
  step.frameAlive();
  step.stopTimer("slow");
  step.removeNotice("slowThere");
  step.moveTo("lobby");
}

/** A call may last longer than its pass: then a new one is asked for, once. */
function refused(step, reason, { name, message, params }) {
  const { isIn, hasRenewed } = step.state;
  const words = String(params[1] ?? message);
  if (!PERSONAL.has(reason)) {
    step.reportRefusal(name, words);
  }
  if (isIn && RENEWABLE.has(reason) && !hasRenewed) {
    step.closeFrame("lost");
    step.dispatchError(reason, words, "server", false);
    step.change({ hasRenewed: true });
    step.run("enter");
  } else {
    refuse(step, reason, words);
  }
}

function refuse(step, reason, message = "") {
  step.closeFrame(reason === "kicked" ? "kicked" : "refused");
  step.dispatchError(reason, message, "server", true);
  step.moveTo("refused", reason, message);
  step.wasPutOut(!SURE.has(reason));
  step.schedulePoll(FIRST_RETRY);
}

/** People who were in come back soon; a server that lets nobody in is not asked as often. */
function breakDown(step, code, message) {
  const wasIn = step.state.isIn;
  if (!wasIn) {
    step.reportRefusal(code, message); // a connection that is lost may be this person's own
  }
  step.closeFrame("lost");
  step.dispatchError(code, message, "server", false);
  if (wasIn) {
    comeBack(step);
  } else {
    unreachable(step);
  }
}

/** A viewer, where nobody is in yet who is seen: it is tried again until somebody is. */
function tooEarly(step, { name, message }) {
  step.closeFrame("refused");
  step.dispatchError(name, message, "server", false);
  unreachable(step, "early");
}

export function leave(step) {
  if (step.state.name === "full") {
    leaveLine(step);
  } else if (step.isInside) {
    step.nextVisit();
    step.closeFrame("left");
    step.moveTo("left");
    step.change({ isMoving: false, wasPutOut: false });
    step.schedulePoll();
  }
}

/** The button "Try again", and the same by itself after a while. It lets in, and starts nothing:
 * whoever has pressed "Go live" did so once. */
export function retry(step, event) {
  if (step.state.name === "unreachable" || step.state.name === "refused") {
    step.run("enter");
  } else {
    pollDue(step, event);
  }
}
