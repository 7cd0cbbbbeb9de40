/** States in which there is a frame, or about to be one. */
export const INSIDE = new Set(["joining", "lobby", "joined"]);

/** States that wait for what others do, and have no other way to learn of it. */
export const WAITING = new Set(["waiting", "live", "left", "ended"]);

/** Whether the session is on, as far as the site has said; null before it has, and for who may not
 * know. */
export function isLive({ name, info }) {
  const isUnknown = name === null || name === "checking" || name === "closed";
  return isUnknown ? null : (info.is_active ?? null);
}

/** The state that the site's description of event and person leads to. */
export function stateOf({ is_open, is_authenticated, role, is_active, has_ended }) {
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
  return has_ended ? "ended" : "waiting";
}
