// What the element asks the site, and how it takes the answers; the site is a server on this machine.

import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:http";
import { test } from "node:test";

import { QuestionsSite } from "../../../src/js/questions/site.js";
import { openPage } from "../page.mjs";

/** A site that gives these answers one after another, `[status, body, headers]`; then the last. */
async function siteWith(t, answers, { path = "/q/1/", send } = {}) {
  const asked = [];
  const server = createServer(async (request, response) => {
    let body = "";
    for await (const chunk of request) {
      body += chunk;
    }
    const { method, url, headers } = request;
    asked.push({ method, url, headers, fields: Object.fromEntries(new URLSearchParams(body)) });
    const [status, answer, more] = answers.length > 1 ? answers.shift() : answers[0];
    response.writeHead(status, { "Content-Type": "application/json", ...more });
    response.end(answer === null ? "" : JSON.stringify(answer));
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  const origin = `http://127.0.0.1:${server.address().port}`;
  openPage(t, origin);
  return { asked, site: new QuestionsSite(path, { getToken: () => "of the form", send }) };
}

const forged = [403, null, { "Content-Type": "text/html" }];
const list = [200, { version: "2", questions: [] }, { ETag: '"2"' }];

test("the list is asked for by the key and without cookies, and once it is known by its tag", async (t) => {
  const { asked, site } = await siteWith(t, [list, [304, null]]);
  assert.equal((await site.list("k/1")).version, "2");
  assert.equal(await site.list("k/1"), null);
  assert.deepEqual(
    asked.map(({ url, headers }) => [url, headers["if-none-match"]]),
    [
      ["/q/1/?key=k%2F1", undefined],
      ["/q/1/?key=k%2F1", '"2"'],
    ],
  );
});

test("after a full answer the tag of another list is not used any more", async (t) => {
  const { asked, site } = await siteWith(t, [list, [200, { csrf_token: "x" }], list]);
  await site.list("k");
  await site.describe();
  await site.list("other");
  assert.equal(asked[2].headers["if-none-match"], undefined);
});

test("a key that has expired is told by its code", async (t) => {
  const { site } = await siteWith(t, [[403, { code: "key_expired", detail: "Too old." }]]);
  await assert.rejects(site.list("k"), { code: "key_expired" });
});

test("questions are sent with the token of the page until the site has said another", async (t) => {
  const described = [200, { csrf_token: "of the site" }];
  const { asked, site } = await siteWith(t, [[201, { id: "a" }], described, [201, { id: "b" }]]);
  assert.deepEqual(await site.ask("Why?", true), { id: "a" });
  await site.describe();
  await site.ask("How?", false);
  assert.deepEqual(asked[0].fields, { text: "Why?", anonymous: "true" });
  assert.deepEqual(asked[2].fields, { text: "How?" });
  assert.equal(asked[0].headers["x-csrftoken"], "of the form");
  assert.equal(asked[2].headers["x-csrftoken"], "of the site");
});

test("a forgery check that fails once is passed with the token of now", async (t) => {
  const { asked, site } = await siteWith(t, [forged, [200, { csrf_token: "new" }], [200, {}]]);
  await site.vote("a", true);
  assert.deepEqual(
    asked.map(({ method }) => method),
    ["POST", "GET", "POST"],
  );
  assert.equal(asked[2].headers["x-csrftoken"], "new");
});

test("a site that refuses its own forms says so", async (t) => {
  const { site } = await siteWith(t, [forged, [200, {}], forged]);
  await assert.rejects(site.vote("a", false), { code: "csrf_failed" });
});

test("a refusal has the site's words, and how long to wait", async (t) => {
  const refusal = { code: "too_many_questions", detail: "Wait." };
  const { site } = await siteWith(t, [[429, refusal, { "Retry-After": "30" }]]);
  const expected = { ...refusal, status: 429, retryAfter: 30 };
  const { code, message, status, retryAfter } = await site.ask("Why?").catch((error) => error);
  assert.deepEqual({ code, detail: message, status, retryAfter }, expected);
});

test("a vote is given and taken at the question's address", async (t) => {
  const { asked, site } = await siteWith(t, [[204, null]]);
  assert.deepEqual(await site.vote("a/b", true), {});
  await site.vote("a", false);
  assert.deepEqual(
    asked.map(({ method, url }) => `${method} ${url}`),
    ["POST /q/1/a%2Fb/vote/", "DELETE /q/1/a/vote/"],
  );
});

test("an action has the fields of its form", async (t) => {
  const { asked, site } = await siteWith(t, [[200, { id: "a" }]], { path: "/q/1" });
  await site.act("a", "merge", { into: "b" });
  assert.deepEqual([asked[0].url, asked[0].fields], ["/q/1/a/merge/", { into: "b" }]);
});

test("the export has its format, and what the address asks for is not taken along", async (t) => {
  const { site } = await siteWith(t, [list], { path: "/q/1/?x=1" });
  assert.match(site.exportUrl("csv"), /^http:\/\/127.0.0.1:\d+\/q\/1\/export\/\?format=csv$/);
});

test("a site that does not answer is the network's failure", async (t) => {
  const send = () => Promise.reject(new TypeError("gone"));
  const { site } = await siteWith(t, [list], { send });
  await assert.rejects(site.describe(), { code: "network", message: "gone" });
  const silent = await siteWith(t, [list], { send: () => Promise.reject(undefined) });
  await assert.rejects(silent.site.describe(), { code: "network" });
});

test("what asks in place of fetch asks as the person, and never for the list", async (t) => {
  const sent = [];
  const send = (url, options) => {
    sent.push(url);
    return fetch(url, { ...options, headers: { ...options.headers, Authorization: "Bearer x" } });
  };
  const { asked, site } = await siteWith(t, [list], { send });
  await site.list("k");
  await site.describe().catch(() => {});
  assert.equal(sent.length, 1);
  assert.deepEqual(
    asked.map(({ headers }) => headers.authorization),
    [undefined, "Bearer x"],
  );
});
