// Recordings and streams from the page: what is shown is the video server's word, each order is given
// once, and no page begins by itself what another has begun, or a host has stopped.

import assert from "node:assert/strict";
import { test } from "node:test";

import { transition } from "../../../src/js/room/machine.js";
import { FAILURES } from "../../../src/js/room/on_recording.js";
import { Recording } from "../../../src/js/room/recording.js";
import { screenOf } from "../../../src/js/room/screen.js";
import { barActions, notesOf } from "../../../src/js/room/screens.js";
import { INITIAL } from "../../../src/js/room/step.js";
import { TEXTS } from "../../../src/js/room/texts.js";
import { givenState, summary } from "./effects.mjs";

const INFO = {
  is_authenticated: true,
  role: "host",
  is_active: true,
  state: "live",
  poll_after: 15,
  can_record: true,
  can_stream: true,
};
const MODERATOR = { roles: { me: "moderator" } };

const inside = (info = {}, more = MODERATOR) =>
  givenState(INITIAL, "joined", { info: { ...INFO, ...info }, ...more });

/** The state after these events, and what was said, shown, asked and ordered. */
function play(state, ...events) {
  const done = [];
  let now = state;
  for (const event of events) {
    const [after, effects] = transition(now, { now: 0, chance: 0.5, letsIn: true, ...event });
    now = after;
    done.push(...effects.filter(({ type }) => type !== "render").map(described));
  }
  return { state: now, done };
}

const ordered = ({ mode, on }) => `${on ? "begin" : "stop"} ${mode}`;
const described = (effect) =>
  effect.type === "order-recorder" ? ordered(effect) : summary(effect).replace(/^say /, "");
const orders = ({ done }) => done.filter((each) => /^(begin|stop) |^note/.test(each));

const ask = (mode, on = true) => ({ type: "recorder-asked", mode, on });
const says = (mode, on, error) => ({ type: "recording-changed", mode, on, error });
const poll = (status = {}) => ({ type: "status", isFull: true, status: { ...INFO, ...status } });

const element = { getAttribute: () => null };
globalThis.location = new URL("https://site.test/event/1/");
globalThis.document = { baseURI: globalThis.location.href };
const screen = (state, can = () => true) => screenOf(state, element, { hasVideo: true, can });
const RECORDER = ["record", "stopRecording", "stream", "stopStream"];
const buttons = (state, can) =>
  barActions(screen(state, can)).filter((each) => RECORDER.includes(each));

// Buttons

test("hosts whom Jitsi has made moderators begin what does not run and stop what does", () => {
  assert.deepEqual(buttons(inside()), ["record", "stream"]);
  const recorded = play(inside(), says("file", true)).state;
  assert.deepEqual(buttons(recorded), ["stopRecording", "stream"]);
  const both = play(recorded, says("stream", true)).state;
  assert.deepEqual(buttons(both), ["stopRecording", "stopStream"]);
});

const WITHOUT = {
  "no moderators": inside({}, { roles: { me: "participant", other: "moderator" } }),
  "in a breakout room": inside({}, { ...MODERATOR, isApart: true }),
  backstage: inside({ is_active: false, state: "backstage" }),
  "not in yet": givenState(INITIAL, "joining", { info: INFO, participantId: "me", ...MODERATOR }),
  "on a site that can do neither": inside({ can_record: false, can_stream: false }),
  "no hosts": inside({ role: "speaker" }),
};

for (const [name, state] of Object.entries(WITHOUT)) {
  test(`people who are ${name} have no such buttons`, () => {
    assert.deepEqual(buttons(state), []);
  });
}

test("a client that cannot ask the site has no such buttons", () => {
  assert.deepEqual(
    buttons(inside(), () => false),
    [],
  );
});

test("a site that records does not stream, and the other way round", () => {
  assert.deepEqual(buttons(inside({ can_stream: false })), ["record"]);
  assert.deepEqual(buttons(inside({ can_record: false })), ["stream"]);
});

// The server's word

test("nothing is shown as recorded until the video server says so", () => {
  const asked = play(inside(), ask("file"));
  assert.deepEqual(orders(asked), ["begin file"]);
  assert.deepEqual([screen(asked.state).recorded, screen(asked.state).asksRecorder], [{}, true]);
  const begun = play(asked.state, says("file", true));
  assert.deepEqual(begun.done, ["stop-timer recorder-file", "recordingOn"]);
  assert.deepEqual(screen(begun.state).asksRecorder, null);
  const stopping = play(begun.state, ask("file", false));
  assert.deepEqual([stopping.state.recorded.file, orders(stopping)], [true, ["stop file"]]);
  assert.equal(play(stopping.state, says("file", false)).state.recorded.file, false);
});

test("everybody in the room is told, once", () => {
  for (const role of ["host", "speaker", "attendee"]) {
    const { done } = play(
      inside({ role }, {}),
      says("file", true),
      says("file", true),
      says("stream", true),
      says("file", false),
      says("stream", false),
    );
    const said = done.filter((each) => each in TEXTS);
    assert.deepEqual(said, ["recordingOn", "streamOn", "recordingOff", "streamOff"]);
  }
});

