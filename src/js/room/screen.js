import { linksOf, roomLink } from "./addresses.js";
import { isBackstage, isOpenTo } from "./info.js";
import { isEarly, isFuture, SHOW_BEFORE, secondsUntil } from "./moments.js";
import { attempt } from "./report.js";

/** Whether a person who waits is let in without a click. */
export function letsIn(element) {
  return element.getAttribute("auto-join") !== "off";
}

/** Whether that is with microphone and camera off; undefined where the site decides. */
export function entersMuted(element) {
  const given = element.getAttribute("enters-muted");
  return given === null ? undefined : given !== "false";
}

/** What the view shows, of the machine's state and the element's attributes. `can` says what the
 * site can be asked for at all. */
export function screenOf(state, element, { hasVideo, can = () => true, now = Date.now() }) {
  const { name, reason, message, problem, info, joinsIn, isFrameAlive, isLoggedOut } = state;
  const { wantsIn, showsPrejoin, question } = state;
  const isIn = name === "joined";
  return {
    state: name,
    reason,
    role: info.role ?? null,
    message,
    problem,
    question,
    letsIn: letsIn(element),
    entersMuted: entersMuted(element) ?? info.enters_muted !== false,
    wantsIn,
    seconds: joinsIn,
    hasVideo,
    hasFrame: isFrameAlive,
    isIn,
    isMuted: isIn && state.isMuted,
    isBackstage: isBackstage(info),
    canOpenBackstage: canOpenBackstage(state, { can, now }),
    isLoggedOut: isLoggedOut && name !== "logged-out",
    showsPrejoin,
    startsAt: momentOf(info.starts_at ?? element.getAttribute("starts-at")),
    links: { ...linksOf(element, info), room: roomLink(state.roomUrl) },
    present: Number.isFinite(info.present) ? info.present : null,
    people: namesOf(info.people),
    ...(info.role === "host" ? whatHostsMay(state, { can, now }) : {}),
  };
}

/** First of all, an end is taken back. */
function canOpenBackstage({ name, info }, { can, now }) {
  const isLater = name === "ended" && canReopen(info, { can, now });
  return Boolean(info.can_open_backstage) && !isOpenTo(info) && !isLater && can("backstage");
}

function canReopen(info, { can, now }) {
  return isFuture(info.reopen_until, now) && !isOpenTo(info) && can("reopen");
}

function whatHostsMay({ name, info }, { can, now }) {
  const isKnown = !["closed", "unregistered", "logged-out"].includes(name);
  const isOpening = isFuture(info.opens_at, now);
  const isClosing = name === "joined" && secondsUntil(info.closes_at, now) <= SHOW_BEFORE;
  return {
    canStart: !isOpening && !info.is_active,
    opensAt: isOpening ? momentOf(info.opens_at) : null,
    closesAt: isClosing ? momentOf(info.closes_at) : null,
    canExtend: isClosing && Boolean(info.can_extend) && can("extend"),
    // Wherever a host stands: also where the video server does not let him in.
    canEnd: isKnown && Boolean(info.is_active),
    canClose: isKnown && isBackstage(info),
    canReopen: canReopen(info, { can, now }),
  };
}

/** Whether this is asked before something is done. */
export function isAsked(question, screen, now) {
  const hasBackstage = screen.isBackstage || screen.canOpenBackstage;
  return question !== "early" || (hasBackstage && isEarly(screen.startsAt, now));
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
