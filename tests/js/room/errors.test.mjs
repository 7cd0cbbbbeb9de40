// What each of Jitsi's errors leads to, and errors that nobody has heard of yet.

import assert from "node:assert/strict";
import { test } from "node:test";

import { normalizedError, OUTCOMES, outcomeOf } from "../../../src/js/room/errors.js";
import { transition } from "../../../src/js/room/machine.js";
import { INITIAL } from "../../../src/js/room/step.js";
import { givenState } from "./effects.mjs";

/** lib-jitsi-meet, JitsiConferenceErrors.ts and JitsiConnectionErrors.ts: the state on the way in,
 * and the state of who was in the room. A state with a clock is left by itself. */
const STATES = {
  "conference.authenticationRequired": ["joining", "joined"],
  "conference.chatError": ["joining", "joined"],
  "conference.connectionError": ["unreachable", "offline"],
  "conference.connectionError.accessDenied": ["refused lobby", "refused lobby"],
  "conference.connectionError.membersOnly": ["lobby", "lobby"],
  "conference.connectionError.notAllowed": ["refused not-allowed", "joined, enter"],
  "conference.destroyed": ["joining closed", "joining closed"],
  "conference.display_name_required": ["joining", "joined"],
  "conference.focusDisconnected": ["unreachable", "offline"],
  "conference.focusLeft": ["unreachable", "offline"],
  "conference.gracefulShutdown": ["unreachable", "offline"],
  "conference.iceFailed": ["unreachable", "offline"],
  "conference.incompatible_server_versions": ["unreachable", "offline"],
  "conference.max_users": ["refused full", "refused full"],
  "conference.offerAnswerFailed": ["unreachable", "offline"],
  "conference.passwordNotSupported": ["joining", "joined"],
  "conference.passwordRequired": ["joining", "joined"],
  "conference.redirected": ["joining, clock", "joined"],
  "conference.reservationError": ["refused reservation", "refused reservation"],
  "conference.restarted": ["joining, clock", "joined"],
  "conference.settingsError": ["joining", "joined"],
  "conference.videobridgeNotAvailable": ["unreachable", "offline"],
  "connection.conferenceRequestFailed": ["unreachable", "offline"],
  "connection.droppedError": ["unreachable", "offline"],
  "connection.notLiveError": ["joining", "joined"],
  "connection.otherError": ["unreachable", "offline"],
  "connection.passwordRequired": ["refused token", "joined, enter"],
  "connection.serverError": ["unreachable", "offline"],
  "connection.shardChangedError": ["unreachable", "offline"],
  // Not of today's Jitsi
  "conference.ofTomorrow": ["refused other", "refused other"],
  "connection.ofTomorrow": ["unreachable", "offline"],
  "config.ofTomorrow": ["refused other", "refused other"],
  constructor: ["refused other", "refused other"],
};

/** The state after the error; whether a clock runs, or the room is entered anew. */
function stateAfter(name, error) {
  const before = givenState(INITIAL, name);
  const [after, effects] = transition(before, { type: "conference-error", error });
  const words = [after.name, after.reason].filter(Boolean).join(" ");
  const hasClock = effects.some(
    ({ type, name: timer }) => type === "start-timer" && timer === "doubt",
  );
  const enters = effects.some(({ type }) => type === "enter");
  return [words, hasClock && "clock", enters && "enter"].filter(Boolean).join(", ");
}

for (const [name, [onTheWay, inside]] of Object.entries(STATES)) {
  const error = normalizedError({ name, message: "words", isFatal: true });
  test(`${name} leads to ${onTheWay} on the way in, and to ${inside} inside`, () => {
    assert.deepEqual(
      [stateAfter("joining", error), stateAfter("joined", error)],
      [onTheWay, inside],
    );
  });

  test(`${name} that is not fatal leads on too`, () => {
    const passing = { ...error, isFatal: false };
    const after = stateAfter("joining", passing);
    const waits = after === "joining" && ["question", "passes"].includes(outcomeOf(passing).type);
    assert.ok(waits || after !== "joining", after);
  });
}

test("every error of the table is tried", () => {
  assert.deepEqual(
    Object.keys(OUTCOMES).filter((name) => !Object.hasOwn(STATES, name)),
    [],
  );
});

test("a full room that leads visitors on is waited for", () => {
  for (const params of [[{ visitorsSupported: true }], ["x", { visitorsSupported: true }]]) {
    const error = normalizedError({ name: "conference.max_users", params });
    assert.equal(stateAfter("joining", error), "joining, clock");
  }
  const alone = normalizedError({
    name: "conference.max_users",
    params: [{ visitorsSupported: false }],
  });
  assert.equal(stateAfter("joining", alone), "refused full");
});

test("a viewer who comes before the team is let in later", () => {
  const name = "conference.connectionError.notAllowed";
  const error = normalizedError({ name, params: ["no-main-participants", "words"] });
  assert.equal(stateAfter("joining", error), "unreachable early");
  const other = normalizedError({ name, params: ["general"] });
  assert.equal(stateAfter("joining", other), "refused not-allowed");
});

for (const error of [
  undefined,
  null,
  "connection.serverError",
  7,
  [],
  {},
  { name: null, params: {} },
]) {
  test(`an error of another kind, ${JSON.stringify(error)}, is one`, () => {
    const known = normalizedError(error);
    assert.deepEqual(Object.keys(known), ["name", "message", "params", "isFatal"]);
    assert.ok(["doubt", "breakdown"].includes(outcomeOf(known).type));
  });
}

test("words of the server are not lost with a reservation", () => {
  const error = normalizedError({
    name: "conference.reservationError",
    params: [403, "On Monday"],
  });
  const [after] = transition(givenState(INITIAL, "joining"), { type: "conference-error", error });
  assert.equal(after.message, "On Monday");
});
