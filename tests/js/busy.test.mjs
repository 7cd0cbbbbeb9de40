import assert from "node:assert/strict";
import { test } from "node:test";

import { as, newEvent } from "./site.mjs";

test("host is told when too many change the session at once", async () => {
  const expected = { code: "busy", status: 503 };
  await assert.rejects(as("host").startLiveSession(newEvent()), expected);
});
