import assert from "node:assert/strict";
import { test } from "node:test";
import { setImmediate } from "node:timers/promises";
import { inspect } from "node:util";

import {
  as,
  baseUrl,
  broken,
  live,
  liveEvent,
  newEvent,
  openPage,
  origin,
  otherServer,
  people,
  spy,
} from "./site.mjs";

const { LiveError, createLiveClient } = live;

/** That it is refused with these properties, and by a LiveError. */
async function refused(promise, expected) {
  const error = await promise.then(
    () => assert.fail("it was not refused"),
    (reason) => reason,
  );
  assert.ok(error instanceof LiveError, inspect(error));
  assert.deepEqual({ ...error, ...expected }, { ...error });
  return error;
}

// The way through

test("host starts, attendee joins, host ends", async () => {
  const id = newEvent();
  const grant = await as("host").startLiveSession(id);
  const joined = await as("student").joinLiveSession(id);
  assert.deepEqual([grant.role, joined.role], ["host", "attendee"]);
  assert.equal(joined.room_name, grant.room_name);
  const ended = await as("host").endLiveSession(id);
  assert.equal(ended.is_active, false);
  assert.ok(Date.parse(ended.ended_at) <= Date.now() + 1000);
});

test("host opens the backstage, goes live in its room, extends it, ends it and takes that back", async () => {
  const id = newEvent();
  const { openBackstage, startLiveSession, ...host } = as("host");
  const grant = await openBackstage(id);
  assert.deepEqual([grant.state, grant.is_active], ["backstage", false]);
  assert.equal((await host.checkLiveStatus(id)).state, "backstage");
  assert.equal((await as("student").checkLiveStatus(id)).state, "scheduled");
  await refused(as("student").openBackstage(id), { status: 403 });
  const live = await startLiveSession(id);
  assert.deepEqual([live.state, live.room_name], ["live", grant.room_name]);
  const closing = await host.extendLiveSession(id);
  assert.equal(typeof closing.can_extend, "boolean");
  const ended = await host.endLiveSession(id);
  assert.ok(Date.parse(ended.reopen_until) > Date.parse(ended.ended_at));
  assert.equal((await host.reopenLiveSession(id)).room_name, grant.room_name);
  await host.endLiveSession(id);
});

test("the default client opens, extends and takes back as well", async () => {
  const id = newEvent();
  live.configureLiveClient({ baseUrl, token: people.host.token });
  await live.openBackstage(id);
  await live.startLiveSession(id);
  await live.extendLiveSession(id);
  await live.endLiveSession(id);
  assert.equal((await live.reopenLiveSession(id)).state, "live");
});

test("host removes and readmits somebody, who is let in no more and then again", async () => {
  const { id } = await liveEvent();
  const { stay } = await as("student").recordStay(id, "joined", null, { endpoint: "1a2b3c4d" });
  const host = as("host");
  const { people, removal, servers } = await host.getPeople(id);
  const [person] = people.filter((each) => each.can_be_removed);
  assert.deepEqual([person.endpoints, removal, servers], [["1a2b3c4d"], "page", []]);
  const removed = await host.removeParticipant(id, person.participant);
  assert.deepEqual([removed.is_removed, removed.display_name], [true, person.display_name]);
  const out = { status: 403, code: "removed" };
  await refused(as("student").joinLiveSession(id), out);
  await refused(as("student").recordStay(id, "seen", stay), out);
  assert.equal((await host.readmitParticipant(id, person.participant)).is_removed, false);
  assert.equal((await as("student").joinLiveSession(id)).role, "attendee");
  await refused(as("student").getPeople(id), { status: 403 });
  await refused(host.removeParticipant(id, "nobody"), { code: "not_found" });
});

test("who may join has nothing to ask, and hosts answer nobody who has not asked", async () => {
  const { id } = await liveEvent();
  assert.deepEqual(await as("student").askToJoin(id), { asked: "admitted" });
  assert.deepEqual((await as("host").getPeople(id)).asking, []);
  const nobody = { code: "not_found" };
  await refused(as("host").answerRequest(id, "nobody", "admit"), nobody);
  live.configureLiveClient({ baseUrl, token: people.student.token });
  assert.deepEqual(await live.askToJoin(id), { asked: "admitted" });
  await refused(live.answerRequest(id, "nobody", "decline"), { code: "not_host" });
});

