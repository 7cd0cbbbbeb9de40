// What a host does to the session; the site is one that answers as it is told.

import assert from "node:assert/strict";
import { mock, test } from "node:test";

import { RoomError } from "../../../src/js/room/error.js";
import { HostActions } from "../../../src/js/room/host.js";
import { transition } from "../../../src/js/room/machine.js";
import { INITIAL } from "../../../src/js/room/step.js";
import { givenState } from "./effects.mjs";

const HOST = { is_authenticated: true, role: "host" };
const BACKSTAGE = { ...HOST, is_active: false, state: "backstage" };
const LIVE = { ...HOST, is_active: true, state: "live" };
const GRANT = { role: "host", is_active: true, state: "live", room: "r1" };

/** A room around a host who is in, driven by the machine itself. */
function inside(info, site) {
  const end = mock.fn(async () => {});
  const conference = { end };
  const room = {
    state: givenState(INITIAL, "joined", { info, room: "r1" }),
    sent: [],
    site,
    conference,
    reports: { catchUp: async () => {} },
    getSite: () => room.site,
    getState: () => room.state,
    send: (event) => {
      room.sent.push(event.type);
      [room.state] = transition(room.state, { now: 0, chance: 0, ...event });
    },
  };
  return { room, actions: new HostActions(room) };
}

const refused = (code) => async () => {
  throw new RoomError(code, "words");
};

test("a host goes live from the backstage, and stays where he is", async () => {
  const { room, actions } = inside(BACKSTAGE, { start: async () => GRANT });
  const { visit } = room.state;
  await actions.goLive();
  assert.deepEqual([room.state.name, room.state.info.state], ["joined", "live"]);
  assert.deepEqual([room.state.isBusy, room.state.visit], [false, visit]);
});

test("a host who may not go live yet stays in the backstage and reads why", async () => {
  const { room, actions } = inside(BACKSTAGE, { start: refused("not_open") });
  await assert.rejects(actions.goLive(), { code: "not_open" });
  assert.deepEqual(room.state.problem, { code: "not_open", message: "words" });
  assert.deepEqual([room.state.info.state, room.state.isBusy], ["backstage", false]);
});

test("while one thing is done, the next click does nothing", async () => {
  let answer;
  const start = mock.fn(() => new Promise((resolve) => (answer = resolve)));
  const { actions } = inside(BACKSTAGE, { start });
  const first = actions.goLive();
  await actions.goLive();
  await actions.extend();
  answer(GRANT);
  await first;
  assert.equal(start.mock.callCount(), 1);
});

test("a host extends the session", async () => {
  const closes_at = "2027-01-01T12:00:00Z";
  const extend = async () => ({ closes_at, can_extend: false });
  const { room, actions } = inside(LIVE, { extend });
  await actions.extend();
  assert.deepEqual([room.state.info.closes_at, room.state.info.can_extend], [closes_at, false]);
});

test("an answer for another event, or after one has left, changes nothing", async () => {
  for (const leave of [(room) => (room.site = {}), (room) => room.send({ type: "leave" })]) {
    const { room, actions } = inside(LIVE, {
      extend: async () => {
        leave(room);
        return { closes_at: "2027-01-01T12:00:00Z", can_extend: true };
      },
    });
    await actions.extend();
    assert.equal(room.state.info.closes_at, undefined);
    assert.ok(!room.sent.includes("extended"));
  }
});

test("a host ends it, on the video server too, and may take it back", async () => {
  const reopen_until = "2027-01-01T12:00:00Z";
  const end = async () => ({ is_active: false, state: "ended", reopen_until });
  const { room, actions } = inside(LIVE, { end });
  await actions.end();
  assert.deepEqual([room.state.name, room.state.info.reopen_until], ["ended", reopen_until]);
  assert.equal(room.conference.end.mock.callCount(), 1);
});

test("a host who closes the backstage is back at the countdown", async () => {
  const end = async () => ({ is_active: false, state: "scheduled", reopen_until: null });
  const { room, actions } = inside(BACKSTAGE, { end });
  await actions.end();
  assert.equal(room.state.name, "waiting");
});

test("an end that the site does not take leaves the host inside", async () => {
  const { room, actions } = inside(LIVE, { end: refused("network") });
  await assert.rejects(actions.end(), { code: "network" });
  assert.deepEqual([room.state.name, room.state.isEnding], ["joined", false]);
  assert.equal(room.conference.end.mock.callCount(), 0);
});

test("an end of another front end, which says no more, is an end", async () => {
  for (const answer of [undefined, { is_active: false, ended_at: null }]) {
    const { room, actions } = inside(LIVE, { end: async () => answer });
    await actions.end();
    assert.equal(room.state.name, "ended");
  }
});

test("two clicks end it once, and a host who is no moderator ends it on the site only", async () => {
  const end = mock.fn(async () => ({ is_active: false, state: "ended" }));
  const { room, actions } = inside(LIVE, { end });
  room.state = { ...room.state, roles: { me: "participant" } };
  await Promise.all([actions.end(), actions.end()]);
  assert.deepEqual([end.mock.callCount(), room.conference.end.mock.callCount()], [1, 0]);
});