for (const event of [says(undefined, false), says("local", true), says("toString", true)]) {
  test(`what Jitsi says of ${event.mode} is no recording of the room`, () => {
    const { state, done } = play(inside(), event);
    assert.deepEqual([state.recorded, done], [{}, []]);
  });
}

test("an order is given once, and only where it changes something", () => {
  const asked = play(inside(), ask("file"), ask("file"), ask("file", false));
  assert.deepEqual(orders(asked), ["begin file"]);
  assert.deepEqual(orders(play(inside(), ask("file", false))), []);
  const on = play(inside(), says("file", true)).state;
  assert.deepEqual(orders(play(on, ask("file"))), []);
  assert.deepEqual(orders(play(WITHOUT["no moderators"], ask("file"))), []);
});

test("what a frame has said is forgotten with the frame, and with its conference", () => {
  const on = play(inside(), says("file", true), ask("stream")).state;
  const left = play(on, { type: "leave" }).state;
  assert.deepEqual([left.recorded, left.asked], [{}, {}]);
  assert.deepEqual(play(on, { type: "conference-left" }).state.recorded, {});
});

test("the reason for which a recorder refuses is shown to the host who has asked", () => {
  for (const [error, key] of Object.entries({ ...FAILURES, unheardOf: "recorderFailed" })) {
    const refused = play(inside(), ask("stream"), says("stream", false, error));
    assert.ok(refused.done.includes(`show-notice ${key}`), error);
    assert.ok(TEXTS[key]);
    assert.deepEqual(buttons(refused.state), ["record", "stream"]);
  }
});

test("of a refused second recording the first goes on", () => {
  const on = play(inside(), says("file", true)).state;
  const asked = { ...on, asked: { file: true } }; // another host was faster
  const refused = play(asked, says("file", false, "unexpected-request"));
  assert.equal(refused.state.recorded.file, true);
});

test("a recorder that fails is told to all, and to hosts with what to do", () => {
  const failed = (role) =>
    play(inside({ role }), says("file", true), says("file", false, "error")).done;
  assert.deepEqual(failed("attendee").slice(-2), ["stop-timer recorder-file", "recordingOff"]);
  assert.deepEqual(failed("host").slice(-1), ["show-notice recorderBroke"]);
  const others = play(inside(), says("file", false, "busy")).done; // of what somebody else has asked
  assert.deepEqual(others, ["stop-timer recorder-file"]);
});

test("a server that does not answer is said to be late, and what it says later counts", () => {
  const late = play(inside(), ask("file"), { type: "recorder-late", mode: "file" });
  assert.ok(late.done.includes("show-notice recorderLate"));
  assert.deepEqual(buttons(late.state), ["record", "stream"]);
  const begun = play(late.state, says("file", true));
  assert.deepEqual(buttons(begun.state), ["stopRecording", "stream"]);
  assert.ok(begun.done.includes("remove-notice recorderLate"));
});

test("a new order takes away what was said of the one before", () => {
  const refused = play(inside(), ask("file"), says("file", false, "busy"));
  assert.ok(play(refused.state, ask("file")).done.includes("remove-notice recorderBusy"));
});

// Consent

test("people read before they come in that it may be recorded", () => {
  const notes = (name, more) =>
    notesOf(screen(givenState(INITIAL, name, { info: { may_be_recorded: true, ...more } })));
  for (const role of ["attendee", "speaker", "host"]) {
    for (const name of ["waiting", "live", "left"]) {
      assert.equal(notes(name, { role }).at(-1), "noteRecorded");
    }
  }
  const backstage = { role: "speaker", state: "backstage" };
  assert.equal(notes("backstage", backstage).at(-1), "noteRecorded");
  assert.deepEqual(notes("ended", { role: "attendee" }), []);
  assert.deepEqual(notes("closed", {}), []);
  assert.ok(!notes("live", { role: "attendee", may_be_recorded: false }).includes("noteRecorded"));
});

// By itself

const AUTOMATIC = { records_automatically: true };
const DUE = { type: "record-due" };
const noted = (isFirst) => ({ type: "recording-noted", isFirst });
const HOST_ROLE = { type: "host-role", role: "moderator" };

test("the page of a host who is a moderator begins in a moment, once", () => {
  const { state, done } = play(inside(AUTOMATIC), HOST_ROLE, poll(AUTOMATIC));
  assert.deepEqual(
    done.filter((each) => each.includes("timer record")),
    ["start-timer record 3"],
  );
  const begun = play(state, DUE, noted(true));
  assert.deepEqual(orders(begun), ["note-recording", "begin file"]);
  const later = play(begun.state, says("file", true), says("file", false), poll(), HOST_ROLE, DUE);
  assert.deepEqual(orders(later), []);
});

test("a page that is not the first begins nothing", () => {
  const { state, done } = play(inside(AUTOMATIC), HOST_ROLE, DUE, noted(false), poll(), DUE);
  assert.deepEqual(orders({ done }), ["note-recording"]);
  assert.equal(state.info.records_automatically, false);
});