test("host moves everybody to a new room", async () => {
  const { id, grant } = await liveEvent();
  const { stay } = await as("student").recordStay(id, "joined");
  const moved = await as("host").moveLiveSession(id);
  assert.notEqual(moved.room_name, grant.room_name);
  assert.equal((await as("student").recordStay(id, "seen", stay)).moved, true);
  assert.equal((await as("student").joinLiveSession(id)).room_name, moved.room_name);
  await refused(as("host").moveLiveSession(id, { server: "unknown" }), { code: "not_found" });
});

test("the default client moves, lists, removes and readmits as well", async () => {
  const { id, grant } = await liveEvent();
  live.configureLiveClient({ baseUrl, token: people.host.token });
  assert.notEqual((await live.moveLiveSession(id)).room_name, grant.room_name);
  await as("student").recordStay(id, "joined");
  const [{ participant }] = (await live.getPeople(id)).people;
  assert.equal((await live.removeParticipant(id, participant)).is_removed, true);
  assert.equal((await live.readmitParticipant(id, participant)).is_removed, false);
});

test("attendee is told the room, nobody is not", async () => {
  const { id, grant } = await liveEvent();
  const known = await as("student").checkLiveStatus(id);
  const unknown = await as("student").checkLiveStatus(id, { anonymous: true });
  assert.deepEqual([known.room_name, unknown.room_name], [grant.room_name, null]);
  assert.ok(known.is_active && unknown.is_active);
});

test("the default client uses the options that it was given last", async () => {
  const id = newEvent();
  live.configureLiveClient({ baseUrl, token: people.student.token });
  await refused(live.startLiveSession(id), { code: "not_host" });
  live.configureLiveClient({ baseUrl, token: people.host.token });
  await live.startLiveSession(id);
  assert.equal((await live.joinLiveSession(id)).role, "host");
  await live.endLiveSession(id);
  live.configureLiveClient({ baseUrl });
  assert.equal((await live.checkLiveStatus(id)).is_active, false);
  await refused(live.joinLiveSession(id), { code: "not_authenticated" });
  await refused(live.watchLiveStatus("404040404", assert.fail), { code: "not_found" });
});

test("functions of a client work on their own", async () => {
  const { checkLiveStatus } = as("host");
  assert.equal((await checkLiveStatus(newEvent())).is_active, false);
});

for (const address of [baseUrl, baseUrl.slice(0, -1), new URL(baseUrl)]) {
  test(`base address ${inspect(address)} works`, async () => {
    const status = await createLiveClient({ baseUrl: address }).checkLiveStatus(newEvent());
    assert.equal(status.is_active, false);
  });
}

test("a base address without a host is that of the page", async (t) => {
  openPage(t);
  const status = await createLiveClient({ baseUrl: "/api/live/" }).checkLiveStatus(newEvent());
  assert.equal(status.is_active, false);
});

test("the base address is /live/ by default", async (t) => {
  openPage(t);
  const { asked, fetch } = spy();
  await refused(createLiveClient({ fetch }).checkLiveStatus(1), { code: "unexpected" });
  assert.equal(asked[0].url, `${origin}/live/status/1/`);
});

test("nobody gets what the browser has kept for somebody else", async () => {
  const { id } = await liveEvent();
  const kept = [];
  const fetch = (url, options) => {
    kept.push(options.cache);
    return globalThis.fetch(url, options);
  };
  await as("student", { fetch }).checkLiveStatus(id);
  await as("student", { fetch }).checkLiveStatus(id, { anonymous: true });
  assert.deepEqual(kept, ["no-store", "no-store"]);
});

test("student records a stay, and what Jitsi made of the student", async () => {
  const { id } = await liveEvent();
  const { stay, heartbeat, is_active } = await as("student").recordStay(id, "joined");
  assert.ok(stay && heartbeat > 0 && is_active);
  const noted = { is_active: true, state: "live", heartbeat };
  assert.deepEqual(await as("student").recordStay(id, "seen", stay, { unheard: 30 }), noted);
  await refused(as("host").recordStay(id, "left", stay), { code: "not_found" });
  assert.deepEqual(await as("student").recordStay(id, "left", stay), noted);
  assert.deepEqual(await as("student").reportRole(id, "moderator"), { is_active: true });
  const told = await as("student").reportRefusal(id, "conference.max_users", "full");
  assert.deepEqual(told, { is_active: true });
});

