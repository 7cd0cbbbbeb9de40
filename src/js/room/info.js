// What the site says of event and person. An answer changes what it knows of, and nothing else.

/** What every answer may say of the session; the rest is about the person who asked. */
const PUBLIC = ["is_active", "state", "started_at", "poll_after", "join_spread"];

/** Of a session that is over, there is nobody in the room, and nothing to extend. */
const EMPTY = { present: null, people: [], closes_at: null, can_extend: false };

/** Nobody waits for a turn to speak, either. */
const WITHOUT_TURNS = { turn: null, turns: null };

const entriesOf = (answer, isKnown) =>
  Object.fromEntries(Object.entries(answer).filter(([, value]) => isKnown(value)));

export function isTeam({ role }) {
  return role === "host" || role === "speaker";
}

const GUEST = "guest:"; // so the ids begin of people who come by a personal link

export function isGuestId(participant) {
  return `${participant ?? ""}`.startsWith(GUEST);
}

export function isGuest({ is_guest, participant }) {
  return Boolean(is_guest) || isGuestId(participant);
}

/** Which room the session is in: another one after it has moved. Null where the answer does not say. */
export function roomOf({ room_key, room_name }) {
  return room_key ?? room_name ?? null;
}

/** Whether there is a room for this person. */
export function isOpenTo(info) {
  return Boolean(info.is_active) || isBackstage(info);
}

/** The audience is told nothing of it. */
export function isBackstage(info) {
  return info.state === "backstage" && isTeam(info);
}

/** After a description in full, in which null means that there is none. */
export function withDescription(info, description) {
  const known = entriesOf(description, (value) => value !== undefined);
  return settled(info, { ...info, ...known }, stateAfter(info, description));
}

/** After a status. Whoever asks anonymously gets null for what others may know, and is told nothing
 * of a backstage: so this closes none. */
export function withStatus(info, status) {
  const isHidden = isBackstage(info) && !status.is_active;
  const state = isHidden ? info.state : stateAfter(info, status);
  return settled(info, { ...info, ...entriesOf(status, (value) => value != null) }, state);
}

/** Other front ends' answers say no more than whether it is live. */
function stateAfter(before, { is_active, state, has_ended }) {
  if (is_active) {
    return "live";
  }
  if (state || has_ended !== undefined) {
    return state ?? (has_ended ? "ended" : "scheduled");
  }
  if (is_active === undefined) {
    return before.state;
  }
  return before.is_active || before.state === "ended" ? "ended" : "scheduled";
}

function settled(before, after, state) {
  const isOpen = state === "live" || state === "backstage";
  const isOver = !isOpen && isOpenTo(before);
  return { ...after, ...(state && { state }), ...(isOver && emptied(after)) };
}

function emptied(info) {
  const isTold = info.stage !== undefined;
  return isTold ? { ...EMPTY, ...WITHOUT_TURNS } : EMPTY;
}

/** Whether a description is that of another person, or of nobody: a login has ended, or another
 * one has begun, in another tab. */
export function isOfSomebodyElse(info, { is_authenticated, participant }) {
  const isAnother = info.participant && participant && participant !== info.participant;
  return is_authenticated === false || Boolean(isAnother);
}

/** What a description for somebody else says of the session. */
export function publicPart(description) {
  return Object.fromEntries(PUBLIC.map((key) => [key, description[key]]));
}