test("a page sees first whether there is a recording already", () => {
  const { done } = play(inside(AUTOMATIC), HOST_ROLE, says("file", true), DUE, noted(true));
  assert.deepEqual(orders({ done }), ["note-recording"]); // so that nobody begins when it is stopped
});

test("a page whose question the site has not answered asks again", () => {
  const { done } = play(inside(AUTOMATIC), HOST_ROLE, DUE, poll(AUTOMATIC), DUE);
  assert.deepEqual(orders({ done }), ["note-recording", "note-recording"]);
});

test("nothing begins by itself before it is live, or without a moderator", () => {
  const { backstage: before, "no moderators": without } = WITHOUT;
  for (const state of [before, without]) {
    const now = { ...state, info: { ...state.info, ...AUTOMATIC } };
    assert.deepEqual(orders(play(now, DUE)), []);
  }
  const backstage = { ...before, info: { ...before.info, ...AUTOMATIC } };
  const live = play(backstage, poll(AUTOMATIC));
  assert.ok(live.done.includes("start-timer record 3"));
});

test("a recording that is refused is not begun by itself again", () => {
  const refused = [DUE, noted(true), says("file", false, "busy"), poll(), HOST_ROLE, DUE];
  const { done } = play(inside(AUTOMATIC), HOST_ROLE, ...refused);
  assert.deepEqual(orders({ done }), ["note-recording", "begin file"]);
  assert.ok(done.includes("show-notice recorderBusy"));
});

// Orders

function recorder(site = {}) {
  const [sent, commands] = [[], []];
  const api = { executeCommand: (...command) => commands.push(command) };
  const conference = { api };
  const room = { conference, getSite: () => site, send: (event) => sent.push(event) };
  return { recording: new Recording(room), sent, commands, conference };
}

const TARGETS = {
  "abcd-1234": { youtubeStreamKey: "abcd-1234" },
  "rtmps://live.example.org/app/key": { rtmpStreamKey: "rtmps://live.example.org/app/key" },
  "RTMP://live.example.org/key": { rtmpStreamKey: "RTMP://live.example.org/key" },
};

for (const [target, options] of Object.entries(TARGETS)) {
  test(`a stream goes to ${Object.keys(options)}, and what is sent says nothing of it`, async () => {
    const { recording, sent, commands } = recorder({ streamTarget: async () => ({ target }) });
    await recording.order({ mode: "stream", on: true });
    assert.deepEqual(commands, [["startRecording", { mode: "stream", ...options }]]);
    assert.deepEqual(sent, []);
  });
}

test("Jitsi is told where a stream can be watched", async () => {
  const watch_url = "https://www.youtube.com/watch?v=1";
  const { recording, commands } = recorder({
    streamTarget: async () => ({ target: "k", watch_url }),
  });
  await recording.order({ mode: "stream", on: true });
  assert.equal(commands[0][1].youtubeBroadcastID, watch_url);
});

test("recordings need no target, and are stopped by their kind", async () => {
  const { recording, commands } = recorder();
  await recording.order({ mode: "file", on: true });
  await recording.order({ mode: "file", on: false });
  await recording.order({ mode: "stream", on: false });
  assert.deepEqual(commands, [
    ["startRecording", { mode: "file" }],
    ["stopRecording", "file"],
    ["stopRecording", "stream"],
  ]);
});

test("a target that comes after the room was left goes nowhere", async () => {
  const made = recorder({
    streamTarget: async () => {
      made.conference.api = null;
      return { target: "k" };
    },
  });
  await made.recording.order({ mode: "stream", on: true });
  assert.deepEqual([made.commands, made.sent], [[], []]);
});

test("a site that names no target is told in its own words", async () => {
  const error = Object.assign(new Error("Ask."), { code: "not_recordable" });
  const { recording, sent } = recorder({ streamTarget: async () => Promise.reject(error) });
  await recording.order({ mode: "stream", on: true });
  assert.deepEqual([sent[0].type, sent[0].mode], ["recorder-failed", "stream"]);
});

test("a frame that takes no orders is told to the host, and whoever has left is told nothing", async () => {
  const { recording, sent, conference } = recorder();
  conference.api.executeCommand = () => {
    throw new RangeError("on purpose");
  };
  await recording.order({ mode: "file", on: false });
  const [failed] = sent;
  assert.deepEqual([failed.type, failed.error.code], ["recorder-failed", "internal"]);
  const on = play(inside(), says("file", true)).state;
  const stopping = play(on, ask("file", false), failed);
  assert.equal(stopping.state.problem.code, "internal");
  assert.equal(play(inside(), failed).state.problem, null);
});

for (const is_first of [true, false, undefined]) {
  test(`a page that the site tells ${is_first} hears ${is_first === true}`, async () => {
    const { recording, sent } = recorder({ beginRecording: async () => ({ is_first }) });
    await recording.note();
    assert.deepEqual(sent, [{ type: "recording-noted", isFirst: is_first === true }]);
  });
}
