// A session that goes on in another room, from the answers to the effects: nobody is lost, and
// nothing is asked for ever.

import assert from "node:assert/strict";
import { test } from "node:test";

import { transition } from "../../../src/js/room/machine.js";
import { Reports } from "../../../src/js/room/reports.js";
import { INITIAL } from "../../../src/js/room/step.js";
import { givenState, summary } from "./effects.mjs";

const ME = { is_authenticated: true, role: "attendee", is_active: true, state: "live" };

const grant = (number) => ({ role: "attendee", room: `r${number}`, room_key: `k${number}` });
const poll = (number, more) => ({
  type: "status",
  isFull: true,
  status: { ...ME, room_key: `k${number}`, ...more },
});
const JOINED = { type: "conference-joined", id: "me" };
const DESTROYED = {
  type: "conference-error",
  error: { name: "conference.destroyed", message: "", params: [] },
};
const NETWORK = { type: "join-failed", error: { code: "network", message: "" } };
const ENTERED = [{ type: "frame-opened" }, { type: "enter-done" }, JOINED];

/** The state after these events, and the effects of each that lead somewhere. */
function play(state, ...events) {
  const ways = [];
  let now = state;
  for (const event of events) {
    const [after, effects] = transition(now, { now: 0, chance: 0, letsIn: true, ...event });
    now = after;
    ways.push(...effects.map(summary).filter((each) => /^(enter|follow|go-in)/.test(each)));
  }
  return { state: now, ways };
}

const inside = (number, more) =>
  play(
    givenState(INITIAL, "live", { info: ME, ...more }),
    { type: "enter" },
    {
      type: "granted",
      grant: grant(number),
    },
    ...ENTERED,
  ).state;

test("a move that a poll finds leads into the other room, once", () => {
  const found = play(inside(1), poll(2));
  assert.deepEqual(found.ways, ["follow"]);
  const moved = play(
    found.state,
    { type: "act", isMoving: true },
    { type: "moved", grant: grant(2) },
    { type: "granted", grant: grant(2) },
    ...ENTERED,
    poll(2),
    poll(2),
  );
  assert.deepEqual(moved.ways, ["go-in"]);
  assert.deepEqual([moved.state.name, moved.state.roomKey], ["joined", "k2"]);
});

test("two moves in a row lead into the last room, however the first ends", () => {
  const onTheWay = [
    { type: "act", isMoving: true },
    { type: "moved", grant: grant(2) },
  ];
  const { state } = play(inside(1), ...onTheWay, { type: "granted", grant: grant(2) });
  const joined = play(state, ...ENTERED, poll(3));
  assert.deepEqual(joined.ways, ["follow"]);
  const closed = play(state, { type: "frame-opened" }, { type: "enter-done" }, DESTROYED, poll(3));
  assert.deepEqual([closed.ways, closed.state.isMoving], [["enter"], true]);
});

test("a move while somebody is on the way in is found as soon as they are in", () => {
  const { ways } = play(
    givenState(INITIAL, "live", { info: ME }),
    { type: "enter" },
    { type: "granted", grant: grant(1) },
    { type: "stay-moved" }, // while the frame is opened
    ...ENTERED,
    poll(2),
  );
  assert.deepEqual(ways, ["follow"]);
});

test("a room that closes before the site's answer takes nobody out of the move", () => {
  const moving = play(inside(1), { type: "act", isMoving: true }, DESTROYED);
  assert.equal(moving.state.name, "joined");
  const first = play(inside(1), DESTROYED, poll(2));
  assert.deepEqual([first.state.name, first.ways], ["joining", ["enter"]]);
});

test("a poll from before the room was closed, or this person put out, does not say what follows", () => {
  const kicked = { type: "kicked", local: true };
  const refused = { type: "conference-error", error: { name: "conference.max_users", params: [] } };
  for (const event of [DESTROYED, kicked, refused]) {
    const before = inside(1);
    assert.notEqual(play(before, event).state.pushes, before.pushes, event.type);
  }
});

const FOLLOWING = [poll(2), { type: "act", isMoving: true }, DESTROYED, { type: "hung-up" }];

test("a closed room that its frame leaves first takes nobody out of the move", () => {
  const { state } = play(inside(1), ...FOLLOWING);
  assert.deepEqual([state.name, state.isIn], ["joined", true]);
  assert.deepEqual(play(state, { type: "moved", grant: grant(2) }).ways, ["go-in"]);
});

