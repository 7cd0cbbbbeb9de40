import { RoomError } from "../room/error.js";
import { isObject, parsed, REQUEST_LIMIT, refusalOf } from "../room/site.js";

/** Asks the site about the questions of one event: as the person who is logged in, and by the key of
 * the list as nobody. */
export class QuestionsSite {
  #url;
  #getToken;
  #send;
  #etag = null;

  /** `url` is that of the event's questions. `getToken` gives the CSRF token of the page, where the
   * site has not said one; `send` is what asks in place of `fetch`, or null. */
  constructor(url, { getToken, send }) {
    this.#url = url;
    this.#getToken = getToken;
    this.#send = send ?? browserFetch;
    this.csrfToken = "";
  }

  /** In full. */
  async describe() {
    const { answer } = await this.#request(this.#url, {});
    this.csrfToken = answer.csrf_token ?? "";
    this.#etag = null; // of a list with another key
    return answer;
  }

  /** The list alone; null where it is the same as last time. */
  async list(key) {
    const url = new URL(this.#url, document.baseURI);
    url.searchParams.set("key", key);
    const headers = this.#etag ? { "If-None-Match": this.#etag } : {};
    const asked = { headers, credentials: "omit" };
    const { answer, etag, status } = await this.#request(url.href, asked, browserFetch);
    if (status === 304) {
      return null;
    }
    this.#etag = etag;
    return answer;
  }

  async ask(text, anonymous) {
    return this.#post("", { text, ...(anonymous && { anonymous: "true" }) });
  }

  async vote(id, isOn) {
    return this.#change(`${encodeURIComponent(id)}/vote/`, isOn ? "POST" : "DELETE", {});
  }

  /** `name` is that of the address. */
  async act(id, name, fields) {
    return this.#post(`${encodeURIComponent(id)}/${name}/`, fields);
  }

  /** Where hosts take the questions with them, as `csv` or `json`. */
  exportUrl(format) {
    const url = this.#under("export/");
    url.searchParams.set("format", format);
    return url.href;
  }

  #post(path, fields) {
    return this.#change(path, "POST", fields);
  }

  async #change(path, method, fields) {
    try {
      return await this.#changeOnce(path, method, fields);
    } catch (error) {
      if (error.code !== "csrf_failed") {
        throw error;
      }
      // Somebody logged in again in another tab, and with that the CSRF token has changed.
      await this.describe();
      return this.#changeOnce(path, method, fields);
    }
  }

  async #changeOnce(path, method, fields) {
    const { answer } = await this.#request(this.#under(path).href, {
      method,
      headers: { "X-CSRFToken": this.csrfToken || this.#getToken() },
      body: new URLSearchParams(fields),
    });
    return answer;
  }

  #under(path) {
    const url = new URL(this.#url, document.baseURI);
    url.search = "";
    url.pathname = `${url.pathname.replace(/\/?$/, "/")}${path}`;
    return url;
  }

  async #request(url, { headers = {}, ...options }, send = this.#send) {
    const limit = new AbortController();
    /** @type {RequestInit} */
    const request = { cache: "no-store", headers: { Accept: "application/json", ...headers } };
    const asked = { ...request, ...options, signal: limit.signal };
    new Request(url, asked); // what is wrong with the question shows here
    const timer = setTimeout(() => limit.abort(), REQUEST_LIMIT * 1000);
    try {
      return await answerTo(url, asked, send);
    } finally {
      clearTimeout(timer);
    }
  }
}

/** Whatever the page has put in its place meanwhile. */
const browserFetch = (url, asked) => fetch(url, asked);

async function answerTo(url, asked, send) {
  let response;
  let answer;
  try {
    response = await send(url, asked);
    answer = parsed(await response.text());
  } catch (error) {
    throw new RoomError("network", error?.message ?? "");
  }
  const { status } = response;
  const isEmpty = status === 304 || status === 204;
  if (isEmpty || (response.ok && isObject(answer))) {
    return { answer: answer ?? {}, etag: response.headers.get("ETag"), status };
  }
  throw refusalOf(response, answer, asked.method ?? "GET");
}
