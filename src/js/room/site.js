import { RoomError } from "./error.js";
import { retryAfter, withLimit } from "./limits.js";
import { report } from "./report.js";

const REQUEST_LIMIT = 20; // seconds for one answer

/** Asks the room page's address as somebody who is logged in there, whatever the host project's API
 * takes for credentials. */
export class Site {
  /** Whose page this is, by the description and the grant. What the page reports of itself is
   * for nobody else who has logged in in another tab meanwhile. */
  participant = "";

  constructor(roomUrl, statusUrl) {
    this.roomUrl = roomUrl;
    this.statusUrl = statusUrl;
    this.csrfToken = "";
  }

  async describe() {
    const info = await this.#request(this.roomUrl, {});
    this.csrfToken = info.csrf_token;
    return info;
  }

  status() {
    return this.#request(this.statusUrl, { credentials: "omit" });
  }

  can() {
    return true;
  }

  start() {
    return this.#enter("start");
  }

  backstage() {
    return this.#enter("backstage");
  }

  join() {
    return this.#enter("join");
  }

  reopen() {
    return this.#enter("reopen");
  }

  async #enter(action) {
    const grant = await this.#post({ action });
    this.participant = grant.participant ?? this.participant;
    return grant;
  }

  extend() {
    return this.#postAsSame({ action: "extend" });
  }

  end() {
    return this.#postAsSame({ action: "end" });
  }

  reportRole(role) {
    return this.#postAsSame({ action: "role", role });
  }

  reportRefusal(code, message) {
    return this.#postAsSame({ action: "refusal", code, message });
  }

  /** `action` is `joined`, `seen` or `left`; `unheard` are the seconds for which reports had no
   * answer. It is sent even if the page goes away meanwhile. */
  recordStay(action, stay, unheard = 0) {
    const fields = { action, ...(stay && { stay }), ...(unheard > 0 && { unheard }) };
    return this.#postAsSame(fields, { keepalive: true });
  }

  #postAsSame(fields, options) {
    const { participant } = this;
    return this.#post({ ...fields, ...(participant && { participant }) }, options);
  }

  async #post(fields, options) {
    try {
      return await this.#postOnce(fields, options);
    } catch (error) {
      if (error.code !== "csrf_failed") {
        throw error;
      }
      // Somebody logged in again in another tab, and with that the CSRF token has changed.
      await this.describe();
      return this.#postOnce(fields, options);
    }
  }

  #postOnce(fields, options) {
    return this.#request(this.roomUrl, {
      method: "POST",
      headers: { "X-CSRFToken": this.csrfToken },
      body: new URLSearchParams(fields),
      ...options,
    });
  }

  async #request(url, { headers = {}, ...options }) {
    const limit = new AbortController();
    /** @type {RequestInit} */
    const request = { cache: "no-store", headers: { Accept: "application/json", ...headers } };
    // What is wrong with the question shows here, and is no failure of the network.
    const asked = { ...request, ...options, signal: limit.signal };
    new Request(url, asked);
    const timer = setTimeout(() => limit.abort(), REQUEST_LIMIT * 1000);
    try {
      return await this.#answer(url, asked);
    } finally {
      clearTimeout(timer);
    }
  }

  /** Asked by address and options, as whatever a page has put in the place of `fetch` expects. */
  async #answer(url, asked) {
    let response;
    let answer;
    try {
      response = await fetch(url, asked);
      answer = parsed(await response.text());
    } catch (error) {
      throw await this.#failure(asked, error);
    }
    if (response.ok && isObject(answer)) {
      return answer;
    }
    throw refusalOf(response, answer, asked.method ?? "GET");
  }

  /** Where the login is on another site, to which some middleware sends whoever is not logged in,
   * the browser says no more than that the answer cannot be read. */
  async #failure({ signal }, error) {
    if (!signal.aborted && (await this.#isSentElsewhere(signal))) {
      return new RoomError("not_authenticated", "");
    }
    return new RoomError("network", error.message);
  }

  async #isSentElsewhere(signal) {
    /** @type {RequestInit} */
    const options = { redirect: "manual", cache: "no-store", signal };
    const headers = { Accept: "application/json" };
    const response = await fetch(this.roomUrl, { ...options, headers }).catch(() => null);
    return response?.type === "opaqueredirect";
  }
}

