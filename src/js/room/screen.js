import { linksOf, roomLink } from "./addresses.js";
import { attempt } from "./report.js";

/** Whether a person who waits is let in without a click. */
export function letsIn(element) {
  return element.getAttribute("auto-join") !== "off";
}

/** What the view shows, of the machine's state and the element's attributes. */
export function screenOf(state, element, { hasVideo }) {
  const { name, reason, message, problem, info, joinsIn, isFrameAlive, isLoggedOut } = state;
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
    canEnd: canEnd(state),
    isLoggedOut: isLoggedOut && name !== "logged-out",
    startsAt: momentOf(info.starts_at ?? element.getAttribute("starts-at")),
    links: { ...linksOf(element, info), room: roomLink(state.roomUrl) },
    present: Number.isFinite(info.present) ? info.present : null,
    people: namesOf(info.people),
  };
}

/** A host may end what is live, wherever he stands: also where the video server lets him not in. */
function canEnd({ name, info }) {
  const isKnown = !["closed", "unregistered", "logged-out"].includes(name);
  return isKnown && info.role === "host" && Boolean(info.is_active);
}

/** The moment that a text names, or null where it names none. */
function momentOf(text) {
  return text ? attempt(() => parsed(text), null) : null;
}

function parsed(text) {
  const date = new Date(text);
  date.toISOString(); // throws where it is no date
  return date;
}

/** The names of people, of what the site says of them. */
function namesOf(people) {
  const names = Array.isArray(people) ? people.map((person) => person?.display_name) : [];
  return names.filter((name) => typeof name === "string");
}
