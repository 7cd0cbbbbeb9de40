// What the site says of event and person. An answer changes what it knows of, and nothing else.

/** What every answer may say of the session; the rest is about the person who asked. */
const PUBLIC = ["is_active", "started_at", "poll_after", "join_spread"];

/** Nobody is in the room of a session that is over. */
const EMPTY = { present: null, people: [] };

const entriesOf = (answer, isKnown) =>
  Object.fromEntries(Object.entries(answer).filter(([, value]) => isKnown(value)));

/** After a description in full, in which null means that there is none. */
export function withDescription(info, description) {
  return settled(info, { ...info, ...entriesOf(description, (value) => value !== undefined) });
}

/** After a status. Whoever asks anonymously gets null for what others may know. */
export function withStatus(info, status) {
  return settled(info, { ...info, ...entriesOf(status, (value) => value != null) });
}

function settled(before, after) {
  if (after.is_active) {
    return { ...after, has_ended: false };
  }
  return before.is_active ? { ...after, has_ended: true, ...EMPTY } : after;
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
