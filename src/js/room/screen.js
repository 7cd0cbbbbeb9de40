import { linksOf, roomLink } from "./addresses.js";
import { isBackstage, isGuest, isGuestId, isOpenTo } from "./info.js";
import { isEarly, isFuture, SHOW_BEFORE, secondsUntil } from "./moments.js";
import { isWithdrawn } from "./on_link.js";
import { isRecorder } from "./on_recording.js";
import { attempt } from "./report.js";
import { stageOf } from "./stage_screen.js";
import { mayOnlyWatch } from "./states.js";

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
    reason: reason ?? withdrawnOf(state) ?? watchingOf(state),
    watchUrl: watchUrlOf(state),
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
    isLoggedOut: isLoggedOut && name !== "logged-out" && !isGuest(info),
    guestName: guestNameOf(info),
    showsPrejoin,
    ...requestsOf(state, can),
    startsAt: momentOf(info.starts_at ?? element.getAttribute("starts-at")),
    links: { ...linksOf(element, info), room: roomLink(state.roomUrl) },
    present: Number.isFinite(info.present) ? info.present : null,
    person: state.person,
    mayBeRecorded: Boolean(info.may_be_recorded),
    recorded: state.recorded,
    asksRecorder: Object.values(state.asked)[0] ?? null,
    ...peopleOf(state, can),
    ...stageOf(state, can),
    ...(info.role === "host" ? whatHostsMay(state, { can, now }) : {}),
    ...(info.role === "host" && isRecorder(state) ? whatIsRecorded(state, can) : {}),
  };
}

/** Whether this person may ask to be let in, and who asks this host. */
function requestsOf({ info, roster, askedAt }, can) {
  const asking = info.role === "host" ? (info.asking ?? roster?.asking) : [];
  return {
    canAsk: Boolean(info.can_ask) && can("ask"),
    hasAsked: askedAt !== null,
    asking: named(asking),
    canAnswer: can("admit"),
  };
}

/** What is going on can be stopped, and what is not can begin. */
function whatIsRecorded({ info, recorded }, can) {
  const records = Boolean(info.can_record) && can("recording");
  const streams = Boolean(info.can_stream) && can("stream");
  return {
    canRecord: records && !recorded.file,
    canStopRecording: records && Boolean(recorded.file),
    canStream: streams && !recorded.stream,
    canStopStream: streams && Boolean(recorded.stream),
  };
}

/** Where to watch what this person cannot be in; empty for nowhere. */
function watchUrlOf({ name, info }) {
  const isShown = name === "full" || (name === "unregistered" && info.is_active);
  return (isShown && info.watch_url) || "";
}

function withdrawnOf({ name, info }) {
  return name === "unregistered" && isWithdrawn(info) ? "withdrawn" : null;
}

/** The name that the personal link was made for; empty for people with an account. */
function guestNameOf(info) {
  return isGuest(info) && typeof info.guest_name === "string" ? info.guest_name : "";
}

function watchingOf(state) {
  if (!mayOnlyWatch(state)) {
    return null;
  }
  if (watchUrlOf(state)) {
    return "watching";
  }
  return state.info.state === "ended" ? "watched" : "may-watch";
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

/** The people, as far as the site has said who: hosts may remove them, where it can be asked to. */
function peopleOf({ info, roster, isListOpen, name }, can) {
  const canList = info.role === "host" && can("people");
  const known = canList && Array.isArray(roster?.people) ? roster : null;
  const canInvite = invitableOf({ info, name }, can);
  const all = named(known?.people ?? info.people).map((person) => ({
    ...person,
    isAway: person.is_present === false && !person.is_removed,
    isGuest: isGuestId(person.participant),
    isViewer: person.is_viewer === true,
    canInvite: canInvite(person),
    canChange: Boolean(person.is_removed || person.can_be_removed) && can("remove"),
  }));
  const people = all.filter((person) => !person.is_removed);
  const there = people.filter(({ isAway }) => !isAway);
  const viewers = there.filter(({ isViewer }) => isViewer).length;
  return {
    // What stands above an open list is what it says: a description may be some seconds older.
    ...(known && isListOpen && { present: there.length - viewers }),
    viewers,
    canList,
    people,
    removed: all.filter((person) => person.is_removed),
    removal: known?.removal,
    servers: Array.isArray(known?.servers) ? known.servers : [],
    canMove: name === "joined" && known !== null && can("move"),
  };
}

/** Who of the audience has no turn to speak, as far as this host may give one. */
function invitableOf({ info, name }, can) {
  const asks = name === "joined" && Array.isArray(info.turns) && can("turn");
  const withTurn = new Set(asks ? info.turns.map((turn) => turn?.participant) : []);
  return ({ participant, role, is_present, is_viewer }) =>
    asks && role === "attendee" && is_present === true && !is_viewer && !withTurn.has(participant);
}

function named(people) {
  const all = Array.isArray(people) ? people : [];
  return all.filter((person) => typeof person?.display_name === "string");
}