// What is refused

test("student may not start", async () => {
  const error = await refused(as("student").startLiveSession(newEvent()), {
    code: "not_host",
    status: 403,
    detail: "Only a host of this event may do this.",
  });
  assert.equal(error.message, error.detail);
  assert.equal(error.name, "LiveError");
});

test("stranger may not join", async () => {
  const { id } = await liveEvent();
  await refused(as("stranger").joinLiveSession(id), { code: "not_registered", status: 403 });
});

test("student may not join before the start", async () => {
  await refused(as("student").joinLiveSession(newEvent()), { code: "not_live", status: 403 });
});

test("nobody may not join", async () => {
  const nobody = createLiveClient({ baseUrl });
  await refused(nobody.joinLiveSession(newEvent()), { code: "not_authenticated", status: 401 });
});

test("an unknown event is not found", async () => {
  await refused(as("host").checkLiveStatus("404040404"), { code: "not_found", status: 404 });
});

test("nobody joins where the video server is not set up", async () => {
  const expected = { code: "server_misconfigured", status: 503 };
  await refused(as("student").joinLiveSession(broken), expected);
});

test("a site that does not answer is a matter of the network", async (t) => {
  const address = await otherServer(t, (request) => request.socket.destroy());
  const error = await refused(as("host", { baseUrl: address }).startLiveSession(1), {
    code: "network",
    status: 0,
    detail: "",
  });
  assert.match(error.message, /try again/);
  assert.ok(error.cause instanceof TypeError);
});

test("an answer that breaks off is a matter of the network", async (t) => {
  const address = await otherServer(t, (_request, response) => {
    response.writeHead(200, { "Content-Length": 100 });
    response.write('{"is_active": ', () => response.destroy());
  });
  await refused(as("host", { baseUrl: address }).startLiveSession(1), { code: "network" });
});

test("a page instead of the API is unexpected", async () => {
  const elsewhere = as("host", { baseUrl: `${origin}/nowhere/` });
  const error = await refused(elsewhere.checkLiveStatus(1), { code: "unexpected", status: 404 });
  assert.match(error.message, /baseUrl/);
});

for (const [status, body] of [
  [200, "{}"],
  [200, "null"],
  [200, ""],
  [200, '{"is_active": "yes"}'],
  [502, '{"detail": "Bad gateway"}'],
  [502, '{"detail": {}, "code": "x"}'],
]) {
  test(`${status} ${body} is unexpected`, async (t) => {
    const address = await otherServer(t, (_, response) => response.writeHead(status).end(body));
    const client = createLiveClient({ baseUrl: address });
    await refused(client.checkLiveStatus(1), { code: "unexpected", status, detail: "" });
  });
}

test("whoever is sent to the login is told to log in", async () => {
  const behindLogin = createLiveClient({ baseUrl: `${origin}/admin/` });
  const error = await refused(behindLogin.joinLiveSession(1), { code: "not_authenticated" });
  assert.match(error.message, /log in/);
});

test("no error shows the token", async (t) => {
  const address = await otherServer(t, (request) => request.socket.destroy());
  for (const base of [baseUrl, address]) {
    const error = await refused(as("student", { baseUrl: base }).startLiveSession(1), {});
    assert.ok(!inspect(error, { depth: 9 }).includes(people.student.token));
  }
});

// Sessions

test("host starts with the session and the token of the cookie", async (t) => {
  const { cookie, csrf } = people.host;
  openPage(t, { cookie: `theme=dark; csrftoken=${csrf}; xcsrftoken=other` });
  const { asked, fetch } = spy(cookie);
  const client = createLiveClient({ baseUrl: "/api/live", fetch });
  const id = newEvent();
  assert.equal((await client.startLiveSession(id)).role, "host");
  assert.equal((await client.joinLiveSession(id)).role, "host");
  const sent = asked.map(({ headers, credentials }) => [headers.get("X-CSRFToken"), credentials]);
  assert.deepEqual(sent, [
    [csrf, "same-origin"],
    [null, "same-origin"],
  ]);
});

test("host cannot start without a CSRF token", async (t) => {
  openPage(t);
  const client = createLiveClient({ baseUrl, ...spy(people.host.cookie) });
  const error = await refused(client.startLiveSession(newEvent()), {
    code: "permission_denied",
    status: 403,
  });
  assert.ok(error.message.startsWith(`${error.detail} Reload the page once.`), error.message);
  assert.match(error.message, /CSRF_TRUSTED_ORIGINS/);
});

