// What the clock alone brings: that a session is about to end by itself, or has.

import { isOpenTo, isTeam } from "./info.js";
import { secondsUntil, WARN_BEFORE } from "./moments.js";

const SPREAD = 10; // seconds over which an audience asks whether it is over

export function clock(step, { now, chance }) {
  const { info, closedAt } = step.state;
  step.run("render");
  warnOfClosing(step, now);
  if (isOpenTo(info) && info.closes_at !== closedAt && secondsUntil(info.closes_at, now) <= 0) {
    step.change({ closedAt: info.closes_at });
    step.pollIn(isTeam(info) ? 0 : chance * SPREAD); // the site decides, and not this clock
  }
}

/** Hosts are told once, and once more after it has been put off. */
export function warnOfClosing(step, now) {
  const { name, info } = step.state;
  const isSoon = secondsUntil(info.closes_at, now) <= WARN_BEFORE;
  if (step.role !== "host" || name !== "joined") {
    return;
  }
  if (isSoon) {
    step.notice(info.can_extend ? "closingSoon" : "closingForGood");
  } else {
    step.removeNotice("closingSoon", "closingForGood");
  }
}
