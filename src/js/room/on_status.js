// Events of the page and of the site: what it says of event and person, or that it says nothing.

import { isOfSomebodyElse, publicPart, withDescription, withStatus } from "./info.js";
import { joinFailed } from "./on_joining.js";
import { loginBack, loginLost } from "./on_login.js";
import { stateOf, WAITING } from "./states.js";
import { FIRST_RETRY } from "./step.js";

export function begin(step) {
  step.nextVisit();
  const { texts } = step.state.info;
  // It may be about another event now: of the earlier one, nothing is known any more.
  step.change({ info: texts ? { texts } : {}, isLoggedOut: false, reported: [] });
  step.moveTo("checking");
}

export function stop(step) {
  step.nextVisit();
  step.closeFrame("removed");
  step.change({ wantsIn: false });
}

export function disconnect(step) {
  step.change({ name: null });
}

/** The site has described event and person in full. */
export function described(step, { info }) {
  const after = withDescription(step.state.info, info);
  step.change({ failures: 0, isLoggedOut: false, info: after });
  if (step.state.wantsIn && after.is_active && after.role) {
    step.run("enter");
    return;
  }
  step.change({ wantsIn: false });
  const name = stateOf(after);
  step.moveTo(name);
  if (WAITING.has(name)) {
    step.schedulePoll(after.poll_after);
  }
}

/** Go along with what others have done: the host went live, or ended it for everyone. */
export function status(step, { status: answer, isFull, letsIn, chance }) {
  if (step.state.isEnding) {
    step.pollIn(FIRST_RETRY); // this is the echo of what this person is doing
    return;
  }
  const { name, info } = step.state;
  const wasActive = info.is_active || step.isInside;
  learn(step, answer, isFull);
  const { is_active, poll_after, join_spread } = step.state.info;
  step.schedulePoll(poll_after);
  step.run("render");
  if (wasActive && !is_active) {
    step.sessionEnded("other");
  } else if (is_active && name === "waiting" && letsIn) {
    letIn(step, join_spread, chance);
  } else if (is_active && ["waiting", "ended"].includes(name)) {
    step.moveTo("live");
  }
}

/** What the answer knows. A description for somebody else does not make this person another one. */
function learn(step, answer, isFull) {
  const { info } = step.state;
  const isStranger = isFull && isOfSomebodyElse(info, answer);
  const isDescription = isFull && !isStranger;
  const known = isStranger ? publicPart(answer) : answer;
  const merge = isDescription ? withDescription : withStatus;
  step.change({ failures: 0, info: merge(info, known) });
  if (isStranger) {
    loginLost(step);
  } else if (isDescription && answer.is_authenticated) {
    loginBack(step);
  }
}

/** At once, or at some moment within `spread` seconds: otherwise a crowd joins in one second. Hosts
 * and speakers are few. */
function letIn(step, spread = 0, chance = 0) {
  if (Number.isFinite(spread) && spread > 0 && !["host", "speaker"].includes(step.role)) {
    const pause = chance * spread;
    step.change({ joinsIn: Math.ceil(pause) });
    step.moveTo("live", "soon");
    step.startTimer("join", pause, { type: "join-due" });
  } else {
    step.run("enter");
  }
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
  if (event.isFirst && isNew && step.state.name !== "waiting") {
    step.pollIn(FIRST_RETRY);
  } else {
    status(step, event);
  }
}

export function pollDue(step, { isHidden }) {
  const { name, isBusy, isEnding, isLoggedOut, polls } = step.state;
  const isPollDue = isHidden && !step.isInside; // once the tab is looked at
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
  const isFull = isLost || (name === "joined" && (polls % 2 === 0 || isLoggedOut));
  step.change({ polls: name === "joined" && !isLost ? polls + 1 : polls });
  step.run("poll", { isFull, isLost });
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
  // In the room people see for themselves whether the connection holds.
  if (isSure && !step.isInside) {
    step.moveTo("offline");
  }
}

export function online(step, event) {
  if (step.state.name === "offline") {
    pollDue(step, event);
  }
}

export function offline(step) {
  if (["waiting", "live"].includes(step.state.name)) {
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
    step.run("poll", { isFull: true, isLost: false });
  } else if (step.state.isPollDue) {
    pollDue(step, event);
  } else if (["unregistered", "logged-out"].includes(step.state.name)) {
    step.run("look-again");
  }
}
