import assert from "node:assert/strict";
import { test } from "node:test";

import { clockText } from "../../../src/js/replay/length.js";

for (const [seconds, text] of [
  [7, "0:07"],
  ["61.6", "1:02"],
  [599, "9:59"],
  [3600, "1:00:00"],
  [36_061, "10:01:01"],
]) {
  test(`${seconds} seconds are ${text}`, () => assert.equal(clockText(seconds), text));
}

for (const odd of [undefined, null, "", "long", 0, -5, Number.POSITIVE_INFINITY, 1e9, {}]) {
  test(`${String(odd)} is no length`, () => assert.equal(clockText(odd), ""));
}
