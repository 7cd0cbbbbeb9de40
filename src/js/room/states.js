import { isBackstage, isOpenTo, isTeam } from "./info.js";

/** States in which there is a frame, or about to be one. */
export const INSIDE = new Set(["joining", "lobby", "joined"]);

/** States that wait for what others do, and have no other way to learn of it. */
export const WAITING = new Set(["waiting", "backstage", "live", "left", "ended"]);

// In seconds.
const SELDOM = 60; // whether a host has thought better of it
const HOST_ASKED = 5; // whether somebody asks to be let in
const TURN = 10; // whether a host has invited this person, where the video server does not say it
const ANSWER_FIRST = 4; // whether a host has answered; each time a second later than before
const ANSWER_LAST = 20;

/** Where the public status does not do: it says nothing of a backstage, and nothing of this person. */
export function asksInFull({ name, info, isStayOver, wasPutOut, reason }) {
  const isOfPerson =
    name === "removed" || isOfRequest({ name, reason }) || isHostAsked(info) || hasTurn(info);
  return isStayOver || wasPutOut || isOfPerson || (isTeam(info) && !info.is_active);
}

/** Whether people may ask this host to let them in, or to speak. */
function isHostAsked({ role, asking, turns }) {
  return role === "host" && (Array.isArray(asking) || Array.isArray(turns));
}

/** Whether this person waits for an invitation to speak, or has one. */
function hasTurn({ role, turn, is_active }) {
  return role === "attendee" && Boolean(turn) && Boolean(is_active);
}

/** Whether this person has asked to be let in, and is not. */
export function isOfRequest({ name, reason }) {
  return name === "unregistered" && (reason === "asking" || reason === "declined");
}

/** Seconds until the site is asked again, before it is spread over the crowd. */
export function pollAfter({ name, reason, info, polls }) {
  if (name === "removed" || (name === "unregistered" && reason === "declined")) {
    return SELDOM;
  }
  if (name === "unregistered" && reason === "asking") {
    return Math.min(ANSWER_FIRST + polls, ANSWER_LAST);
  }
  if (isHostAsked(info) && isOpenTo(info)) {
    return Math.min(HOST_ASKED, info.poll_after ?? HOST_ASKED);
  }
  if (hasTurn(info)) {
    return Math.min(TURN, info.poll_after ?? TURN);
  }
  return info.poll_after;
}

const REQUESTS = { waiting: "asking", declined: "declined" };

/** The reason of that state; null for none. */
export function reasonOf(info) {
  return stateOf(info) === "unregistered" ? (REQUESTS[info.asked] ?? null) : null;
}

/** Whether this person may watch a stream of the event, and not enter its room. */
export function mayOnlyWatch({ name, info }) {
  return name === "unregistered" && Boolean(info.may_watch);
}

const UNKNOWN = new Set([null, "checking", "closed"]);

/** Whether the session is on, as far as the site has said; null before it has, and for who may not
 * know. */
export function isLive({ name, info }) {
  return UNKNOWN.has(name) ? null : (info.is_active ?? null);
}

/** The state of the session itself, as this person may know it; null where that is not known. */
export function sessionState({ name, info }) {
  const state = UNKNOWN.has(name) ? null : (info.state ?? null);
  return state === "backstage" && !isBackstage(info) ? "scheduled" : state;
}

/** The state that the site's description of event and person leads to. */
export function stateOf(info) {
  const { is_open, is_authenticated, is_removed, role, is_active, state } = info;
  if (is_open === false) {
    return "closed";
  }
  if (is_authenticated === false) {
    return "logged-out";
  }
  if (is_removed) {
    return "removed";
  }
  if (!role) {
    return "unregistered";
  }
  if (is_active) {
    return "live";
  }
  if (isBackstage(info)) {
    return "backstage";
  }
  return state === "ended" ? "ended" : "waiting";
}
