import { isBackstage, isTeam } from "./info.js";

/** States in which there is a frame, or about to be one. */
export const INSIDE = new Set(["joining", "lobby", "joined"]);

/** States that wait for what others do, and have no other way to learn of it. */
export const WAITING = new Set(["waiting", "backstage", "live", "left", "ended"]);

/** Where the public status does not do: it says nothing of a backstage, and is not of one's own stay. */
export function asksInFull({ info, isStayOver }) {
  return isStayOver || (isTeam(info) && !info.is_active);
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
  const { is_open, is_authenticated, role, is_active, state } = info;
  if (is_open === false) {
    return "closed";
  }
  if (is_authenticated === false) {
    return "logged-out";
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
