// A host has removed this person: out at once, and let in no more. The page asks seldom whether that
// is over.

import { isOfLink, linkRefuses } from "./on_link.js";
import { loginLost } from "./on_login.js";

export function leaveRemoved(step, { message = "" } = {}) {
  if (step.state.name === "removed") {
    return;
  }
  step.nextVisit();
  step.closeFrame("kicked");
  step.dispatchError("removed", message, "site", true);
  const info = { ...step.state.info, is_removed: true };
  step.change({ info, wantsIn: false, isMoving: false, wasPutOut: false });
  step.moveTo("removed", null, message);
  step.schedulePoll();
}

/** What the site has answered to a report of the stay, or to what the page has asked by itself. */
export function siteRefuses(step, { error }) {
  if (error.code === "removed") {
    leaveRemoved(step, error);
  } else if (isOfLink(error)) {
    linkRefuses(step, error);
  } else if (error.code === "not_authenticated") {
    loginLost(step);
  }
}
