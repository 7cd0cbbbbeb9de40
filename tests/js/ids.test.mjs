import assert from "node:assert/strict";
import { test } from "node:test";

import { as, newEvent } from "./site.mjs";

test("host starts an event whose id has to be encoded", async () => {
  const id = newEvent();
  assert.match(id, /[/?#% ä]/);
  const { room_name } = await as("host").startLiveSession(id);
  assert.equal((await as("student").joinLiveSession(id)).room_name, room_name);
});