for (const [name, csrfToken] of Object.entries({
  text: people.host.csrf,
  function: () => people.host.csrf,
  promise: async () => people.host.csrf,
})) {
  test(`host starts with a CSRF token that the page gives as a ${name}`, async (t) => {
    openPage(t);
    const client = createLiveClient({ baseUrl, csrfToken, ...spy(people.host.cookie) });
    assert.equal((await client.startLiveSession(newEvent())).role, "host");
  });
}

test("the CSRF cookie may have another name", async (t) => {
  openPage(t, { cookie: "xsrf=secret" });
  const { asked, fetch } = spy();
  const client = createLiveClient({ baseUrl, csrfCookie: "xsrf", fetch });
  await refused(client.startLiveSession(newEvent()), { code: "not_authenticated" });
  assert.equal(asked[0].headers.get("X-CSRFToken"), "secret");
});

test("another origin is not told the CSRF token", async (t) => {
  openPage(t, { cookie: "csrftoken=secret", at: "https://www.example.org" });
  const { asked, fetch } = spy();
  const client = createLiveClient({ baseUrl, csrfToken: "secret", fetch });
  await refused(client.startLiveSession(newEvent()), { code: "not_authenticated" });
  assert.equal(asked[0].headers.has("X-CSRFToken"), false);
});

test("an anonymous question carries no session", async () => {
  const { id } = await liveEvent();
  const client = createLiveClient({ baseUrl, ...spy(people.student.cookie) });
  assert.notEqual((await client.checkLiveStatus(id)).room_name, null);
  assert.equal((await client.checkLiveStatus(id, { anonymous: true })).room_name, null);
});

// Bearer tokens

test("with a token, neither cookie nor CSRF token is sent", async (t) => {
  openPage(t, { cookie: "csrftoken=secret" });
  const { asked, fetch } = spy(people.student.cookie);
  await as("host", { fetch }).startLiveSession(newEvent());
  assert.equal(asked[0].credentials, "omit");
  assert.equal(asked[0].headers.has("X-CSRFToken"), false);
});

test("cookies are sent with a token where the page asks for it", async () => {
  const { asked, fetch } = spy();
  await as("host", { fetch, credentials: "include" }).startLiveSession(newEvent());
  assert.equal(asked[0].credentials, "include");
});

test("the token is asked for at each request", async () => {
  const asked = [];
  const token = (about) => {
    asked.push(about);
    return people.host.token;
  };
  const client = createLiveClient({ baseUrl, token });
  const id = newEvent();
  await client.startLiveSession(id);
  await client.checkLiveStatus(id);
  await client.checkLiveStatus(id, { anonymous: true });
  assert.deepEqual(asked, [{ refused: null }, { refused: null }]);
});

test("a token that is refused is replaced once", async () => {
  const token = async ({ refused }) => (refused === "old" ? people.host.token : "old");
  const client = createLiveClient({ baseUrl, token });
  assert.equal((await client.startLiveSession(newEvent())).role, "host");
});

test("a token that is refused again is not replaced again", async () => {
  let number = 0;
  const token = () => {
    number += 1;
    return `old-${number}`;
  };
  const { asked, fetch } = spy();
  const client = createLiveClient({ baseUrl, fetch, token });
  await refused(client.joinLiveSession(newEvent()), { code: "not_authenticated", status: 401 });
  const sent = asked.map(({ headers }) => headers.get("Authorization"));
  assert.deepEqual(sent, ["Bearer old-1", "Bearer old-2"]);
});

for (const token of ["old", () => "old", ({ refused }) => (refused ? null : "old")]) {
  test(`a token that ${token} cannot replace is sent once`, async () => {
    const { asked, fetch } = spy();
    const client = createLiveClient({ baseUrl, fetch, token });
    await refused(client.joinLiveSession(newEvent()), { code: "not_authenticated" });
    assert.equal(asked.length, 1);
  });
}

test("where there is no token, nobody asks", async () => {
  const { asked, fetch } = spy(people.host.cookie);
  const client = createLiveClient({ baseUrl, fetch, token: () => null });
  await refused(client.joinLiveSession(newEvent()), { code: "not_authenticated" });
  assert.equal(asked[0].headers.has("Authorization"), false);
  assert.equal(asked.length, 1);
});

