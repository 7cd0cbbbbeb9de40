// What the answers of a site lead to, one after another: evenings with a backstage, and rehearsals.

import assert from "node:assert/strict";
import { test } from "node:test";

import { withDescription, withStatus } from "../../../src/js/room/info.js";
import { transition } from "../../../src/js/room/machine.js";
import { sessionState, stateOf } from "../../../src/js/room/states.js";
import { INITIAL } from "../../../src/js/room/step.js";
import { summary } from "./effects.mjs";

const person = (role) => ({ is_open: true, is_authenticated: true, role, poll_after: 5 });
const full = (role, state) => ({ ...person(role), is_active: state === "live", state });
const open = (state) => ({ is_active: state === "live", state, poll_after: 5 });

/** A page that hears these events; what it was, after each of them. */
function play(...events) {
  let state = INITIAL;
  const effects = [];
  const names = events.map((event) => {
    const around = { letsIn: true, chance: 0, now: 0, isHidden: false, isOnline: true };
    const [after, run] = transition(state, { ...around, ...event });
    state = after;
    effects.push(...run.map(summary));
    return state.name;
  });
  return { state, effects, names };
}

const begin = { type: "begin" };
const described = (role, state) => ({ type: "described", info: full(role, state) });
const polled = (role, state) => ({ type: "status", isFull: true, status: full(role, state) });
const told = (state) => ({ type: "status", status: open(state) });
const pushed = (state, isFirst = false) => ({ type: "push", isFirst, status: open(state) });
const enter = { type: "enter", isClick: true };
const granted = (role, state) => ({
  type: "granted",
  grant: { role, is_active: state === "live", state, room: "r1" },
});
const joined = { type: "conference-joined", id: "me", displayName: "S" };

test("a speaker waits, enters the backstage, and goes live without moving", () => {
  const { names, state, effects } = play(
    begin,
    described("speaker", "scheduled"),
    pushed("scheduled", true),
    polled("speaker", "backstage"),
    pushed("scheduled"),
    enter,
    granted("speaker", "backstage"),
    joined,
    told("scheduled"),
    polled("speaker", "live"),
  );
  assert.deepEqual(names, [
    "checking",
    "waiting",
    "waiting",
    "backstage",
    "backstage",
    "joining",
    "joining",
    "joined",
    "joined",
    "joined",
  ]);
  assert.deepEqual([state.info.state, state.info.is_active], ["live", true]);
  assert.equal(effects.filter((each) => each === "close-frame").length, 0);
  assert.equal(effects.at(-1), "dispatch state (joined)");
});

test("an attendee hears nothing of a backstage, and comes in when it goes live", () => {
  const { names, effects } = play(
    begin,
    described("attendee", "scheduled"),
    told("scheduled"),
    told("live"),
    { type: "enter" },
    granted("attendee", "live"),
    joined,
  );
  assert.deepEqual(names.slice(1, 4), ["waiting", "waiting", "waiting"]);
  assert.ok(effects.includes("enter"));
});

test("a rehearsal that has ended leaves people waiting, and they come in later", () => {
  const { names, effects } = play(
    begin,
    described("attendee", "live"),
    enter,
    granted("attendee", "live"),
    joined,
    polled("attendee", "scheduled"),
    told("scheduled"),
    told("live"),
  );
  assert.deepEqual(names.slice(4), ["joined", "waiting", "waiting", "waiting"]);
  assert.equal(effects.at(-1), "enter");
  assert.ok(!effects.some((each) => each.startsWith("dispatch ended")));
});

test("whoever has left by himself does not come back when an end is taken back", () => {
  const live = { ...full("attendee", "live"), started_at: "2027-01-01T10:00:00Z" };
  const { state, effects } = play(
    begin,
    { type: "described", info: live },
    enter,
    granted("attendee", "live"),
    joined,
    { type: "leave" },
    told("ended"),
    { type: "status", status: { ...open("live"), started_at: live.started_at } },
  );
  assert.equal(state.name, "live");
  assert.ok(!effects.includes("enter"));
});

test("whoever was in comes back, muted, and at no other start", () => {
  const started_at = "2027-01-01T10:00:00Z";
  const evening = [
    begin,
    { type: "described", info: { ...full("attendee", "live"), started_at } },
    enter,
    granted("attendee", "live"),
    joined,
    told("ended"),
  ];
  const again = (start) => ({ type: "status", status: { ...open("live"), started_at: start } });
  const back = play(...evening, again(started_at), { type: "enter" });
  assert.ok(back.effects.includes("enter"));
  assert.equal(back.state.isMuted, true);
  const next = play(...evening, again("2027-01-01T11:00:00Z"));
  assert.equal(next.state.name, "live");
  const late = play(...evening, { type: "reopening-over" }, again(started_at));
  assert.equal(late.state.name, "live");
  assert.ok(!late.effects.includes("enter"));
});

