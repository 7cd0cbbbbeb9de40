// Events of the page and of the site: what it says of event and person, or that it says nothing.

import {
  isBackstage,
  isOfSomebodyElse,
  isOpenTo,
  isTeam,
  publicPart,
  withDescription,
  withStatus,
} from "./info.js";
import { isSameMoment } from "./moments.js";
import { followAnswer, tellAsking } from "./on_asking.js";
import { warnOfClosing } from "./on_clock.js";
import { followQueue } from "./on_hands.js";
import { joinFailed } from "./on_joining.js";
import { isWithdrawn, linkRefuses } from "./on_link.js";
import { loginBack, loginLost } from "./on_login.js";
import { followSwitch, steer } from "./on_moderation.js";
import { follow, followOut, isElsewhere } from "./on_moving.js";
import { recordByItself } from "./on_recording.js";
import { leaveRemoved } from "./on_removal.js";
import { followStage } from "./on_turn.js";
import { asksInFull, isOfRequest, mayOnlyWatch, stateOf, WAITING } from "./states.js";
import { FIRST_RETRY } from "./step.js";

export function begin(step) {
  step.nextVisit();
  const { texts } = step.state.info;
  // It may be about another event now: of the earlier one, nothing is known any more.
  step.change({ info: texts ? { texts } : {}, isLoggedOut: false, reported: [], roster: null });
  step.change({ askedAt: null });
  step.moveTo("checking");
}

export function stop(step) {
  step.nextVisit();
  step.closeFrame("removed");
  step.change({ wantsIn: false, isMoving: false, wasPutOut: false });
}

export function disconnect(step) {
  step.change({ name: null });
}

/** The site has described event and person in full. */
export function described(step, { info }) {
  const { started_at } = step.state.info;
  const after = withDescription(step.state.info, info);
  step.change({ failures: 0, isLoggedOut: false, info: after });
  const { wantsIn, wasPutOut } = step.state;
  const isLost = wasPutOut && isElsewhere(step.state);
  if ((wantsIn || isLost) && !after.is_removed && after.role && isOpenTo(after)) {
    step.change({ isMoving: step.state.isMoving || isLost });
    step.run("enter");
    return;
  }
  step.change({ wantsIn: false, isMoving: false, wasPutOut: false });
  const name = stateOf(after);
  step.moveToDescribed();
  if (wantsIn && name === "ended") {
    step.awaitReopening(started_at);
  }
  if (WAITING.has(name) || name === "removed" || mayPoll(step.state)) {
    step.schedulePoll();
  }
}

/** Without a role, for what may come of it. */
function mayPoll(state) {
  return mayOnlyWatch(state) || isOfRequest(state);
}

/** Go along with what others have done: the host went live, or ended it for everyone. */
export function status(step, event) {
  if (step.state.isEnding) {
    step.pollIn(FIRST_RETRY); // this is the echo of what this person is doing
    return;
  }
  const { status: answer, isFull, now, chance } = event;
  const before = step.state;
  learn(step, answer, isFull);
  step.schedulePoll();
  step.run("render");
  tellAsking(step, before);
  if (step.state.info.is_removed) {
    leaveRemoved(step);
  } else if (isWithdrawn(step.state.info)) {
    linkRefuses(step, { code: "link_withdrawn" });
  } else if (isOver(before, step, isFull)) {
    step.sessionEnded("other", before.info.started_at);
  } else if (before.wasPutOut && isFull) {
    followOut(step);
  } else if (step.isInside) {
    followInside(step, before);
    warnOfClosing(step, now);
    recordByItself(step, chance);
    followTheStage(step, before.info, isFull);
  } else {
    followOutside(step, before, event);
  }
  askWhereToWatch(step, isFull);
}

/** As it is now, by the site; the anonymous status says nothing of it. */
function followTheStage(step, before, isFull) {
  if (isFull && step.state.name === "joined") {
    followSwitch(step, before);
    steer(step);
    followQueue(step);
    followStage(step, before);
  }
}

/** Everybody is told that it is live; where to watch it, only those who may. */
function askWhereToWatch(step, isFull) {
  const { info } = step.state;
  if (mayOnlyWatch(step.state) && info.is_active && !info.watch_url && !isFull) {
    step.askInFull();
  }
}

/** Another backstage after what was live is another room. */
function isLeft(before, after) {
  return Boolean(before.is_active) && !after.is_active;
}

/** Whether what this person was in, or might have been, is over. */
function isOver(before, step, isFull) {
  const { info } = step.state;
  const wasOpen = isOpenTo(before.info) || step.isInside;
  const isStayOver = step.isInside && before.isStayOver && isFull;
  return wasOpen && (!isOpenTo(info) || isStayOver || isLeft(before.info, info));
}

/** From the backstage, whoever is in goes live without moving. */
function followInside(step, before) {
  if (isElsewhere(step.state)) {
    follow(step);
  }
  if (isBackstage(before.info) && !isBackstage(step.state.info)) {
    step.change({ question: null });
    step.dispatchState(before.name);
  }
}

