// What becomes of the site's answers.

import assert from "node:assert/strict";
import { test } from "node:test";

import { Inquiry } from "../../../src/js/room/inquiry.js";

/** A room whose site answers as soon as the test lets it; `sent` is what the machine was sent. */
function around() {
  const sent = [];
  const state = { visit: 1, pushes: 0, name: "joined" };
  let answer;
  const answered = new Promise((resolve) => {
    answer = () => resolve({ is_active: true });
  });
  const site = { describe: () => answered, status: () => answered };
  const room = {
    getSite: () => site,
    getState: () => state,
    ifCurrent: (visit, act) => visit === state.visit && act(),
    send: (event) => sent.push(event),
  };
  return { inquiry: new Inquiry(room), state, sent, answer };
}

for (const isFull of [true, false]) {
  const how = isFull ? "in full" : "in brief";
  test(`what something has overtaken is asked for again, ${how}`, async () => {
    const { inquiry, state, sent, answer } = around();
    const polled = inquiry.poll({ isFull, isLost: false });
    state.pushes += 1;
    answer();
    await polled;
    assert.deepEqual(sent, [{ type: "poll-overtaken", isFull }]);
  });
}

test("an answer for a visit that is over is for nobody", async () => {
  const { inquiry, state, sent, answer } = around();
  const polled = inquiry.poll({ isFull: true, isLost: false });
  Object.assign(state, { visit: 2, pushes: 1 });
  answer();
  await polled;
  assert.deepEqual(sent, []);
});

test("an answer that nothing has overtaken is told", async () => {
  const { inquiry, sent, answer } = around();
  answer();
  await inquiry.poll({ isFull: false, isLost: false });
  assert.deepEqual(sent, [{ type: "status", status: { is_active: true }, isFull: false }]);
});
