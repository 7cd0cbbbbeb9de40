/** The state of a room by its name, as it is when nothing special has happened. */
export function givenState(INITIAL, name, more = {}) {
  const info = { is_authenticated: true, role: "attendee", poll_after: 15 };
  const isIn = name === "joined";
  const frame = isIn ? { isIn, isFrameAlive: true, participantId: "me" } : {};
  return { ...INITIAL, name, info, ...frame, ...more };
}

const ARGUMENTS = ["state", "seconds", "key", "role", "code"];

/** An effect in words, such as `schedule-poll 15` or `dispatch left (hangup)`. */
export function summary({ type, name, detail, ...more }) {
  if (type === "dispatch") {
    const { reason, by, code } = detail;
    const words = name === "state" ? detail.state : (reason ?? by ?? code ?? "");
    return `dispatch ${name}${words && ` (${words})`}`;
  }
  if (type === "poll") {
    return `poll${more.isFull ? " in full" : ""}`;
  }
  const values = ARGUMENTS.filter((key) => key in more).map((key) => more[key]);
  return [type, name, ...values].filter((word) => word !== undefined).join(" ");
}