test("a start that the site does not name is no reason to come back", () => {
  const { state, effects } = play(
    begin,
    described("attendee", "live"),
    enter,
    granted("attendee", "live"),
    joined,
    told("ended"),
    told("live"),
  );
  assert.equal(state.name, "live");
  assert.ok(!effects.includes("enter"));
});

test("no public answer closes a backstage, or puts anybody out of it", () => {
  for (const role of ["host", "speaker"]) {
    for (const isIn of [false, true]) {
      const way = isIn ? [enter, granted(role, "backstage"), joined] : [];
      for (const answer of ["scheduled", "ended", undefined]) {
        for (const type of ["status", "push"]) {
          const status = { is_active: false, state: answer, poll_after: 5 };
          const event = { type, status, isFirst: false };
          const { state } = play(begin, described(role, "backstage"), ...way, event, event);
          assert.equal(state.name, isIn ? "joined" : "backstage");
          assert.equal(sessionState(state), "backstage");
        }
      }
    }
  }
});

test("a login of somebody else in another tab closes no backstage", () => {
  const stranger = { ...full("attendee", "scheduled"), participant: "8" };
  const own = { ...full("host", "backstage"), participant: "7" };
  const { state } = play(
    begin,
    { type: "described", info: own },
    { type: "status", isFull: true, status: stranger },
  );
  assert.deepEqual([state.name, state.info.role], ["backstage", "host"]);
});

test("the audience is told scheduled, also where its page knows more", () => {
  const state = { name: "waiting", info: { role: "attendee", state: "backstage" } };
  assert.equal(sessionState(state), "scheduled");
  assert.equal(stateOf({ role: "attendee", state: "backstage" }), "waiting");
  assert.equal(sessionState({ name: "waiting", info: { role: "host" } }), null);
  assert.equal(sessionState({ name: "checking", info: { state: "live" } }), null);
});

test("the state event says what the session is", () => {
  const seen = [];
  let state = INITIAL;
  const events = [
    begin,
    described("host", "scheduled"),
    polled("host", "backstage"),
    enter,
    granted("host", "backstage"),
    joined,
    { type: "went-live", grant: { role: "host", is_active: true, state: "live", room: "r1" } },
    { type: "session-ended", by: "self", answer: { state: "ended" } },
  ];
  for (const event of events) {
    const [after, effects] = transition(state, { letsIn: true, now: 0, ...event });
    state = after;
    const details = effects.filter(({ name }) => name === "state").map(({ detail }) => detail);
    seen.push(...details.map((detail) => `${detail.state}: ${detail.sessionState}`));
  }
  assert.deepEqual(seen, [
    "checking: null",
    "waiting: scheduled",
    "backstage: backstage",
    "joining: backstage",
    "joined: backstage",
    "joined: live",
    "ended: ended",
  ]);
});

// Answers of front ends that know no states

test("what was live and is no more has ended; what never was is still to come", () => {
  const states = (info, ...answers) =>
    answers.reduce((before, answer) => withStatus(before, answer), info).state;
  assert.equal(states({}, { is_active: false }), "scheduled");
  assert.equal(states({}, { is_active: true }), "live");
  assert.equal(states({}, { is_active: true }, { is_active: false }), "ended");
  assert.equal(
    states({}, { is_active: true }, { is_active: false }, { is_active: false }),
    "ended",
  );
  assert.equal(withDescription({}, { is_active: false, has_ended: true }).state, "ended");
  assert.equal(withDescription({ state: "ended" }, { has_ended: false }).state, "scheduled");
  assert.equal(withDescription({ state: "live", is_active: true }, { role: "host" }).state, "live");
  assert.equal("state" in withDescription({}, { role: "host" }), false);
});

test("of what is over nobody is told how many are in, nor when it closes", () => {
  const inside = { role: "host", is_active: true, state: "live", present: 3, people: [{}] };
  const info = { ...inside, closes_at: "2027-01-01T10:00:00Z", can_extend: true };
  const { present, people, closes_at, can_extend } = withStatus(info, open("ended"));
  assert.deepEqual([present, people, closes_at, can_extend], [null, [], null, false]);
});
