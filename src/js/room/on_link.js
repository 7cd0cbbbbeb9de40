// A personal link lets one person in without an account, on one device at a time.

import { isGuest } from "./info.js";

const LINK_ERRORS = new Set(["link_withdrawn", "link_in_use"]);

export function isOfLink({ code }) {
  return LINK_ERRORS.has(code);
}

/** Whether the link of this guest opens the event no more. */
export function isWithdrawn(info) {
  return isGuest(info) && !info.role;
}

/** On the way in, or in the room: out at once. Nothing is tried again by itself. */
export function linkRefuses(step, { code, message = "" }) {
  const isOver = code === "link_withdrawn";
  step.nextVisit();
  step.closeFrame(isOver ? "kicked" : "refused");
  step.dispatchError(code, message, "site", true);
  step.change({ wantsIn: false, isMoving: false, wasPutOut: false });
  if (isOver) {
    step.change({ info: { ...step.state.info, is_guest: true, role: null } });
    step.moveTo("unregistered");
  } else {
    step.moveTo("refused", "in-use", message);
    step.schedulePoll();
  }
}
