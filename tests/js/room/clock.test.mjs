// What the clock alone changes in a room; the clock is that of the test.

import assert from "node:assert/strict";
import { afterEach, beforeEach, mock, test } from "node:test";

import { Countdown } from "../../../src/js/room/countdown.js";
import { durationText, momentText, roundedUp } from "../../../src/js/room/duration.js";
import {
  Clock,
  isEarly,
  isFuture,
  isSameMoment,
  secondsUntil,
  secondsUntilChange,
} from "../../../src/js/room/moments.js";

const NOW = Date.UTC(2027, 0, 1);
const at = (seconds) => new Date(NOW + seconds * 1000).toISOString();

beforeEach(() => mock.timers.enable({ apis: ["setTimeout", "Date"], now: NOW }));

afterEach(() => mock.reset());

test("a moment that is named lies so many seconds away, or was", () => {
  assert.deepEqual([secondsUntil(at(60), NOW), secondsUntil(at(-1), NOW)], [60, -1]);
  assert.deepEqual([isFuture(at(1), NOW), isFuture(at(0), NOW)], [true, false]);
});

for (const odd of [null, undefined, "", "soon", {}, "2027-99-99"]) {
  test(`${JSON.stringify(odd)} is neither before nor after`, () => {
    const seconds = secondsUntil(odd, NOW);
    assert.deepEqual([seconds > 0, seconds <= 0, isFuture(odd, NOW)], [false, false, false]);
  });
}

test("a moment is the same however it is written", () => {
  const written = [
    "2027-01-01T10:00:00Z",
    "2027-01-01T10:00:00.000000+00:00",
    "2027-01-01T11:00+01:00",
  ];
  assert.ok(written.every((each) => isSameMoment(written[0], each)));
  const odd = [
    [null, null],
    ["soon", "soon"],
    [written[0], undefined],
    [written[0], at(0)],
  ];
  assert.ok(odd.every(([one, other]) => !isSameMoment(one, other)));
});

test("more than an hour before the start is early", () => {
  const starts = (seconds) => new Date(NOW + seconds * 1000);
  assert.deepEqual(
    [isEarly(starts(3601), NOW), isEarly(starts(3600), NOW), isEarly(null, NOW)],
    [true, false, false],
  );
});

test("the next change is that of the moment that comes first", () => {
  const seconds = (info) => secondsUntilChange(info, NOW);
  assert.equal(seconds({ closes_at: at(3600) }), 3000); // time that is left is shown from then on
  assert.equal(seconds({ closes_at: at(600) }), 480); // the warning
  assert.equal(seconds({ closes_at: at(120) }), 120);
  assert.equal(seconds({ closes_at: at(3600), reopen_until: at(60) }), 60);
  assert.equal(seconds({ opens_at: at(7) }), 7);
});

test("what is over or named nowhere changes nothing", () => {
  for (const info of [{}, { closes_at: null }, { closes_at: at(-5), opens_at: "soon" }]) {
    assert.equal(secondsUntilChange(info, NOW), Number.POSITIVE_INFINITY);
  }
});

function watching(info) {
  const told = { count: 0 };
  const clock = new Clock(() => {
    told.count += 1;
  });
  clock.watch(info);
  return { clock, told };
}

test("a clock calls when the time has come, and not before", () => {
  const { told } = watching({ opens_at: at(10) });
  mock.timers.tick(9999);
  assert.equal(told.count, 0);
  mock.timers.tick(1);
  assert.equal(told.count, 1);
});

test("a clock that is told of another moment forgets the one before", () => {
  const { clock, told } = watching({ opens_at: at(10) });
  clock.watch({ opens_at: at(20) });
  mock.timers.tick(10_000);
  assert.equal(told.count, 0);
  clock.stop();
  mock.timers.tick(60_000);
  assert.equal(told.count, 0);
});

test("a clock waits for nothing where nothing is to come", () => {
  const { clock, told } = watching({ opens_at: at(10) });
  clock.watch({});
  mock.timers.tick(60_000);
  assert.equal(told.count, 0);
});

test("what is weeks away is looked at once a day, as browsers' timers have an end", () => {
  const { told } = watching({ opens_at: at(40 * 86_400) });
  mock.timers.tick(86_400_000);
  assert.equal(told.count, 1);
});

test("a countdown draws each second until the moment has come", () => {
  const drawn = [];
  const countdown = new Countdown((_moment, seconds) => drawn.push(seconds));
  countdown.to(new Date(NOW + 3000));
  for (let second = 0; second < 5; second += 1) {
    mock.timers.tick(1000);
  }
  assert.deepEqual(drawn, [3, 2, 1, 0]);
});

test("a countdown to nothing draws once, and one that is stopped no more", () => {
  const drawn = [];
  const countdown = new Countdown((moment, seconds) => drawn.push([moment, seconds]));
  countdown.to(null);
  const moment = new Date(NOW + 5000);
  countdown.to(moment);
  countdown.stop();
  mock.timers.tick(5000);
  assert.deepEqual(drawn, [
    [null, 0],
    [moment, 5],
  ]);
});

test("time that is left is told in minutes, and in seconds at the end", () => {
  const words = [600, 541, 61, 60, 1].map((seconds) => durationText(roundedUp(seconds), "en"));
  assert.deepEqual(words, ["10 minutes", "10 minutes", "2 minutes", "60 seconds", "1 second"]);
});

test("a moment is told with its day", () => {
  assert.match(momentText(new Date(NOW), "en"), /January 1, 2027|December 31, 2026/);
});