/** Why the site has not done it, by its own code or by the kind of its answer. */
function refusalOf(response, answer, method) {
  // Other answers may have the text of an exception, which is not for people.
  const isOfApi = typeof answer?.code === "string" && typeof answer.detail === "string";
  const { code, detail } = isOfApi ? answer : { code: codeOf(response, method), detail: "" };
  return Object.assign(new RoomError(code, detail), {
    status: response.status,
    retryAfter: retryAfter(response.headers.get("Retry-After")),
  });
}

/** Middleware that wants a login sends to a page, shows one in place, or says 401 or 403. Django's
 * protection against forgery says 403 as well, of what is posted only. */
function codeOf({ status, ok, redirected, headers }, method) {
  const isPage = ok && (headers.get("Content-Type") ?? "").startsWith("text/html");
  if (status === 401 || redirected || isPage || (status === 403 && method === "GET")) {
    return "not_authenticated";
  }
  return status === 403 ? "csrf_failed" : "unexpected";
}

function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** What clients of other front ends need not have. */
const METHODS = {
  backstage: "openBackstage",
  extend: "extendLiveSession",
  reopen: "reopenLiveSession",
};

/** Asks by the client that the page has given, of client.js or of its own. */
export class ClientSite {
  constructor(client, eventId, described) {
    this.client = client;
    this.eventId = eventId;
    this.described = described;
  }

  /** What a client can know; what it cannot is left out. */
  async describe() {
    const status = await this.status();
    const isKnown = ([, value]) => value !== null;
    const known = Object.fromEntries(Object.entries(status).filter(isKnown));
    return { ...this.#abilities(), ...known, ...this.described };
  }

  /** What hosts may do, where the client can: the site may still refuse it. */
  #abilities() {
    const isHost = this.described.role === "host";
    const has = (action) => isHost && this.can(action);
    return {
      ...(has("backstage") && { can_open_backstage: true }),
      ...(has("extend") && { can_extend: true }),
    };
  }

  /** Clients may lack what is newer than the rest. */
  can(action) {
    return typeof this.client[METHODS[action]] === "function";
  }

  status() {
    return this.#askFor("checkLiveStatus");
  }

  start() {
    return this.#askFor("startLiveSession");
  }

  backstage() {
    return this.#askFor(METHODS.backstage);
  }

  join() {
    return this.#askFor("joinLiveSession");
  }

  reopen() {
    return this.#askFor(METHODS.reopen);
  }

  extend() {
    return this.#askFor(METHODS.extend);
  }

  end() {
    return this.#request("endLiveSession");
  }

  async reportRole(role) {
    return this.client.reportRole?.(this.eventId, role);
  }

  async reportRefusal(code, message) {
    return this.client.reportRefusal?.(this.eventId, code, message);
  }

  recordStay(action, stay, unheard) {
    return this.#request("recordStay", action, stay, { unheard });
  }

  async #askFor(name) {
    const answer = await this.#request(name);
    if (!isObject(answer)) {
      throw new TypeError(`${name}() of the client has given no object`);
    }
    return answer;
  }

  /** What the client throws without a code tells programmers what is wrong, and people nothing: they
   * read words of ours by the code, or the site's in `detail`. */
  async #request(name, ...values) {
    const ask = async () => this.client[name]?.(this.eventId, ...values);
    const late = () => new RoomError("network", "");
    try {
      return await withLimit(ask(), REQUEST_LIMIT, late);
    } catch (error) {
      throw clientError(error);
    }
  }
}

function clientError(error) {
  if (error instanceof RoomError) {
    return error;
  }
  const isCoded = typeof error?.code === "string";
  if (!isCoded) {
    report(error);
  }
  const code = isCoded ? error.code : "network";
  const detail = typeof error?.detail === "string" ? error.detail : "";
  const { status, retryAfter } = Object(error);
  return Object.assign(new RoomError(code, detail, { cause: error }), { status, retryAfter });
}

function isObject(answer) {
  return typeof answer === "object" && answer !== null;
}
