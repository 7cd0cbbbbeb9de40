// What Jitsi's `errorOccurred` means to the room, by `error.name` (lib-jitsi-meet,
// JitsiConferenceErrors.ts and JitsiConnectionErrors.ts). Names that are not here have an outcome too.

/** The server lets this person not in; the reason is that of the state `refused`. */
const refusal = (reason) => ({ type: "refusal", reason });

/** Jitsi's page would load itself anew in half a minute (jitsi-meet, functions.any.ts of
 * base/lib-jitsi-meet), or stand still. */
const BREAKDOWN = { type: "breakdown" };

/** The frame asks something of the person, which these words explain. */
const question = (key) => ({ type: "question", key });

/** Jitsi's page shows it, and goes on. */
const PASSES = { type: "passes" };

const NOT_ALLOWED = "conference.connectionError.notAllowed";

/** JaaS lets viewers in only beside people who are seen (jitsi-meet, mod_visitors_component.lua). */
const NOBODY_IN = "no-main-participants";

export const OUTCOMES = {
  "connection.passwordRequired": refusal("token"),
  "connection.conferenceRequestFailed": BREAKDOWN,
  "connection.droppedError": BREAKDOWN,
  "connection.notLiveError": question("loginThere"),
  "connection.otherError": BREAKDOWN,
  "connection.serverError": BREAKDOWN,
  "connection.shardChangedError": BREAKDOWN,
  "conference.authenticationRequired": question("loginThere"),
  "conference.chatError": PASSES,
  "conference.connectionError": BREAKDOWN,
  "conference.connectionError.accessDenied": refusal("lobby"),
  "conference.connectionError.membersOnly": { type: "lobby" },
  [NOT_ALLOWED]: refusal("not-allowed"),
  "conference.destroyed": { type: "destroyed" },
  "conference.display_name_required": question(null),
  "conference.focusDisconnected": BREAKDOWN,
  "conference.focusLeft": BREAKDOWN,
  "conference.gracefulShutdown": BREAKDOWN,
  "conference.iceFailed": BREAKDOWN,
  "conference.incompatible_server_versions": BREAKDOWN,
  "conference.max_users": refusal("full"),
  "conference.offerAnswerFailed": BREAKDOWN,
  "conference.passwordNotSupported": PASSES,
  "conference.passwordRequired": question("passwordThere"),
  "conference.redirected": { type: "redirect" },
  "conference.reservationError": refusal("reservation"),
  "conference.restarted": { type: "redirect" },
  "conference.settingsError": PASSES,
  "conference.videobridgeNotAvailable": BREAKDOWN,
};

/** What an error leads to. An unknown one that is not fatal may pass by itself: `doubt`. */
export function outcomeOf({ name, params, isFatal }) {
  if (name === "conference.max_users" && params.some((each) => each?.visitorsSupported)) {
    return { type: "redirect" }; // Jitsi takes this person to where visitors are
  }
  if (name === NOT_ALLOWED && params.includes(NOBODY_IN)) {
    return { type: "early" };
  }
  const isConnection = name.startsWith("connection.");
  const outcome = Object.hasOwn(OUTCOMES, name) ? OUTCOMES[name] : null;
  if (outcome && !(outcome === BREAKDOWN && isConnection && isFatal === false)) {
    return outcome;
  }
  if (isConnection && isFatal !== false) {
    return BREAKDOWN;
  }
  return isFatal ? refusal("other") : { type: "doubt" };
}

/** What is certain if the room was not entered meanwhile. */
export function afterDoubt({ name }) {
  const isKnown = name.startsWith("connection.") || name.startsWith("conference.connectionError");
  return isKnown ? BREAKDOWN : refusal("other");
}

/** The error of the event, whatever the frame has sent. */
export function normalizedError(error) {
  const { name, message, params, isFatal } = Object(error);
  return {
    name: String(name ?? (typeof error === "string" ? error : "")),
    message: String(message ?? ""),
    params: Array.isArray(params) ? params : [],
    isFatal,
  };
}
