// What the site answers to somebody who is in line.

import { standInLine } from "./on_full.js";
import { enter, joinFailed } from "./on_joining.js";

/** After which the place is the same. */
const PASSING = new Set(["full", "busy", "throttled"]);

export function seatFree(step, { grant, entersMuted }) {
  if (step.state.name === "full") {
    enter(step, { entersMuted });
    step.run("go-in", { grant });
  }
}

export function stillFull(step, { error }) {
  if (step.state.name !== "full") {
    return;
  }
  if (PASSING.has(error.code)) {
    standInLine(step, error);
  } else {
    joinFailed(step, { error });
  }
}
