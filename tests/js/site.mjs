// The site that tests/test_client_js.py has started, and what a browser would do there.

import { once } from "node:events";
import { createServer } from "node:http";

const site = JSON.parse(process.env.JITSI_LIVE_TEST_SITE);
const unused = [...site.events];

export const { origin, people, broken } = site;
export const baseUrl = `${origin}/api/live/`;
export const live = await import(site.client);

/** The id of an event that no other test has. */
export const newEvent = () => unused.pop();

/** A client with the bearer token of that person. */
export const as = (person, options) =>
  live.createLiveClient({ baseUrl, token: people[person].token, ...options });

/** A running event, and its grant for the host. */
export async function liveEvent() {
  const id = newEvent();
  return { id, grant: await as("host").startLiveSession(id) };
}

/** A `fetch` that notes what it is asked, and sends the cookie as a browser does. */
export function spy(cookie) {
  const asked = [];
  const send = (url, options) => {
    const headers = new Headers(options.headers);
    asked.push({ url, headers, method: options.method, credentials: options.credentials });
    if (cookie && options.credentials !== "omit") {
      headers.set("Cookie", cookie);
    }
    return fetch(url, { ...options, headers });
  };
  return { asked, fetch: send };
}

/** Be on a page of that origin, until the test is over. */
export function openPage(t, { cookie = "", at = origin } = {}) {
  const about = { cookie, baseURI: `${at}/some/page/`, hidden: false };
  const page = Object.assign(new EventTarget(), about);
  globalThis.document = page;
  globalThis.location = new URL(page.baseURI);
  t.after(() => {
    delete globalThis.document;
    delete globalThis.location;
  });
  return page;
}

/** A server that is not the site's; gives its address. */
export async function otherServer(t, answer) {
  const server = createServer(answer).listen(0, "127.0.0.1");
  await once(server, "listening");
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${server.address().port}/`;
}
