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

test("a host who lets somebody in has one less to answer", async () => {
  const [sam, kim] = ["p1", "p2"].map((participant) => ({ participant, display_name: "?" }));
  const answer = { participant: "p1", display_name: "Sam", asked: "admitted" };
  const admit = mock.fn(async () => answer);
  const { room, actions } = inside({ ...LIVE, asking: [sam, kim] }, { admit });
  await actions.answer("p1", "admit");
  assert.deepEqual(admit.mock.calls[0].arguments, ["p1", "admit"]);
  assert.deepEqual(room.state.info.asking, [kim]);
});

test("whoever asks where nobody can be asked reads why", async () => {
  const { room, actions } = inside({ ...LIVE, role: null }, { ask: refused("not_askable") });
  await assert.rejects(actions.ask(), { code: "not_askable" });
  assert.deepEqual(room.state.problem, { code: "not_askable", message: "words" });
});

test("whoever asks waits for the answer", async () => {
  const info = { is_authenticated: true, role: null, can_ask: true };
  const { room, actions } = inside(info, { ask: async () => ({ asked: "waiting" }) });
  room.state = givenState(INITIAL, "unregistered", { info });
  await actions.ask();
  assert.deepEqual([room.state.name, room.state.reason], ["unregistered", "asking"]);
  assert.equal(room.state.info.can_ask, false);
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

// The end on the video server

test("an end that the video server has confirmed is not asked of the frame", async () => {
  const end = async () => ({ is_active: false, state: "ended", server_end: "done" });
  const { room, actions } = inside(LIVE, { end });
  await actions.end();
  assert.deepEqual([room.state.name, room.state.reason], ["ended", null]);
  assert.equal(room.conference.end.mock.callCount(), 0);
});

for (const server_end of ["pending", "page"]) {
  test(`an end that is ${server_end} on the server is asked of the frame`, async () => {
    const end = async () => ({ is_active: false, state: "ended", server_end });
    const { room, actions } = inside(LIVE, { end });
    await actions.end();
    assert.equal(room.conference.end.mock.callCount(), 1);
    assert.equal(room.state.reason, server_end === "pending" ? "pending" : null);
  });
}

// People

const SAM = { participant: "7", display_name: "Sam", can_be_removed: true, endpoints: ["0a"] };
const EVA = { participant: "9", display_name: "Eva", role: "host", endpoints: ["0e"] };
const LISTED = { people: [EVA, SAM], removal: "server" };

const changed = (participant, is_removed, removal = "server") => ({
  participant,
  display_name: "Sam",
  is_removed,
  removal,
});

test("a host removes and readmits somebody, and the list says so at once", async () => {
  const asked = [];
  const site = {
    remove: async (whom) => asked.push(["remove", whom]) && changed(whom, true),
    readmit: async (whom) => asked.push(["readmit", whom]) && changed(whom, false),
  };
  const { room, actions } = inside(LIVE, site);
  room.send({ type: "people-listed", roster: LISTED });
  await actions.remove("7");
  assert.deepEqual(room.state.roster.people[1].is_removed, true);
  await actions.readmit("7");
  assert.deepEqual(room.state.roster.people[1].is_removed, false);
  assert.deepEqual(asked, [
    ["remove", "7"],
    ["readmit", "7"],
  ]);
  assert.equal(room.state.isBusy, false);
});

test("everybody else is moved after somebody was removed, and not where that failed", async () => {
  const asked = [];
  const site = {
    remove: async (whom) => asked.push("remove") && changed(whom, true),
    move: async (server) => asked.push(`move ${server}`) && { ...GRANT, room: "r2" },
  };
  const { room, actions } = inside(LIVE, site);
  await actions.removeAndMove("7");
  assert.deepEqual([asked, room.state.name], [["remove", "move undefined"], "joining"]);
  room.site = { ...site, remove: refused("not_removable") };
  room.state = givenState(INITIAL, "joined", { info: LIVE });
  await assert.rejects(actions.removeAndMove("7"), { code: "not_removable" });
  room.state = { ...room.state, isBusy: true };
  await actions.removeAndMove("7");
  assert.equal(asked.length, 2);
});

test("a host's own page goes into the new room, with one grant", async () => {
  const grant = { ...GRANT, room: "r2" };
  const { room, actions } = inside(LIVE, { move: async () => grant });
  room.state = { ...room.state, mutes: { audio: false } };
  const { visit } = room.state;
  await actions.move("");
  assert.deepEqual(
    [room.state.name, room.state.isMoving, room.state.isBusy],
    ["joining", true, true],
  );
  assert.deepEqual(room.state.mutes, { audio: false });
  assert.equal(room.state.visit, visit + 1);
});

test("a move that the site does not do leaves everybody where they are", async () => {
  const { room, actions } = inside(LIVE, { move: refused("network") });
  await assert.rejects(actions.move(""), { code: "network" });
  const { name, problem, isBusy, isMoving } = room.state;
  assert.deepEqual([name, problem.code, isBusy, isMoving], ["joined", "network", false, false]);
});

test("whoever follows a move and is not let in stays, without a word, and follows later", async () => {
  const { room, actions } = inside(LIVE, { join: refused("network") });
  await assert.rejects(actions.follow());
  assert.deepEqual(
    [room.state.name, room.state.problem, room.state.isBusy],
    ["joined", null, false],
  );
  room.site = { join: async () => ({ ...GRANT, room: "r2" }) };
  await actions.follow();
  assert.equal(room.state.name, "joining");
});

test("whoever was removed meanwhile does not follow", async () => {
  const { room, actions } = inside(LIVE, { join: refused("removed") });
  await assert.rejects(actions.follow());
  assert.equal(room.state.name, "removed");
});

test("the list is that of the event that the room is about", async () => {
  const { room, actions } = inside(LIVE, { people: async () => LISTED, can: () => true });
  await actions.list();
  assert.deepEqual(room.state.roster, LISTED);
  room.site = {
    can: () => true,
    people: async () => {
      room.site = {};
      return { people: [] };
    },
  };
  await actions.list();
  assert.deepEqual(room.state.roster, LISTED);
});

test("a list that does not come leaves the one that was", async () => {
  const { room, actions } = inside(LIVE, { people: refused("network"), can: () => true });
  await actions.list();
  assert.deepEqual([room.state.roster, room.sent.at(-1)], [null, "people-failed"]);
});

test("a client that lists nobody is not asked", async () => {
  const { room, actions } = inside(LIVE, { can: () => false });
  await actions.list();
  await actions.findKicked({ id: "0a", kicker: "me" });
  assert.deepEqual(room.sent, []);
});

// Who was put out in the video

/** What a host is asked, after somebody was put out. */
async function askedAfter(kick, ...others) {
  const people = [EVA, ...(others.length > 0 ? others : [SAM])];
  const { room, actions } = inside(LIVE, { people: async () => ({ people }), can: () => true });
  await actions.findKicked(kick);
  return room.state.question && room.state.person.display_name;
}

test("a host is asked whether it holds that somebody was put out", async () => {
  assert.equal(await askedAfter({ id: "0a", kicker: "me" }), "Sam");
  assert.equal(await askedAfter({ id: "0a", kicker: undefined }), "Sam");
});

test("a host is not asked about what the site has done, or what another host has", async () => {
  assert.equal(await askedAfter({ id: "0a" }, { ...SAM, is_removed: true }), null);
  assert.equal(await askedAfter({ id: "0a", kicker: "0e" }), null);
});

test("a host is not asked about one of two who say that they are the same", async () => {
  assert.equal(await askedAfter({ id: "0a" }, SAM, { ...SAM, participant: "8" }), null);
});

test("a host is not asked about people whom the site does not know, or about a host", async () => {
  assert.equal(await askedAfter({ id: "ff", kicker: "me" }), null);
  assert.equal(await askedAfter({ id: "0e", kicker: "me" }), null);
  assert.equal(await askedAfter({ id: "0a" }, { ...SAM, endpoints: undefined }), null);
});
