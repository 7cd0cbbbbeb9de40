// What a host does to the session from where he is: go live from the backstage, extend, end.

import { withDescription } from "./info.js";
import { warnOfClosing } from "./on_clock.js";
import { withGrant } from "./on_joining.js";
import { loginLost } from "./on_login.js";
import { notFollowed } from "./on_moving.js";

/** Before something is done, this person is asked; null: or not any more. `person` is whom it is
 * about. */
export function ask(step, { question, person = step.state.person }) {
  if (question !== step.state.question || person !== step.state.person) {
    step.change({ question, person });
    step.run("render");
  }
}

/** The site is asked to do something. */
export function act(step, { isMoving = false }) {
  step.change({ isBusy: true, isMoving: isMoving || step.state.isMoving });
}

export function end(step) {
  step.change({ isBusy: true, isEnding: true });
}

export function actFailed(step, event) {
  const { error, isMoving = false } = event;
  const { code, message } = error;
  step.change({ isMoving: step.state.isMoving && !isMoving });
  if (code === "not_authenticated") {
    loginLost(step);
  }
  step.dispatchError(code, message, "site", false);
  step.change({ problem: { code, message } });
  step.run("render");
  notFollowed(step, event);
}

export function actDone(step) {
  step.change({ isBusy: false, isEnding: false });
}

/** Live from the backstage, in the same room: whoever is inside stays there. */
export function wentLive(step, { grant }) {
  const { name, room, info } = step.state;
  change(step, withGrant(info, grant));
  if (room !== (grant.room ?? null)) {
    step.closeFrame("lost");
    step.run("enter");
  } else {
    step.dispatchState(name);
  }
}

/** It goes on for longer. */
export function extended(step, { answer, now }) {
  change(step, withDescription(step.state.info, answer));
  warnOfClosing(step, now);
}

/** What the site has done at this person's request. A poll under way is from before that. */
function change(step, info) {
  step.change({ info, pushes: step.state.pushes + 1, problem: null, question: null });
  step.run("render");
}

/** The frame ends it on its side too: what it says from here on is known. */
export function farewell(step) {
  step.nextVisit();
}

export function sessionEnded(step, { by, answer }) {
  const { info } = step.state;
  const wasActive = info.is_active || !info.state;
  const before = { ...info, is_active: wasActive };
  step.change({ info: withDescription(before, { is_active: false, ...answer }) });
  step.sessionEnded(by, undefined, answer?.server_end === "pending" ? "pending" : null);
}

/** Whoever was put out does not come back by itself any more. */
export function reopeningOver(step) {
  step.change({ endedRun: null });
}
