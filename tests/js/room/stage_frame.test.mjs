// What the stage asks of the frame, which may answer, refuse, be silent or be gone.

import assert from "node:assert/strict";
import { mock, test } from "node:test";

import { StageFrame } from "../../../src/js/room/stage_frame.js";

/** A room with this frame; `done` is what it was told, and what the machine was sent. */
function around(requests, site = { can: () => true }) {
  const done = [];
  const api = { executeCommand: (...command) => done.push(command.join(" ")), ...requests };
  const conference = { api };
  const room = {
    conference,
    site,
    getSite: () => room.site,
    getState: () => ({ mutes: { audio: false } }),
    send: (event) => done.push(event),
  };
  return { done, room, frame: new StageFrame(room) };
}

const settled = () => new Promise((resolve) => setImmediate(resolve));
const refuse = async () => {
  throw "unknown request";
};

test("what the frame says of the moderation is told, and nothing else", async () => {
  const known = { audio: true, video: false, desktop: undefined };
  const { frame, done } = around({ isModerationOn: async (media) => known[media] });
  await frame.askModeration({ isLast: true });
  const told = { audio: true, video: false };
  assert.deepEqual(done, [{ type: "moderation-told", known: told, isLast: true }]);
});

for (const [how, requests] of Object.entries({
  refuses: { isModerationOn: refuse },
  "does not know the question": {},
})) {
  test(`a frame that ${how} leaves it open`, async () => {
    const { frame, done } = around(requests);
    await frame.askModeration({ isLast: false });
    assert.deepEqual(done, [{ type: "moderation-told", known: {}, isLast: false }]);
  });
}

test("a frame that is silent is not waited for", async () => {
  mock.timers.enable({ apis: ["setTimeout"] });
  const { frame, done } = around({ isModerationOn: () => new Promise(() => {}) });
  const asked = frame.askModeration({ isLast: false });
  await settled();
  mock.timers.tick(2000);
  await asked;
  mock.timers.reset();
  assert.equal(done[0].type, "moderation-told");
});

test("the answer of a frame that is gone is for nobody", async () => {
  const { frame, room, done } = around({ isModerationOn: async () => true });
  const asked = frame.askModeration({ isLast: false });
  room.conference.api = null;
  await asked;
  await frame.askModeration({ isLast: false });
  frame.orderModeration({ on: true, media: ["audio"] });
  assert.deepEqual(done, []);
});

test("commands go in their order, and to nobody who may unmute already", async () => {
  const isParticipantForceMuted = async (id) => id !== "free";
  const { frame, done } = around({ isParticipantForceMuted });
  const ask = (id) => ({ name: "askToUnmute", values: [id], ifMuted: { id, media: "audio" } });
  await frame.command({
    commands: [ask("a"), ask("free"), { name: "toggleRaiseHand", values: [] }],
  });
  assert.deepEqual(done, ["askToUnmute a", "toggleRaiseHand"]);
});

test("a frame that does not say who may unmute is told anyway", async () => {
  const { frame, done } = around({ isParticipantForceMuted: refuse });
  const ifMuted = { id: "a", media: "video" };
  await frame.command({ commands: [{ name: "approveVideo", values: ["a"], ifMuted }] });
  assert.deepEqual(done, ["approveVideo a"]);
});

test("a later frame gets no command of an earlier one", async () => {
  const { frame, room, done } = around({ isParticipantForceMuted: async () => true });
  const ifMuted = { id: "a", media: "audio" };
  const asked = frame.command({ commands: [{ name: "askToUnmute", values: ["a"], ifMuted }] });
  room.conference.api = { executeCommand: () => done.push("later") };
  await asked;
  assert.deepEqual(done, []);
});

test("own media are turned on and off where they are not so already", async () => {
  const { frame, done } = around({
    isAudioMuted: async () => true,
    isVideoMuted: async () => false,
  });
  await frame.turn({ media: ["audio", "video"], on: true });
  await frame.turn({ media: ["audio", "video"], on: false });
  assert.deepEqual(done, ["toggleAudio", "toggleVideo"]);
});

test("where the frame does not answer, what it has told before counts", async () => {
  const { frame, done } = around({ isAudioMuted: refuse, isVideoMuted: refuse });
  await frame.turn({ media: ["audio", "video"], on: false });
  assert.deepEqual(done, ["toggleAudio"]);
});

test("hands are told one after the other, and a failure is said", async () => {
  const asked = [];
  const hand = async (word) => {
    asked.push(word);
    if (word === "lower") {
      throw new TypeError("on purpose");
    }
    return word === "raise" ? { turn: "raised" } : {};
  };
  const { frame, done } = around({}, { can: () => true, hand });
  mock.method(console, "error", () => {});
  ["raise", "lower", "decline"].forEach((word) => frame.tellHand({ hand: word }));
  await settled();
  mock.restoreAll();
  assert.deepEqual(asked, ["raise", "lower", "decline"]);
  assert.deepEqual(
    done.map(({ type, turn }) => [type, turn]),
    [
      ["turn-told", "raised"],
      ["turn-untold", undefined],
      ["act-failed", undefined],
      ["turn-told", null],
    ],
  );
});

test("a client that knows no hands, and another site, are told nothing, and nobody waits", async () => {
  const { frame, done } = around({}, { can: () => false });
  frame.tellHand({ hand: "raise" });
  const other = around({}, { can: () => true, hand: () => assert.fail("not to be asked") });
  other.frame.tellHand({ hand: "raise" });
  other.room.site = {};
  await settled();
  const untold = [{ type: "turn-untold" }];
  assert.deepEqual([done, other.done], [untold, untold]);
});
