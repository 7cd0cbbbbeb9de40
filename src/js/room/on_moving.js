// The session goes on in another room: everybody is taken along, with microphone and camera as they are.

import { isOpenTo, roomOf } from "./info.js";
import { enter, withGrant } from "./on_joining.js";
import { siteRefuses } from "./on_removal.js";

const SPREAD = 10; // seconds over which people who were put out at once ask what follows

/** Whether the site has named another room than the one that this person was let into. */
export function isElsewhere({ info, roomKey }) {
  const now = roomOf(info);
  return Boolean(isOpenTo(info) && roomKey && now && now !== roomKey);
}

/** The frame stays until the way into the other room is known. */
export function follow(step) {
  if (step.isInside && !step.state.isBusy) {
    step.run("follow");
  }
}

/** Whether this page is asking for the way into the other room. */
export function isFollowing({ isMoving, isBusy }) {
  return isMoving && isBusy;
}

/** The room was closed for everyone: with the session, as it has moved, or on the video server alone.
 * Whether this person is out, the page is told when that is known. */
export function destroyed(step, { chance }) {
  if (step.state.isEnding) {
    return; // as this person has asked for
  }
  if (isFollowing(step.state)) {
    step.wasPutOut(); // where the way elsewhere fails, the site is asked
    return;
  }
  step.removeFrame();
  step.moveTo("joining", "closed");
  askWhatFollows(step, chance);
}

/** The video server has put this person out. The site knows whether the session goes on, and where;
 * a crowd does not ask in one moment. */
export function askWhatFollows(step, chance = 0) {
  step.wasPutOut();
  step.pollIn(chance * Math.min(SPREAD, (step.state.info.present ?? 0) / 50));
}

/** States in which it is not known yet whether this person may come back. */
const UNDECIDED = new Set(["joining closed", "refused kicked"]);

/** From out of a room that was closed, or did not let this person in. */
export function followOut(step) {
  const { name, reason } = step.state;
  step.change({ wasPutOut: false });
  if (isElsewhere(step.state)) {
    step.change({ isMoving: true });
    step.closeFrame("moved");
    step.run("enter");
  } else if (UNDECIDED.has(`${name} ${reason}`)) {
    step.closeFrame("ended");
    step.moveTo("left", reason);
    step.schedulePoll();
  }
}

export function moved(step, { grant }) {
  if (!step.isInside || step.state.room === grant.room) {
    step.change({ info: withGrant(step.state.info, grant), isMoving: false, question: null });
    step.run("render");
    return;
  }
  step.change({ isMoving: true });
  step.closeFrame("moved");
  enter(step);
  step.run("go-in", { grant });
}

/** The next heartbeat or poll asks again; at once, where the room before is closed. */
export function followFailed(step, event) {
  step.change({ isMoving: false });
  siteRefuses(step, event);
  notFollowed(step, event);
}

/** Out of the room before, where it was closed while the way into the other one was asked for. */
export function notFollowed(step, event) {
  if (step.isInside && step.state.wasPutOut) {
    destroyed(step, event);
  }
}
