// A login that ends while the person is here: the room goes on, and so does what is known of the
// person. Only the site can do nothing for them until they have logged in again, in another tab.

import { isGuest } from "./info.js";

/** The site does not know this person any more. */
export function loginLost(step) {
  if (!step.state.isLoggedOut) {
    step.change({ isLoggedOut: true });
    step.dispatchError("not_authenticated", "", "site", false);
  }
  if (step.isInside) {
    step.notice(isGuest(step.state.info) ? "linkLost" : "loggedOutHere");
  }
  step.run("render");
}

/** It does again, and learns what it has missed. */
export function loginBack(step) {
  if (step.state.isLoggedOut) {
    const isSolved = step.state.problem?.code === "not_authenticated";
    step.change({ isLoggedOut: false, ...(isSolved && { problem: null }) });
    step.removeNotice("loggedOutHere", "linkLost");
    step.run("beat-stay");
    step.run("render");
  }
}

export function stayNoted(step) {
  loginBack(step);
}
