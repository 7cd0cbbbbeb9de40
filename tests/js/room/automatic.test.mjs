// What the room does by itself, over random events: it may let in, and neither starts nor ends.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { OUTCOMES } from "../../../src/js/room/errors.js";
import { EVENTS, transition } from "../../../src/js/room/machine.js";
import { INITIAL } from "../../../src/js/room/step.js";
import { TRANSITIONS } from "./transitions.mjs";

/** All that the machine can have done. Those that reach the site are the first ones. */
const ASKING = ["poll", "look-again", "begin-stay", "end-stay", "beat-stay", "report-role"];
const ASKING_IN = ["follow", "list-people", "find-kicked"];
const HARMLESS = [
  ...ASKING,
  ...ASKING_IN,
  "report-refusal",
  "tune-push",
  "schedule-poll",
  "poll-in",
  "start-timer",
  "stop-timer",
  "show-state",
  "render",
  "dispatch",
  "close-frame",
  "show-notice",
  "remove-notice",
  "go-in",
  "say",
  "order-recorder",
  "note-recording",
  // Who may unmute, by what hosts have decided; and that somebody is on air, by nothing but a click.
  "ask-moderation",
  "order-moderation",
  "command-frame",
  "post-hand",
  "turn-media",
];
const ROUNDS = 400;
const LENGTH = 60;

/** Numbers in [0, 1) that are the same in each run (mulberry32). */
function generator(seed) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

const JITSI = ["conference-error", "doubt-over"];
const CODES = [
  "network",
  "not_live",
  "not_authenticated",
  "throttled",
  "unreachable",
  "busy",
  "removed",
  "link_withdrawn",
  "link_in_use",
];

/** An event of the table, or of a kind that no row has. */
function randomEvent(random) {
  const pick = (values) => values[Math.floor(random() * values.length)];
  const event = structuredClone(pick(TRANSITIONS).event);
  if (JITSI.includes(event.type)) {
    event.error = {
      name: pick(Object.keys(OUTCOMES)),
      message: "",
      params: [],
      isFatal: random() < 0.5,
    };
  }
  if (event.error && !JITSI.includes(event.type)) {
    event.error = { code: pick(CODES), message: "" };
  }
  return {
    isHidden: random() < 0.2,
    isOnline: random() < 0.8,
    letsIn: true,
    chance: random(),
    ...event,
  };
}

function play(seed, check) {
  const random = generator(seed);
  let state = INITIAL;
  for (let i = 0; i < LENGTH; i += 1) {
    const event = randomEvent(random);
    const [after, effects] = transition(state, event);
    check({ before: state, event, after, effects });
    state = after;
  }
}

test("the machine starts and ends nothing, whatever happens", () => {
  for (let seed = 0; seed < ROUNDS; seed += 1) {
    play(seed, ({ effects }) => {
      for (const { type, ...more } of effects) {
        assert.ok(HARMLESS.includes(type) || type === "enter", type);
        assert.equal(type === "enter" && Object.keys(more).length > 0, false);
      }
    });
  }
});

test("no state remembers what a person has pressed", () => {
  for (let seed = 0; seed < ROUNDS; seed += 1) {
    play(seed, ({ after }) => {
      assert.equal(JSON.stringify(after).includes('"start"'), false);
    });
  }
});

test("the controller joins where the machine says enter, and starts where a person asks", () => {
  const read = (name) =>
    readFileSync(new URL(`../../../src/js/room/${name}.js`, import.meta.url), "utf8");
  const source = read("controller");
  const effects = source.slice(source.indexOf("static #RUN"), source.indexOf("#closeFrame() {"));
  assert.match(effects, /enter: \(room\) => room\.#entrance\.getIn\("join"\)/);
  assert.doesNotMatch(effects, /start"\)|\.start\(\)|\.end\(\)/);
  assert.doesNotMatch(source, /\.enter\("start"\)/);
  assert.equal(read("actions").match(/\.enter\("start"\)/g).length, 1); // of the method `start`
});

test("every event of the machine is among the random ones", () => {
  const seen = new Set();
  for (let seed = 0; seed < ROUNDS; seed += 1) {
    play(seed, ({ event }) => seen.add(event.type));
  }
  assert.deepEqual([...seen].sort(), [...EVENTS].sort());
});

test("what is known of the person goes with nothing but a description in full", () => {
  const known = { role: "host", is_active: true, present: 3, people: [{}], role_mismatch: "host" };
  const info = { ...known, starts_at: "2027-01-01T00:00:00Z", room_name: "r" };
  for (const key of Object.keys(info).filter((each) => each !== "is_active")) {
    for (const value of [null, undefined]) {
      const status = { is_active: true, [key]: value };
      for (const type of ["status", "push"]) {
        const before = { ...INITIAL, name: "joined", info };
        const [after] = transition(before, { type, status, letsIn: true, chance: 0 });
        assert.deepEqual(after.info[key], info[key]);
      }
    }
  }
});