test("whoever hangs up while the way is asked for has left", () => {
  const { state } = play(inside(1), poll(2), { type: "act", isMoving: true }, { type: "hung-up" });
  assert.equal(state.name, "left");
});

for (const type of ["follow-failed", "act-failed"]) {
  test(`a way that is lost after the room was closed is asked for again (${type})`, () => {
    const error = { code: "network", message: "" };
    const { state } = play(inside(1), ...FOLLOWING, { type, error, isMoving: true });
    assert.deepEqual([state.name, state.reason, state.wasPutOut], ["joining", "closed", true]);
    assert.deepEqual(play(state, { type: "act-done" }, poll(2)).ways, ["enter"]);
  });
}

test("whoever is removed meanwhile does not ask for the way again", () => {
  const error = { code: "removed", message: "" };
  const { state } = play(inside(1), ...FOLLOWING, { type: "follow-failed", error });
  assert.deepEqual([state.name, state.wasPutOut], ["removed", false]);
});

test("a page is not told that anybody has left before it is known whether they are taken along", () => {
  const told = (...events) => {
    const [before, after] = [play(inside(1), DESTROYED), play(inside(1), DESTROYED, ...events)];
    return [before.state.name, before.state.isIn, after.state.name, after.state.reason];
  };
  assert.deepEqual(told(poll(1)), ["joining", true, "left", "closed"]);
  assert.deepEqual(told(poll(2), { type: "enter" }), ["joining", true, "joining", null]);
  const failed = { type: "poll-failed", error: { code: "network" }, isOnline: true };
  assert.deepEqual(told(failed, failed, failed), ["joining", true, "joining", "closed"]);
  assert.deepEqual(told({ type: "leave" }, poll(2)), ["joining", true, "left", null]);
});

test("a join that fails on the way is tried again with the site's answers, and as often as they come", () => {
  const failed = play(inside(1, { mutes: {} }), DESTROYED, poll(2), { type: "enter" }, NETWORK);
  assert.deepEqual([failed.state.name, failed.ways], ["offline", ["enter"]]);
  const again = play(failed.state, { type: "described", info: { ...ME, room_key: "k2" } });
  assert.deepEqual([again.ways, again.state.isMoving], [["enter"], true]);
});

test("whoever was heard before is heard after, and whoever was not is not", () => {
  const unmuted = { type: "mute-changed", kind: "audio", muted: false };
  const left = play(inside(1), unmuted, DESTROYED, poll(2), { type: "enter", entersMuted: true });
  const { mutes, isMuted, isMoving } = left.state;
  assert.deepEqual([mutes, isMuted, isMoving], [{ audio: false }, false, true]);
});

test("whoever has left by themselves is not taken along, and is asked nothing", () => {
  const { state, ways } = play(inside(1), { type: "leave" }, poll(2));
  assert.deepEqual([state.name, ways], ["left", []]);
  const later = play(state, { type: "enter", isClick: false, entersMuted: true });
  assert.deepEqual([later.state.isMoving, later.state.isMuted], [false, true]);
});

test("a session that has ended is not followed", () => {
  const ended = { is_active: false, state: "ended", room_key: null };
  const { state, ways } = play(inside(1), DESTROYED, poll(1, ended));
  assert.deepEqual([state.name, ways], ["ended", []]);
});

test("answers that name no room move nobody", () => {
  const { ways } = play(inside(1), poll(1, { room_key: null }), {
    type: "status",
    status: { is_active: true },
  });
  assert.deepEqual(ways, []);
});

test("another browser in the place of this one, as the server sees it, begins a stay of its own", async () => {
  const asked = [];
  const recordStay = async (action, _stay, { endpoint }) => {
    asked.push(`${action} ${endpoint ?? ""}`.trim());
    return { stay: "s", is_active: true };
  };
  const reports = new Reports(
    () => ({ recordStay }),
    () => {},
  );
  reports.beginStay("0a");
  await new Promise(setImmediate);
  reports.beginStay("0a");
  reports.beginStay("0b");
  await new Promise(setImmediate);
  reports.endStay();
  assert.deepEqual(asked, ["joined 0a", "left", "joined 0b", "left"]);
});
