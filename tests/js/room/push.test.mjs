// How the room listens to the site's stream. Node has no EventSource: the one here opens nothing, and
// the test says what comes.

import assert from "node:assert/strict";
import { afterEach, beforeEach, mock, test } from "node:test";

import { Push } from "../../../src/js/room/push.js";

class Source extends EventTarget {
  static CLOSED = 2;
  static opened = [];
  readyState = 0;

  constructor(url) {
    super();
    this.url = url;
    Source.opened.push(this);
  }

  close() {
    this.readyState = Source.CLOSED;
  }

  send(status) {
    this.dispatchEvent(new MessageEvent("status", { data: JSON.stringify(status) }));
  }

  /** Break off: for good where the site refuses, else the browser reconnects. */
  break({ isRefused = false } = {}) {
    this.readyState = isRefused ? Source.CLOSED : 0;
    this.dispatchEvent(new Event("error"));
  }
}

beforeEach(() => {
  Source.opened = [];
  globalThis.EventSource = Source;
  mock.timers.enable({ apis: ["setTimeout"] });
  mock.method(Math, "random", () => 0);
});

afterEach(() => {
  mock.reset();
  delete globalThis.EventSource;
});

const isListening = () => Source.opened.filter(({ readyState }) => readyState === 0).length;

function listen(url = "/stream/") {
  const seen = [];
  const push = new Push({
    onStatus: (status, isFirst) => seen.push([status.is_active, isFirst]),
    onBreak: () => seen.push("break"),
  });
  push.listen(url);
  return { push, seen, source: Source.opened.at(-1) };
}

test("a status is passed on, the first as such", () => {
  const { push, seen, source } = listen();
  assert.equal(push.isOpen, false);
  source.send({ is_active: false });
  source.send({ is_active: true });
  assert.deepEqual(seen, [
    [false, true],
    [true, false],
  ]);
  assert.equal(push.isOpen, true);
});

test("the same address is opened once, another one instead of it", () => {
  const { push } = listen();
  push.listen("/stream/");
  assert.equal(Source.opened.length, 1);
  push.listen("/other/");
  assert.equal(isListening(), 1);
  push.listen("");
  assert.equal(isListening(), 0);
});

test("a stream that breaks off is not open, and its next status is a first", () => {
  const { push, seen, source } = listen();
  source.send({ is_active: true });
  source.break();
  assert.equal(push.isOpen, false);
  source.send({ is_active: true });
  assert.deepEqual(seen, [[true, true], "break", [true, true]]);
  mock.timers.tick(3_600_000);
  assert.equal(Source.opened.length, 1); // the browser reconnects by itself
});

test("a site that refuses is asked again, less and less often", () => {
  listen();
  for (const seconds of [15, 30, 60, 120, 240, 480, 600, 600]) {
    const { length } = Source.opened;
    Source.opened.at(-1).break({ isRefused: true });
    mock.timers.tick(seconds * 1000 - 1);
    assert.equal(Source.opened.length, length);
    mock.timers.tick(1);
    assert.equal(Source.opened.length, length + 1);
  }
});

test("a site that refuses is not asked again by a room that is gone", () => {
  const { push, source } = listen();
  source.break({ isRefused: true });
  push.listen("");
  mock.timers.tick(3_600_000);
  assert.equal(Source.opened.length, 1);
});

test("a browser without server-sent events asks as usual", () => {
  delete globalThis.EventSource;
  const push = new Push({ onStatus: assert.fail, onBreak: assert.fail });
  push.listen("/stream/1/");
  push.listen("");
  assert.equal(push.isOpen, false);
});
