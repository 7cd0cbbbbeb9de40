// What people read, whatever a page or an exception brings.

import assert from "node:assert/strict";
import { mock, test } from "node:test";
import { ClientSite } from "../../../src/js/room/client_site.js";
import { RoomError, toRoomError } from "../../../src/js/room/error.js";
import { filled } from "../../../src/js/room/filled.js";
import { attempt, report } from "../../../src/js/room/report.js";
import { screenOf } from "../../../src/js/room/screen.js";
import { Site } from "../../../src/js/room/site.js";
import { INITIAL } from "../../../src/js/room/step.js";
import { TEXTS, textsWith } from "../../../src/js/room/texts.js";

/** What `act` tells the console. */
async function told(act) {
  const lines = [];
  const spy = mock.method(console, "error", (error) => lines.push(error));
  await act();
  spy.mock.restore();
  return lines;
}

test("what goes wrong is told once, and no exception comes through", async () => {
  const fail = () => {
    throw new RangeError("every second");
  };
  const lines = await told(() => {
    assert.equal(attempt(fail, "instead"), "instead");
    assert.equal(attempt(fail), undefined);
  });
  assert.deepEqual(lines.map(String), ["RangeError: every second"]);
});

test("what cannot even be read is told as well", async () => {
  const nameless = new Proxy({}, { get: () => assert.fail("not to be read") });
  const lines = await told(() => [nameless, Symbol("odd"), 7, "words"].forEach(report));
  assert.equal(lines.length, 4);
});

test("the browser's own way to report is taken, where there is one", () => {
  const lines = [];
  globalThis.reportError = (error) => lines.push(error.message);
  report(new Error("by reportError"));
  delete globalThis.reportError;
  assert.deepEqual(lines, ["by reportError"]);
});

// Texts

test("a page's texts take the place of ours, and only texts do", async () => {
  const odd = { end: null, join: () => "x", leave: {}, goLive: 7, retry: "Again", nonsense: "x" };
  Object.defineProperty(odd, "cancel", { enumerable: true, get: () => assert.fail("on purpose") });
  let texts;
  const lines = await told(() => {
    texts = textsWith({ retry: "Noch einmal", back: "Zurück" }, odd);
  });
  assert.deepEqual(texts, { ...TEXTS, goLive: "7", retry: "Again", back: "Zurück" });
  assert.match(lines.join(), /"join" is no string.*"leave" is no string/);
});

for (const source of [null, undefined, 7, "words", [], () => {}]) {
  test(`${String(source)} brings no texts`, () => assert.deepEqual(textsWith(source), TEXTS));
}

test("only strings and numbers fill a text", () => {
  const values = { count: 0, who: "Helen", odd: {}, none: null, act: () => {} };
  assert.equal(filled("{who} {count}", values), "Helen 0");
  const kept = "{odd} {none} {act} {unknown} {constructor} {__proto__} {}";
  assert.equal(filled(kept, values), kept);
  assert.equal(filled("no braces", values), "no braces");
});

test("what is put in is not filled again", () => {
  assert.equal(filled("{a}", { a: "{b} $& $1", b: "x" }), "{b} $& $1");
});

// What the view is told

globalThis.location = new URL("https://site.test/event/1/?a=b");
globalThis.document = { baseURI: globalThis.location.href };

const element = (attributes) => ({ getAttribute: (name) => attributes[name] ?? null });
const screen = (info, attributes = {}) =>
  screenOf({ ...INITIAL, name: "waiting", info }, element(attributes), { hasVideo: false });

const NO_MOMENTS = ["soon", "2026-13-45", "0000", "9".repeat(30), {}, [], "�", "31.12.2026 20 Uhr"];

for (const text of NO_MOMENTS) {
  test(`${JSON.stringify(text)} is no moment, and the rest is shown`, async () => {
    await told(() => {
      const { startsAt, state } = screen({ starts_at: text });
      assert.deepEqual(
        [startsAt instanceof Date && Number.isNaN(+startsAt), state],
        [false, "waiting"],
      );
    });
  });
}

test("moments far away are moments", () => {
  for (const text of ["+275760-09-13T00:00:00Z", "-271821-04-20T00:00:00Z", 0.5, 1e15]) {
    assert.ok(screen({ starts_at: text }).startsAt instanceof Date);
  }
  assert.equal(screen({}, { "starts-at": "2026-01-01T10:00Z" }).startsAt.getUTCHours(), 10);
});

const DANGEROUS = [
  "javascript:alert(1)",
  " JaVaScRiPt:alert(1)",
  "java\nscript:alert(1)",
  "data:text/html,x",
  "vbscript:x",
  "blob:https://site.test/1",
];

for (const address of [...DANGEROUS, "https://", "http://[", "//", "http://a b/", 7, {}]) {
  test(`${JSON.stringify(address)} becomes no link, and the others stay`, async () => {
    const info = { event_url: address, register_url: "/register/", login_url: address };
    await told(() => {
      const { links } = screen(info);
      if (typeof address === "string") {
        assert.deepEqual(links, {
          event: null,
          register: "/register/",
          login: null,
          personal: null,
          leave: null,
          replay: null,
          report: null,
          room: null,
        });
      }
      assert.equal(links.register, "/register/");
    });
  });
}

