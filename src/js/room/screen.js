import { linksOf } from "./addresses.js";

/** Whether a person who waits is let in without a click. */
export function letsIn(element) {
  return element.getAttribute("auto-join") !== "off";
}

/** What the view shows, of the machine's state and the element's attributes. */
export function screenOf(state, element, { hasVideo }) {
  const { name, reason, message, problem, info, joinsIn, isFrameAlive } = state;
  const startsAt = info.starts_at ?? element.getAttribute("starts-at");
  return {
    state: name,
    reason,
    role: info.role ?? null,
    message,
    problem,
    letsIn: letsIn(element),
    seconds: joinsIn,
    hasVideo,
    hasFrame: isFrameAlive,
    startsAt: startsAt ? new Date(startsAt) : null,
    links: linksOf(element, info),
    present: info.present ?? null,
    people: info.people ?? [],
  };
}