test("a token that cannot be had says why", async () => {
  const token = () => Promise.reject(new RangeError("no refresh token"));
  await assert.rejects(createLiveClient({ baseUrl, token }).joinLiveSession(1), RangeError);
});

// Ids

for (const id of ["", ".", "..", "\ud800", "a\udc00"]) {
  test(`the id ${JSON.stringify(id)} is not found, and not asked for`, async () => {
    const client = as("host", { fetch: assert.fail });
    await refused(client.startLiveSession(id), { code: "not_found", status: 404 });
  });
}

test("an id leads to no other address", async () => {
  const { asked, fetch } = spy();
  const client = as("host", { fetch });
  await refused(client.checkLiveStatus("../../end/1/?#"), { code: "not_found", status: 404 });
  assert.equal(asked[0].url, `${baseUrl}status/..%2F..%2Fend%2F1%2F%3F%23/`);
});

// Aborting

test("what is aborted before is not sent", async () => {
  const reason = new Error("changed my mind");
  const client = as("host");
  const id = newEvent();
  const signal = AbortSignal.abort(reason);
  for (const name of ["startLiveSession", "joinLiveSession", "endLiveSession", "checkLiveStatus"]) {
    await assert.rejects(client[name](id, { signal }), reason);
  }
  assert.equal((await client.checkLiveStatus(id)).is_active, false);
});

for (const begin of [() => {}, (response) => response.write('{"is_active"')]) {
  test(`what is aborted meanwhile ends with the reason (${begin})`, async (t) => {
    const aborting = new AbortController();
    const address = await otherServer(t, (_, response) => {
      begin(response);
      setTimeout(() => aborting.abort(), 50);
    });
    const asking = as("host", { baseUrl: address }).checkLiveStatus(1, { signal: aborting.signal });
    await assert.rejects(asking, { name: "AbortError" });
  });
}

test("a limit of time is told as such", async (t) => {
  const address = await otherServer(t, () => {});
  const signal = AbortSignal.timeout(20);
  const asking = as("host", { baseUrl: address }).joinLiveSession(1, { signal });
  await assert.rejects(asking, { name: "TimeoutError" });
});

// Watching

const PATIENCE = 120_000; // milliseconds, for what hangs

/** Counts the requests that are under way: each has a limit by a clock that must not go on
 * meanwhile. */
function countRequests(t) {
  const { fetch } = globalThis;
  const requests = { underWay: 0 };
  t.mock.method(globalThis, "fetch", async (...asked) => {
    requests.underWay += 1;
    try {
      const response = await fetch(...asked);
      await response.clone().arrayBuffer();
      return response;
    } finally {
      requests.underWay -= 1;
    }
  });
  return requests;
}

/** Watch, with a clock that only `next` and `pass` let go on. */
function watching(t, client, id, options) {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const requests = countRequests(t);
  const seen = [];
  const stopping = new AbortController();
  const done = client.watchLiveStatus(id, (status) => seen.push(status), {
    signal: stopping.signal,
    ...options,
  });
  done.catch(() => {});
  t.after(() => stopping.abort());
  const pass = async (seconds) => {
    for (let passed = 0; passed < seconds; passed += 1) {
      t.mock.timers.tick(1000);
      do {
        await setImmediate();
      } while (requests.underWay > 0);
    }
  };
  /** The seconds that go by until something else is seen. */
  const next = async () => {
    const { length } = seen;
    let seconds = 0;
    for (const limit = Date.now() + PATIENCE; seen.length === length; seconds += 1) {
      assert.ok(Date.now() < limit, "nothing was seen");
      await pass(1);
    }
    return seconds;
  };
  return { seen, stopping, done, next, pass };
}

/** A server that is asked for the status, and answers so, each time later in the list. */
async function scripted(t, ...answers) {
  const asked = [];
  const address = await otherServer(t, (request, response) => {
    const [status, body] = answers[Math.min(asked.length, answers.length - 1)];
    asked.push(request);
    status ? response.writeHead(status).end(JSON.stringify(body)) : request.socket.destroy();
  });
  return { asked, client: createLiveClient({ baseUrl: address }) };
}

const WAITING = { is_active: false, room_name: null, started_at: null, poll_after: 5 };
const LIVE = { ...WAITING, is_active: true, poll_after: 30 };