test("links keep their addresses, and the login leads back here", () => {
  const info = { event_url: "/event/1/#top", register_url: "mailto:a@b.test", login_url: "?x=1" };
  assert.deepEqual(screen(info).links, {
    event: null, // which is this page
    register: "mailto:a@b.test",
    login: "https://site.test/event/1/?x=1&next=%2Fevent%2F1%2F%3Fa%3Db",
    personal: null,
    leave: null,
    replay: null,
    report: null,
    room: null,
  });
});

test("of people, those with a name are shown", () => {
  const people = [null, 7, {}, { display_name: "Sam" }, { display_name: { en: "Helen" } }];
  const names = screen({ people, present: 5 }).people.map((person) => person.display_name);
  assert.deepEqual(names, ["Sam"]);
  for (const odd of ["Sam", { display_name: "Sam" }, 7]) {
    assert.deepEqual(screen({ people: odd }).people, []);
  }
  assert.equal(screen({ present: "five" }).present, null);
});

// Exceptions are for the console

test("an exception of ours is no failure of the network, and nobody reads it", async () => {
  const exception = new TypeError("x is undefined");
  let error;
  const lines = await told(() => {
    error = toRoomError(exception);
  });
  assert.deepEqual([error.code, error.message, error.cause], ["internal", "", exception]);
  assert.deepEqual(lines, [exception]);
});

test("what keeps somebody out stays what it is", () => {
  const error = new RoomError("busy", "Try again in a moment.");
  assert.equal(toRoomError(error), error);
});

const thrown = (act) => act().then(assert.fail, (error) => error);

const ANSWERS = {
  "one of the API": [{ code: "busy", detail: "Wait." }, ["busy", "Wait."]],
  "one of a framework": [{ detail: "KeyError: 'x'" }, ["unexpected", ""]],
  "one with other things": [{ code: "busy", detail: { why: "x" } }, ["unexpected", ""]],
  "a list": [["x"], ["unexpected", ""]],
  "a text": ["Traceback", ["unexpected", ""]],
  nothing: [null, ["unexpected", ""]],
};

for (const [name, [answer, expected]] of Object.entries(ANSWERS)) {
  test(`an answer that is ${name} is told in words for people only`, async () => {
    const fetch = async () => Response.json(answer, { status: 500 });
    const spy = mock.method(globalThis, "fetch", fetch);
    const { code, message } = await thrown(() => new Site("https://site.test/", "").describe());
    spy.mock.restore();
    assert.deepEqual([code, message], expected);
  });
}

for (const answer of [true, 7, "yes"]) {
  test(`${JSON.stringify(answer)} is no description`, async () => {
    const spy = mock.method(globalThis, "fetch", async () => Response.json(answer));
    const { code } = await thrown(() => new Site("https://site.test/", "").describe());
    spy.mock.restore();
    assert.equal(code, "unexpected");
  });
}

test("a question that cannot be put is our mistake, not the network's", async () => {
  const site = new Site("https://site.test/", "");
  site.csrfToken = "two\nlines";
  assert.equal((await thrown(() => site.join())) instanceof TypeError, true);
});

test("a site that does not answer is the network's", async () => {
  const spy = mock.method(globalThis, "fetch", async () => assert.fail("Failed to fetch"));
  const { code } = await thrown(() => new Site("https://site.test/", "").describe());
  spy.mock.restore();
  assert.equal(code, "network");
});

const joins = (join) => new ClientSite({ joinLiveSession: join }, "1", {}).join();

test("what a client says for people is its detail, not its message", async () => {
  const fail = (error) => async () => Promise.reject(error);
  const ours = Object.assign(new Error("LiveError: 409"), { code: "busy", detail: "Wait." });
  assert.equal((await thrown(() => joins(fail(ours)))).message, "Wait.");
  const theirs = Object.assign(new Error("Network Error"), { code: "ERR_NETWORK" });
  const { code, message } = await thrown(() => joins(fail(theirs)));
  assert.deepEqual([code, message], ["ERR_NETWORK", ""]);
});

for (const exception of [new TypeError("fetch failed?"), undefined, null, "text", { code: 7 }]) {
  test(`a client that throws ${String(exception)} gave no answer, and the console knows`, async () => {
    let error;
    const lines = await told(async () => {
      error = await thrown(() => joins(() => Promise.reject(exception)));
    });
    assert.deepEqual([error.code, error.message, lines], ["network", "", [exception]]);
  });
}

for (const answer of [undefined, null, 7, "yes"]) {
  test(`a client that answers ${answer} has a mistake`, async () => {
    assert.ok((await thrown(() => joins(async () => answer))) instanceof TypeError);
  });
}

test("a client that lacks a function has a mistake", async () => {
  const site = new ClientSite({}, "1", {});
  assert.ok((await thrown(async () => site.join())) instanceof TypeError);
});

test("a client need neither record stays nor report roles", async () => {
  const site = new ClientSite({}, "1", {});
  assert.deepEqual(
    [await site.recordStay("joined"), await site.reportRole("host")],
    [undefined, undefined],
  );
});

test("what a client throws where it records stays keeps its code", async () => {
  const gone = Object.assign(new Error("404"), { code: "not_found" });
  const client = { recordStay: async () => Promise.reject(gone) };
  const error = await thrown(() => new ClientSite(client, "1", {}).recordStay("seen", 7));
  assert.deepEqual([error.code, error.cause], ["not_found", gone]);
});
