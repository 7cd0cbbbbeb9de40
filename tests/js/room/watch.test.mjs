// Where a stream can be watched: in a frame of another site, in a player, or behind a link. The same
// table is for the doctor: tests/operations/test_doctor_watching.py.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { RoomError } from "../../../src/js/room/error.js";
import { Line } from "../../../src/js/room/full.js";
import { notesOf, panelActions } from "../../../src/js/room/screens.js";
import { sourceOf } from "../../../src/js/room/watch.js";

const CASES = JSON.parse(readFileSync(new URL("watch.json", import.meta.url), "utf8"));
const PAGE = "https://www.example.org";

for (const [address, kind, url] of CASES) {
  test(`${address} is a ${kind}`, () => {
    assert.deepEqual(sourceOf(new URL(address, PAGE), PAGE), { kind, url });
  });
}

// The line

function room(join) {
  const state = { visit: 1 };
  const sent = [];
  return {
    state,
    sent,
    element: { isConnected: true },
    getSite: () => ({ join }),
    getState: () => state,
    send: (event) => sent.push(event),
  };
}

test("whoever asks in the line is told by an event what the site answers", async () => {
  const grant = { room: "a" };
  const free = room(async () => grant);
  await new Line(free).ask();
  assert.deepEqual(free.sent, [{ type: "seat-free", grant }]);
  const error = new RoomError("full", "The room is full.");
  const full = room(() => Promise.reject(error));
  await new Line(full).ask();
  assert.deepEqual(full.sent, [{ type: "still-full", error }]);
});

test("an answer for somebody who has left the line is nobody's", async () => {
  const gone = room(async () => {
    gone.state.visit += 1;
    return {};
  });
  await new Line(gone).ask();
  assert.deepEqual(gone.sent, []);
});

test("whoever is in line knows how they come in, and can leave it", () => {
  const screen = { state: "full", letsIn: false, entersMuted: true, links: {} };
  assert.deepEqual(notesOf(screen), ["noteMuted"]);
  assert.deepEqual(panelActions(["leaveLine", "back"], screen), ["leaveLine"]);
});