test("who watches sees the event go live and end", async (t) => {
  const id = newEvent();
  const { seen, next } = watching(t, as("student"), id);
  await next();
  const { room_name } = await as("host").startLiveSession(id);
  await next();
  await as("host").endLiveSession(id);
  await next();
  assert.deepEqual(
    seen.map(({ is_active }) => is_active),
    [false, true, false],
  );
  assert.ok(room_name && seen.every((status) => status.room_name === null));
});

test("who watches by name is told the room", async (t) => {
  const { id, grant } = await liveEvent();
  const { seen, next } = watching(t, as("student"), id, { anonymous: false });
  await next();
  assert.equal(seen[0].room_name, grant.room_name);
});

test("who watches asks no earlier than the site says, and hears of changes only", async (t) => {
  const { asked, client } = await scripted(t, [200, WAITING], [200, WAITING], [200, LIVE]);
  const { seen, next } = watching(t, client, 1);
  await next();
  const seconds = await next();
  assert.deepEqual(seen, [WAITING, LIVE]);
  assert.equal(asked.length, 3);
  assert.ok(seconds >= 10, `${seconds}`);
});

test("who watches is not put off by what passes", async (t) => {
  const passing = [[0], [502, "oops"], [200, "a page"], [429, { code: "throttled", detail: "" }]];
  const { asked, client } = await scripted(t, ...passing, [200, LIVE]);
  const { seen, next } = watching(t, client, 1);
  assert.ok((await next()) >= 4 * 30);
  assert.deepEqual(seen, [LIVE]);
  assert.equal(asked.length, 5);
});

test("who finds the room full is told when to ask again, and where to watch", async (t) => {
  const full = { code: "full", detail: "Full.", retry_after: 7, watch_url: "https://a.test/" };
  const { client } = await scripted(t, [403, full]);
  const told = { code: "full", status: 403, retryAfter: 7, watchUrl: "https://a.test/" };
  await assert.rejects(client.joinLiveSession(1), told);
});

test("who watches what does not exist is told so", async (t) => {
  const { done, seen } = watching(t, as("student"), "404040404");
  await refused(done, { code: "not_found" });
  assert.deepEqual(seen, []);
});

test("a mistake of the page's own ends the watch and is told", async (t) => {
  const { client } = await scripted(t, [200, LIVE]);
  const mistake = () => {
    throw new RangeError("mine");
  };
  await assert.rejects(client.watchLiveStatus(1, mistake), RangeError);
  const forgotten = createLiveClient({ baseUrl, token: mistake });
  await assert.rejects(forgotten.watchLiveStatus(1, mistake, { anonymous: false }), RangeError);
});

test("a watch that is stopped asks no more", async (t) => {
  const { asked, client } = await scripted(t, [200, LIVE]);
  const { done, stopping, next, pass } = watching(t, client, 1);
  await next();
  stopping.abort();
  await done;
  await pass(60);
  assert.equal(asked.length, 1);
});

test("a watch that is stopped while it asks calls nobody back", async (t) => {
  const stopping = new AbortController();
  const address = await otherServer(t, () => stopping.abort());
  const client = createLiveClient({ baseUrl: address });
  await client.watchLiveStatus(1, assert.fail, { signal: stopping.signal });
});

test("a watch that its own callback stops is over", async (t) => {
  const { asked, client } = await scripted(t, [200, LIVE]);
  const stopping = new AbortController();
  await client.watchLiveStatus(1, () => stopping.abort(), { signal: stopping.signal });
  assert.equal(asked.length, 1);
});

test("a hidden page asks when it is shown again", async (t) => {
  const page = openPage(t);
  const { asked, client } = await scripted(t, [200, WAITING], [200, LIVE]);
  const { next, pass } = watching(t, client, 1);
  await next();
  page.hidden = true;
  await pass(60);
  page.dispatchEvent(new Event("visibilitychange"));
  await pass(60);
  assert.equal(asked.length, 1);
  page.hidden = false;
  page.dispatchEvent(new Event("visibilitychange"));
  await next();
  assert.equal(asked.length, 2);
});

test("a watch on a hidden page can be stopped", async (t) => {
  const page = openPage(t);
  const { client } = await scripted(t, [200, WAITING]);
  const { done, stopping, next, pass } = watching(t, client, 1);
  await next();
  page.hidden = true;
  await pass(60);
  stopping.abort();
  await done;
});
