// What the room asks a site, and how it takes the answers; the site is a server on this machine.

import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:http";
import { mock, test } from "node:test";

import { ClientSite } from "../../../src/js/room/client_site.js";
import { Site } from "../../../src/js/room/site.js";

/** A site that gives these answers one after another, `[status, body, headers]`; then the last. */
async function siteWith(t, ...answers) {
  const asked = [];
  const server = createServer(async (request, response) => {
    let body = "";
    for await (const chunk of request) {
      body += chunk;
    }
    asked.push({
      method: request.method,
      fields: Object.fromEntries(new URLSearchParams(body)),
      headers: request.headers,
    });
    const [status, answer, headers] = answers.length > 1 ? answers.shift() : answers[0];
    if (status !== null) {
      response.writeHead(status, { "Content-Type": "application/json", ...headers });
      response.end(typeof answer === "string" ? answer : JSON.stringify(answer));
    }
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  const origin = `http://127.0.0.1:${server.address().port}`;
  return { asked, site: new Site(`${origin}/room/1/`, `${origin}/status/1/`) };
}

const PAGE = { "Content-Type": "text/html; charset=utf-8" };
const REFUSED = { code: "not_authenticated", detail: "Please log in first." };
const FORGED = [403, "<h1>Forbidden</h1>", PAGE];
const DESCRIBED = [200, { csrf_token: "fresh", participant: "7" }];

const LOGGED_OUT = {
  "says so": [403, REFUSED],
  "wants a token": [401, { detail: "Bearer" }],
  "shows a login in place": [200, "<form>Log in</form>", PAGE],
  "forbids by its middleware": [403, "Forbidden", PAGE],
  "redirects within": [302, "", { Location: "/login/" }],
};

for (const [how, answer] of Object.entries(LOGGED_OUT)) {
  test(`a site that ${how} has nobody logged in`, async (t) => {
    const { site } = await siteWith(t, answer, [200, "<form>Log in</form>", PAGE]);
    await assert.rejects(site.describe(), { code: "not_authenticated" });
  });
}

test("a forgery check that fails once is passed with the token of now", async (t) => {
  const { site, asked } = await siteWith(t, FORGED, DESCRIBED, [200, { is_active: false }]);
  assert.deepEqual(await site.end(), { is_active: false });
  assert.deepEqual(
    asked.map(({ method }) => method),
    ["POST", "GET", "POST"],
  );
  assert.equal(asked[2].headers["x-csrftoken"], "fresh");
});

test("a heartbeat too is sent with the token of now", async (t) => {
  const { site, asked } = await siteWith(t, FORGED, DESCRIBED, [200, { is_active: true }]);
  await site.recordStay("seen", "s1", { unheard: 90 });
  assert.deepEqual(asked[2].fields, { action: "seen", stay: "s1", unheard: "90" });
});

test("a forgery check that always fails is told from all else, and not tried for ever", async (t) => {
  const { site, asked } = await siteWith(t, FORGED, DESCRIBED, FORGED);
  await assert.rejects(site.end(), { code: "csrf_failed" });
  assert.equal(asked.length, 3);
});

test("what a page reports of itself names whom it is about, and joining does not", async (t) => {
  const grant = { room_name: "r", participant: "8" };
  const { site, asked } = await siteWith(t, [200, grant], [200, { is_active: true }]);
  site.participant = "7";
  await site.join();
  await site.recordStay("joined", null);
  await site.end();
  await site.reportRefusal("conference.max_users", "full");
  assert.deepEqual(
    asked.map(({ fields }) => fields.participant),
    [undefined, "8", "8", "8"],
  );
});

test("each action is asked of the room page by its name", async (t) => {
  const { site, asked } = await siteWith(t, [200, { room_name: "r", participant: "8" }]);
  await site.backstage();
  await site.reopen();
  await site.extend();
  assert.deepEqual(
    asked.map(({ fields }) => [fields.action, fields.participant]),
    [
      ["backstage", undefined],
      ["reopen", undefined],
      ["extend", "8"],
    ],
  );
  assert.ok(["backstage", "extend", "reopen"].every((action) => site.can(action)));
});

test("whom a host removes is told from the host", async (t) => {
  const { site, asked } = await siteWith(t, [200, { people: [] }]);
  site.participant = "8";
  await site.people();
  await site.remove("7");
  await site.readmit("7");
  await site.move();
  await site.move("b");
  assert.deepEqual(
    asked.map(({ fields }) => fields),
    [
      { action: "people", participant: "8" },
      { action: "remove", whom: "7", participant: "8" },
      { action: "readmit", whom: "7", participant: "8" },
      { action: "move", server: "", participant: "8" },
      { action: "move", server: "b", participant: "8" },
    ],
  );
});

test("a stay names the endpoint that the server has given", async (t) => {
  const { site, asked } = await siteWith(t, [200, { stay: "s1" }]);
  await site.recordStay("joined", null, { unheard: 0, endpoint: "1a2b3c4d" });
  assert.deepEqual(asked[0].fields, { action: "joined", endpoint: "1a2b3c4d" });
});

test("the stage, hands and turns are asked for by fields of the page", async (t) => {
  const { site, asked } = await siteWith(t, [200, { turns: [] }]);
  await site.setStage("open");
  await site.hand("raise");
  await site.turn("invite", "7", true);
  await site.turn("lower");
  await site.recordStay("joined", null, { endpoint: "1a", viewer: true });
  assert.deepEqual(
    asked.map(({ fields }) => fields),
    [
      { action: "stage", stage: "open" },
      { action: "hand", hand: "raise" },
      { action: "turn", turn: "invite", whom: "7", camera: "on" },
      { action: "turn", turn: "lower" },
      { action: "joined", endpoint: "1a", viewer: "true" },
    ],
  );
});

test("a client is asked for people and moves by names of its own", async () => {
  const asked = [];
  const note =
    (name) =>
    async (...values) => {
      asked.push([name, ...values]);
      return {};
    };
  const names = ["getPeople", "removeParticipant", "readmitParticipant", "moveLiveSession"];
  names.push("answerRequest", "setStage", "setHand", "setTurn");
  const client = Object.fromEntries(names.map((name) => [name, note(name)]));
  const site = new ClientSite(client, "1", { role: "host" });
  await site.people();
  await site.remove("7");
  await site.readmit("7");
  await site.move("b");
  await site.admit("7", "decline");
  await site.setStage("open");
  await site.hand("raise");
  await site.turn("invite", "7", true);
  await site.turn("lower");
  assert.deepEqual(asked, [
    ["getPeople", "1"],
    ["removeParticipant", "1", "7"],
    ["readmitParticipant", "1", "7"],
    ["moveLiveSession", "1", { server: "b" }],
    ["answerRequest", "1", "7", "decline"],
    ["setStage", "1", "open"],
    ["setHand", "1", "raise"],
    ["setTurn", "1", "invite", { participant: "7", camera: true }],
    ["setTurn", "1", "lower", { participant: "", camera: false }],
  ]);
  const can = (site) =>
    ["people", "remove", "readmit", "move", "admit"].map((name) => site.can(name));
  assert.deepEqual(can(site), [true, true, true, true, true]);
  assert.deepEqual(can(new ClientSite({}, "1", {})), [false, false, false, false, false]);
  assert.equal(site.can("ask"), false); // a client is not told of the answer
});

test("a pause that the site asks for comes with the error", async (t) => {
  const busy = [429, { code: "throttled", detail: "Wait." }, { "Retry-After": "42" }];
  const { site } = await siteWith(t, busy);
  await assert.rejects(site.join(), { code: "throttled", retryAfter: 42 });
});

test("a room that is full comes with when to ask again, and where to watch", async (t) => {
  const full = { code: "full", detail: "Full.", retry_after: 7, watch_url: "https://a.test/" };
  const { site } = await siteWith(t, [403, full]);
  const told = { code: "full", retryAfter: 7, watchUrl: "https://a.test/" };
  await assert.rejects(site.join(), told);
  const joinLiveSession = () => Promise.reject(Object.assign(new Error("Full."), told));
  await assert.rejects(new ClientSite({ joinLiveSession }, "1", {}).join(), told);
});

test("a site that never answers is given up", async (t) => {
  mock.timers.enable({ apis: ["setTimeout"] });
  t.after(() => mock.reset());
  const { site, asked } = await siteWith(t, [null]);
  const waited = site.describe();
  while (asked.length === 0) {
    await new Promise((resolve) => setImmediate(resolve));
  }
  mock.timers.tick(20_000);
  await assert.rejects(waited, { code: "network" });
});

test("a site that is not there is a failure of the network", async () => {
  await assert.rejects(new Site("http://127.0.0.1:9/", "http://127.0.0.1:9/").status(), {
    code: "network",
  });
});

test("a client that never answers is given up", async (t) => {
  mock.timers.enable({ apis: ["setTimeout"] });
  t.after(() => mock.reset());
  const site = new ClientSite({ joinLiveSession: () => new Promise(() => {}) }, "1", {});
  const waited = site.join();
  mock.timers.tick(20_000);
  await assert.rejects(waited, { code: "network" });
});

test("a client describes what it knows, and nothing else", async () => {
  const status = { is_active: true, present: null, room_name: null, poll_after: 5 };
  const site = new ClientSite({ checkLiveStatus: async () => status }, "1", { role: "host" });
  assert.deepEqual(await site.describe(), { is_active: true, poll_after: 5, role: "host" });
});

test("a client may leave out what is only for the record", async () => {
  const site = new ClientSite({}, "1", {});
  assert.equal(await site.recordStay("joined", null, 0), undefined);
  assert.equal(await site.reportRefusal("x", "y"), undefined);
});

test("a client can do what it has a function for, and hosts are offered that", async () => {
  const older = { checkLiveStatus: async () => ({ is_active: false }) };
  const newer = {
    ...older,
    openBackstage: async (id) => ({ room_name: id }),
    extendLiveSession: async () => ({ closes_at: null, can_extend: false }),
    reopenLiveSession: async () => ({ room_name: "again" }),
  };
  const of = (client, role) => new ClientSite(client, "1", { role });
  const all = ["backstage", "extend", "reopen"];
  assert.deepEqual(
    [older, newer].map((client) => all.map((action) => of(client, "host").can(action))),
    [
      [false, false, false],
      [true, true, true],
    ],
  );
  const known = { is_active: false, role: "host" };
  assert.deepEqual(await of(older, "host").describe(), known);
  const offered = { can_open_backstage: true, can_extend: true };
  assert.deepEqual(await of(newer, "host").describe(), { ...offered, ...known });
  assert.deepEqual(await of(newer, "speaker").describe(), { ...known, role: "speaker" });
  const site = of(newer, "host");
  assert.deepEqual(
    [await site.backstage(), await site.reopen(), await site.extend()],
    [{ room_name: "1" }, { room_name: "again" }, { closes_at: null, can_extend: false }],
  );
});
