import { RoomError } from "./error.js";
import { namedSeconds, retryAfter } from "./limits.js";

export const REQUEST_LIMIT = 20; // seconds for one answer

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

  /** The list of what this person may watch afterwards. */
  recordings(address) {
    return this.#request(address, {});
  }

  people() {
    return this.#postAsSame({ action: "people" });
  }

  remove(whom) {
    return this.#postAsSame({ action: "remove", whom });
  }

  readmit(whom) {
    return this.#postAsSame({ action: "readmit", whom });
  }

  /** To be let in. */
  ask() {
    return this.#postAsSame({ action: "ask" });
  }

  /** `answer` is `admit` or `decline`. */
  admit(whom, answer) {
    return this.#postAsSame({ action: "admit", whom, answer });
  }

  /** Into a new room, on that server; on the same one, where it is empty. */
  move(server = "") {
    return this.#postAsSame({ action: "move", server });
  }

  /** `stage` is `open` or `moderated`. */
  setStage(stage) {
    return this.#postAsSame({ action: "stage", stage });
  }

  /** The own one: `raise`, `lower`, `accept` or `decline`. */
  hand(hand) {
    return this.#postAsSame({ action: "hand", hand });
  }

  /** `turn` is `invite`, `thank` or `lower`; everybody's hand, where nobody is named. */
  turn(turn, whom = "", camera = false) {
    const more = { ...(whom && { whom }), ...(camera && { camera: "on" }) };
    return this.#postAsSame({ action: "turn", turn, ...more });
  }

  reportRole(role) {
    return this.#postAsSame({ action: "role", role });
  }

  reportRefusal(code, message) {
    return this.#postAsSame({ action: "refusal", code, message });
  }

  /** Where hosts stream to. */
  streamTarget() {
    return this.#postAsSame({ action: "stream_target" });
  }

  /** That there is a recording, or that this page is about to begin one. */
  beginRecording() {
    return this.#postAsSame({ action: "recording" });
  }

  /** `action` is `joined`, `seen` or `left`; `unheard` are the seconds for which reports had no
   * answer; `viewer` is whether the video server has let this person in to look on only. It is sent even if the page goes away meanwhile. */
  recordStay(action, stay, { unheard = 0, endpoint = "", viewer = false } = {}) {
    const optional = { stay, endpoint, unheard, viewer };
    const given = Object.entries(optional).filter(([, value]) => value);
    const fields = { action, ...Object.fromEntries(given) };
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
export function refusalOf(response, answer, method) {
  // Other answers may have the text of an exception, which is not for people.
  const isOfApi = typeof answer?.code === "string" && typeof answer.detail === "string";
  const { code, detail } = isOfApi ? answer : { code: codeOf(response, method), detail: "" };
  const header = retryAfter(response.headers.get("Retry-After"));
  return Object.assign(new RoomError(code, detail), {
    status: response.status,
    retryAfter: header ?? namedSeconds(answer?.retry_after, undefined),
    watchUrl: typeof answer?.watch_url === "string" ? answer.watch_url : undefined,
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

export function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

export function isObject(answer) {
  return typeof answer === "object" && answer !== null;
}
