import { RoomError } from "./error.js";
import { report } from "./report.js";

/** Asks the room page's address as somebody who is logged in there, whatever the host project's API
 * takes for credentials. */
export class Site {
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

  start() {
    return this.#postWithCsrf({ action: "start" });
  }

  join() {
    return this.#postWithCsrf({ action: "join" });
  }

  end() {
    return this.#postWithCsrf({ action: "end" });
  }

  reportRole(role) {
    return this.#postWithCsrf({ action: "role", role });
  }

  /** `action` is `joined`, `seen` or `left`. It is sent even if the page goes away meanwhile. */
  recordStay(action, stay) {
    return this.#post({ action, ...(stay && { stay }) }, { keepalive: true });
  }

  async #postWithCsrf(fields) {
    try {
      return await this.#post(fields);
    } catch (error) {
      if (error.code !== "unexpected" || error.status !== 403) {
        throw error;
      }
      // Somebody logged in again in another tab, and with that the CSRF token has changed.
      await this.describe();
      return this.#post(fields);
    }
  }

  #post(fields, options) {
    return this.#request(this.roomUrl, {
      method: "POST",
      headers: { "X-CSRFToken": this.csrfToken },
      body: new URLSearchParams(fields),
      ...options,
    });
  }

  async #request(url, { headers = {}, ...options }) {
    /** @type {RequestInit} */
    const request = {
      cache: "no-store",
      headers: { Accept: "application/json", ...headers },
      ...options,
    };
    new Request(url, request); // throws where the question is wrong, which is not the network's fault
    let response;
    try {
      response = await fetch(url, request);
    } catch (error) {
      throw new RoomError("network", error.message);
    }
    const answer = await response.json().catch(() => null);
    if (response.ok && isObject(answer)) {
      return answer;
    }
    // Some middleware sends whoever is not logged in to a page.
    const fallback = response.redirected ? "not_authenticated" : "unexpected";
    // Other answers may have the text of an exception, which is not for people.
    const isOfApi = typeof answer?.code === "string" && typeof answer.detail === "string";
    const { code, detail } = isOfApi ? answer : { code: fallback, detail: "" };
    throw Object.assign(new RoomError(code, detail), { status: response.status });
  }
}

/** Asks by the client that the page has given, of client.js or of its own. */
export class ClientSite {
  constructor(client, eventId, described) {
    this.client = client;
    this.eventId = eventId;
    this.described = described;
  }

  async describe() {
    const status = await this.status();
    return { is_authenticated: true, has_ended: false, ...status, ...this.described };
  }

  status() {
    return this.#askFor("checkLiveStatus");
  }

  start() {
    return this.#askFor("startLiveSession");
  }

  join() {
    return this.#askFor("joinLiveSession");
  }

  end() {
    return this.#request("endLiveSession");
  }

  async reportRole(role) {
    return this.client.reportRole && this.#request("reportRole", role);
  }

  async recordStay(action, stay) {
    return this.client.recordStay && this.#request("recordStay", action, stay);
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
  async #request(name, ...asked) {
    const ask = this.client[name].bind(this.client, this.eventId, ...asked);
    try {
      return await ask();
    } catch (error) {
      const isCoded = typeof error?.code === "string";
      if (!isCoded) {
        report(error);
      }
      const code = isCoded ? error.code : "network";
      const detail = typeof error?.detail === "string" ? error.detail : "";
      throw Object.assign(new RoomError(code, detail, { cause: error }), { status: error?.status });
    }
  }
}

function isObject(answer) {
  return typeof answer === "object" && answer !== null;
}
