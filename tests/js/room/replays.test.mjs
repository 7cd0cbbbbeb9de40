// When a room asks for the recordings of a session that is over.

import assert from "node:assert/strict";
import { beforeEach, mock, test } from "node:test";

import { recordingsAddress } from "../../../src/js/room/addresses.js";
import { RoomError } from "../../../src/js/room/error.js";
import { Replays } from "../../../src/js/room/replays.js";

globalThis.document = { hidden: false, baseURI: "https://site.test/event/1/" };
globalThis.location = new URL("https://site.test/event/1/");

beforeEach(() => {
  mock.timers.reset();
  mock.timers.enable({ apis: ["setTimeout", "Date"] });
  document.hidden = false;
});

/** A room that gets these answers, one after the other; the last one again and again. */
function room(...answers) {
  const lists = [];
  let asked = 0;
  const ask = async () => {
    asked += 1;
    const answer = answers.length > 1 ? answers.shift() : answers[0];
    if (answer instanceof Error) {
      throw answer;
    }
    return answer;
  };
  const replays = new Replays({ ask, onList: (list) => lists.push(list) });
  const follow = (name, info = {}) =>
    replays.follow({ name, info: { has_replays: true, role: "attendee", ...info } });
  return { replays, follow, lists, asked: () => asked };
}

/** The clock goes on, and what waits for answers gets them. */
async function pass(seconds) {
  for (let second = 0; second <= seconds; second += 1) {
    mock.timers.tick(second === 0 ? 0 : 1000);
    await new Promise((resolve) => setImmediate(resolve));
  }
}

const HERE = [{ id: "a", state: "here" }];
const COMING = [{ id: "a", state: "arriving" }];

test("a page that is opened afterwards asks at once, and once", async () => {
  const { follow, lists, asked } = room(HERE);
  follow("checking");
  follow("ended");
  follow("ended");
  await pass(600);
  assert.deepEqual([lists, asked()], [[HERE], 1]);
});

test("a site without recordings is not asked", async () => {
  const { follow, asked } = room(HERE);
  follow("ended", { has_replays: false });
  follow("joined");
  await pass(60);
  assert.equal(asked(), 0);
});

test("an audience that was there asks within some seconds, not in one moment", async () => {
  mock.method(Math, "random", () => 0.5);
  const { follow, asked } = room(HERE);
  follow("joined");
  follow("ended");
  await pass(9);
  assert.equal(asked(), 0);
  await pass(2);
  assert.equal(asked(), 1);
  mock.restoreAll();
});

test("hosts ask again while a recording is on its way, and no more when it is here", async () => {
  const { follow, lists, asked } = room(COMING, COMING, HERE);
  follow("checking");
  follow("ended", { role: "host" });
  await pass(0);
  assert.equal(asked(), 1);
  await pass(600);
  assert.deepEqual(lists, [COMING, COMING, HERE]);
});

test("an audience does not ask again", async () => {
  const { follow, asked } = room(COMING);
  follow("checking");
  follow("ended");
  await pass(600);
  assert.equal(asked(), 1);
});

test("hosts who were there look for some minutes whether one comes", async () => {
  const { follow, asked } = room([]);
  follow("joined");
  follow("ended", { role: "host" });
  await pass(900);
  assert.equal(asked(), 10);
});

test("who comes back to the tab asks again, not more often than each minute", async () => {
  const { replays, follow, asked } = room(HERE);
  follow("ended");
  await pass(0);
  replays.look();
  await pass(61);
  assert.equal(asked(), 1);
  document.hidden = true;
  replays.look();
  await pass(0);
  assert.equal(asked(), 1);
  document.hidden = false;
  replays.look();
  await pass(0);
  assert.equal(asked(), 2);
});

test("what is shown goes when the session goes on, and a late answer is not shown", async () => {
  const { replays, follow, lists } = room(HERE);
  follow("ended");
  mock.timers.tick(0); // it has asked
  follow("live");
  await pass(60);
  assert.deepEqual(lists, [null]);
  replays.stop();
  assert.deepEqual(lists, [null]);
});

for (const odd of [null, {}, "words", new RoomError("network", "")]) {
  test(`${String(odd)} is no list, and nothing is shown`, async () => {
    const { follow, lists } = room(odd);
    follow("ended");
    await pass(60);
    assert.deepEqual(lists, []);
  });
}

test("what is no recording is left out", async () => {
  const { follow, lists } = room([null, 7, { id: 7 }, ...HERE]);
  follow("ended");
  await pass(0);
  assert.deepEqual(lists, [HERE]);
});

test("the address is that of the attribute, of the site, or beside the others", () => {
  const element = (attributes) => ({ getAttribute: (name) => attributes[name] ?? null });
  const address = (attributes, info = {}) =>
    recordingsAddress(element({ "event-id": "a b", ...attributes }), info);
  assert.equal(address({}), "/live/recordings/a%20b/");
  assert.equal(address({ "base-url": "/api/live" }), "/api/live/recordings/a%20b/");
  assert.equal(address({}, { recordings_url: "/x/" }), "/x/");
  assert.equal(address({ "recordings-url": "/y/" }, { recordings_url: "/x/" }), "/y/");
});
