// Events of the page and of the site: what it says of event and person, or that it says nothing.

import { joinFailed } from "./on_joining.js";
import { stateOf } from "./states.js";
import { FIRST_RETRY } from "./step.js";

export function begin(step) {
  step.nextVisit();
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
  step.change({ failures: 0, info: { ...step.state.info, ...info } });
  if (step.state.wantsIn && info.is_active && info.role) {
    step.run("enter", { action: "join" });
    return;
  }
  step.change({ wantsIn: false });
  step.moveTo(stateOf(info));
  if (info.role) {
    step.schedulePoll(info.poll_after);
  }
}

/** Go along with what others have done: the host went live, or ended it for everyone. */
export function status(step, { status, letsIn, chance }) {
  if (step.state.isEnding) {
    step.pollIn(FIRST_RETRY); // this is the echo of what this person is doing
    return;
  }
  const { is_active } = status;
  const { name, info } = step.state;
  const wasActive = info.is_active || step.isInside;
  step.change({ failures: 0, info: { ...info, ...status } });
  step.schedulePoll(status.poll_after);
  step.run("render");
  if (wasActive && !is_active) {
    step.sessionEnded("other");
  } else if (is_active && name === "waiting" && letsIn) {
    letIn(step, status.join_spread, chance);
  } else if (is_active && ["waiting", "ended"].includes(name)) {
    step.moveTo("live");
  }
}

/** At once, or at some moment within `spread` seconds: otherwise a crowd joins in one second. */
function letIn(step, spread = 0, chance = 0) {
  if (Number.isFinite(spread) && spread > 0 && step.role !== "host") {
    const pause = chance * spread;
    step.change({ joinsIn: Math.ceil(pause) });
    step.moveTo("live", "soon");
    step.startTimer("join", pause, { type: "join-due" });
  } else {
    step.run("enter", { action: "join" });
  }
}

export function joinDue(step) {
  if (step.state.name === "live" && step.state.reason === "soon") {
    step.run("enter", { action: "join" });
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
  const { name, isBusy, isEnding, polls } = step.state;
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
  const isFull = isLost || (name === "joined" && polls % 2 === 0);
  step.change({ polls: name === "joined" && !isLost ? polls + 1 : polls });
  step.run("poll", { isFull, isLost });
}

/** The site has not answered, or not as it should. */
export function pollFailed(step, { error, isOnline }) {
  if (error.code === "not_found" || error.code === "not_authenticated") {
    joinFailed(step, { error });
    return;
  }
  if (error.code === "internal") {
    step.schedulePoll(); // a mistake of this page, which says nothing about the site
    return;
  }
  step.retryPoll();
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
    step.moveTo("offline");
    step.retryPoll();
  }
}

export function visibility(step, event) {
  step.run("tune-push");
  if (event.isHidden) {
    return;
  }
  if (step.state.isPollDue) {
    pollDue(step, event);
  } else if (["unregistered", "logged-out"].includes(step.state.name)) {
    step.run("look-again");
  }
}