function followOutside(step, { name, info: before }, event) {
  const { status: answer, letsIn, chance } = event;
  const { info, endedRun } = step.state;
  const isTakenBack = name === "ended" && isSameMoment(endedRun, info.started_at);
  const waits = name === "waiting" || name === "backstage";
  if (info.is_active && letsIn && (waits || isTakenBack)) {
    letIn(step, info.join_spread, chance);
  } else if (name === "removed") {
    step.moveToDescribed();
    step.schedulePoll();
  } else if (name === "unregistered") {
    followAnswer(step, event);
  } else if (!waits && name !== "ended") {
    return;
  } else if (info.is_active) {
    step.moveTo("live");
  } else if (answer.state && before.state !== info.state) {
    step.moveTo(stateOf(info));
  }
}

/** What the answer knows. A description for somebody else does not make this person another one. */
function learn(step, answer, isFull) {
  const { info } = step.state;
  const isStranger = isFull && isOfSomebodyElse(info, answer);
  const isDescription = isFull && !isStranger;
  const known = isStranger ? publicPart(answer) : withOwnTurn(step.state, answer);
  const merge = isDescription ? withDescription : withStatus;
  step.change({ failures: 0, info: merge(info, known) });
  if (isStranger) {
    loginLost(step);
  } else if (isDescription && answer.is_authenticated) {
    loginBack(step);
  }
}

/** A turn that the site has not answered about yet is as this page has told it. */
function withOwnTurn({ info: { turn, is_on_stage }, stage }, answer) {
  return stage.telling > 0 ? { ...answer, turn, is_on_stage } : answer;
}

/** At once, or at some moment within `spread` seconds: otherwise a crowd joins in one second. Hosts
 * and speakers are few. */
function letIn(step, spread = 0, chance = 0) {
  if (Number.isFinite(spread) && spread > 0 && !isTeam(step.state.info)) {
    const pause = chance * spread;
    step.change({ joinsIn: Math.ceil(pause) });
    step.moveTo("live", "soon");
    step.startTimer("join", pause, { type: "join-due" });
  } else {
    step.run("enter");
  }
}

/** The site says that what this person was in is over, and has not said what follows. */
export function stayOver(step) {
  step.change({ isStayOver: true });
  step.askInFull();
}

export function joinDue(step) {
  if (step.state.name === "live" && step.state.reason === "soon") {
    step.run("enter");
  }
}

export function push(step, event) {
  step.change({ pushes: step.state.pushes + 1 });
  // The first may be a second behind what this page has done itself or has been told: ask again.
  const isNew = event.status.is_active !== Boolean(step.state.info.is_active);
  if (event.isFirst && isNew && !["waiting", "backstage"].includes(step.state.name)) {
    step.pollIn(FIRST_RETRY);
  } else {
    status(step, event);
  }
}

export function pollDue(step, { isHidden }) {
  const { name, reason, isBusy, isEnding, isLoggedOut, polls, wasPutOut } = step.state;
  const isPollDue = isHidden && !step.isInside && !wasPutOut; // once the tab is looked at
  step.change({ pollsSoon: false, isPollDue });
  if (isPollDue) {
    return;
  }
  if (isBusy || isEnding) {
    step.pollIn(FIRST_RETRY); // the site's answer may be from before what it is doing
    return;
  }
  // After a failure the person may have been logged out, or the event be gone.
  const isLost = name === "offline" || name === "checking";
  // In the room every other poll is a full one: its answer has the people who are there.
  const isFull =
    isLost || asksInFull(step.state) || (name === "joined" && (polls % 2 === 0 || isLoggedOut));
  const isCounted = name === "joined" || reason === "asking";
  step.change({ polls: isCounted && !isLost ? polls + 1 : polls });
  step.run("poll", { isFull, isLost });
}

/** What the site has answered is from before something that this page has done or been told: it is
 * asked again, as it was. */
export function pollOvertaken(step, { isFull }) {
  step.change({ polls: isFull ? 0 : step.state.polls });
  step.pollIn(FIRST_RETRY);
}

/** The site has not answered, or not as it should. */
export function pollFailed(step, { error, isOnline }) {
  if (error.code === "not_authenticated" && step.isInside) {
    loginLost(step);
    step.retryPoll(error.retryAfter);
    return;
  }
  if (error.code === "not_found" || error.code === "not_authenticated") {
    joinFailed(step, { error });
    return;
  }
  if (error.code === "internal") {
    step.schedulePoll(); // a mistake of this page, which says nothing about the site
    return;
  }
  step.retryPoll(error.retryAfter);
  const isSure = step.state.failures > 1 || step.state.name === "checking" || !isOnline;
  // In the room people see for themselves whether the connection holds; in line, the next request does.
  if (isSure && !step.isInside && step.state.name !== "full") {
    step.moveTo("offline");
  }
}

export function online(step, event) {
  if (step.state.name === "offline") {
    pollDue(step, event);
  }
}

export function offline(step) {
  if (["waiting", "backstage", "live"].includes(step.state.name)) {
    step.change({ wantsIn: step.state.reason === "soon" }); // whoever was about to be let in
    step.moveTo("offline");
    step.retryPoll();
  }
}

export function visibility(step, event) {
  step.run("tune-push");
  if (event.isHidden) {
    return;
  }
  if (step.state.isLoggedOut && step.isInside) {
    step.run("beat-stay"); // somebody may have logged in again in another tab
    step.askInFull();
  } else if (step.state.isPollDue) {
    pollDue(step, event);
  } else if (["unregistered", "logged-out"].includes(step.state.name)) {
    step.run("look-again");
  }
}
