// How the frame is entered.

import assert from "node:assert/strict";
import { test } from "node:test";

import { entryConfig, isUndecided } from "../../../src/js/room/entry.js";

const DEFAULT = { prejoinConfig: { enabled: false }, disableDeepLinking: true };

test("a site that has only the app's default has not decided on Jitsi's page before the room", () => {
  assert.equal(isUndecided(DEFAULT), true);
});

const DECIDED = [
  { enabled: true },
  { enabled: false, hideDisplayName: true },
  { hideDisplayName: true },
  {},
  null,
  "off",
];

for (const prejoinConfig of DECIDED) {
  test(`a site with prejoinConfig ${JSON.stringify(prejoinConfig)} has decided`, () => {
    assert.equal(isUndecided({ prejoinConfig }), false);
  });
}

test("a grant without options has decided nothing, and nothing is added", () => {
  assert.deepEqual([isUndecided(undefined), isUndecided({})], [false, false]);
  assert.deepEqual(entryConfig(undefined, { isMuted: false, showsPrejoin: false }), {});
});

test("whoever comes in muted has microphone and camera off, whatever the site's options say", () => {
  const config = { startWithAudioMuted: false, subject: "Django" };
  assert.deepEqual(entryConfig(config, { isMuted: true, showsPrejoin: false }), {
    startWithAudioMuted: true,
    startWithVideoMuted: true,
    subject: "Django",
  });
});

test("whoever is taken to another room comes in as they were in the one before", () => {
  const enter = (mutes) => {
    const { startWithAudioMuted, startWithVideoMuted, prejoinConfig } = entryConfig(
      { prejoinConfig: { enabled: true }, startWithAudioMuted: true },
      { isMuted: false, showsPrejoin: false, isMoving: true, mutes },
    );
    assert.deepEqual(prejoinConfig, { enabled: false });
    return [startWithAudioMuted, startWithVideoMuted];
  };
  assert.deepEqual(enter({ audio: false, video: false }), [false, false]);
  assert.deepEqual(enter({ audio: false, video: true }), [false, true]);
  assert.deepEqual(enter({ audio: true }), [true, true]);
  assert.deepEqual(enter({}), [true, true]);
});

test("the team sees the own picture first, and the options of the site stay what they are", () => {
  const config = entryConfig(DEFAULT, { isMuted: false, showsPrejoin: true });
  assert.deepEqual(config, { prejoinConfig: { enabled: true }, disableDeepLinking: true });
  assert.equal(DEFAULT.prejoinConfig.enabled, false);
});
