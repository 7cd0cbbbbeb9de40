// Talks to the REST API of django-jitsi-live. One file without imports: ManifestStaticFilesStorage
// does not rewrite them.

// In seconds.
const RETRY_DELAY = 30;
const MIN_INTERVAL = 1;
const MAX_INTERVAL = 24 * 3600; // browsers fire at once after more than 24.8 days
const REQUEST_LIMIT = 30;

/** In dots a browser sees another address, and half a character is none. */
const INVALID_ID = /^\.{0,2}$|\p{Surrogate}/u;

const LOG_IN = "Please log in first.";
const NO_EVENT = "There is no such event. Check the link that brought you here.";
const NO_ANSWER = "The site did not answer. Check your connection and try again.";
const UNEXPECTED_ANSWER =
  "The site did not answer as its live API does. Try again in a minute; if it goes on, " +
  "tell the people who run this site that the client's baseUrl may be wrong.";

/** What to do where the site's own words, which are not those of this app, do not say it. */
const NEXT_STEPS = {
  permission_denied:
    " Reload the page once. If that does not help, tell the people who run this site: " +
    "CSRF_TRUSTED_ORIGINS may lack this page's address, or a proxy may not pass it on.",
};

/** What the site did not do. `code` is for programs, `message` for people, and `detail` is what
 * the site said itself; empty where it said nothing. */
export class LiveError extends Error {
  name = "LiveError";

  constructor(code, { status = 0, detail = "", message = detail, cause, ...more } = {}) {
    super(message, { cause });
    this.code = code;
    this.status = status;
    this.detail = detail;
    this.retryAfter = more.retryAfter;
    this.watchUrl = more.watchUrl;
  }
}

/** A client of its own, next to the default one. */
export function createLiveClient(options = {}) {
  const ask = (verb, id, method, asked) => send({ ...options, ...asked }, verb, id, method);
  const client = {
    startLiveSession: (id, { signal } = {}) => ask("start", id, "POST", { signal }),
    openBackstage: (id, { signal } = {}) => ask("backstage", id, "POST", { signal }),
    joinLiveSession: (id, { signal } = {}) => ask("join", id, "GET", { signal }),
    extendLiveSession: (id, { signal } = {}) => ask("extend", id, "POST", { signal }),
    reopenLiveSession: (id, { signal } = {}) => ask("reopen", id, "POST", { signal }),
    endLiveSession: (id, { signal } = {}) => ask("end", id, "POST", { signal }),
    moveLiveSession: (id, { signal, server } = {}) =>
      ask("move", id, "POST", { signal, body: { server } }),
    getRecordings: (id, { signal } = {}) => ask("recordings", id, "GET", { signal }),
    getPeople: (id, { signal } = {}) => ask("people", id, "GET", { signal }),
    removeParticipant: (id, participant, { signal } = {}) =>
      ask("remove", id, "POST", { signal, body: { participant } }),
    readmitParticipant: (id, participant, { signal } = {}) =>
      ask("readmit", id, "POST", { signal, body: { participant } }),
    askToJoin: (id, { signal } = {}) => ask("ask", id, "POST", { signal }),
    answerRequest: (id, participant, answer, { signal } = {}) =>
      ask("admit", id, "POST", { signal, body: { participant, answer } }),
    setStage: (id, stage, { signal } = {}) => ask("stage", id, "POST", { signal, body: { stage } }),
    setHand: (id, hand, { signal } = {}) => ask("hand", id, "POST", { signal, body: { hand } }),
    setTurn: (id, turn, { signal, participant = "", camera = false } = {}) =>
      ask("turn", id, "POST", { signal, body: { turn, participant, camera } }),
    checkLiveStatus: (id, { signal, anonymous = false } = {}) =>
      ask("status", id, "GET", { signal, ...(anonymous && ANONYMOUS) }),
    reportRole: (id, role, { signal } = {}) => ask("role", id, "POST", { signal, body: { role } }),
    reportRefusal: (id, refusal, message = "", { signal } = {}) =>
      ask("role", id, "POST", { signal, body: { refusal, message } }),
    // Sent even if the page goes away meanwhile.
    recordStay: (id, action, stay, { signal, unheard, endpoint, viewer } = {}) => {
      const more = { ...(unheard > 0 && { unheard }), ...(viewer && { viewer: true }) };
      const body = { action, stay, endpoint, ...more };
      return ask("stays", id, "POST", { signal, body, keepalive: true });
    },
    watchLiveStatus: (id, callback, asked) => watch(client.checkLiveStatus, id, callback, asked),
  };
  return Object.freeze(client);
}

/** What the browser keeps of an anonymous answer, it would give to somebody who is logged in. */
const NO_STORE = { cache: "no-store" };

const ANONYMOUS = { token: undefined, credentials: "omit" };

let defaultClient = createLiveClient();

/** Make the functions below use these options, and none that were given before. */
export function configureLiveClient(options) {
  defaultClient = createLiveClient(options);
}

export const startLiveSession = (...asked) => defaultClient.startLiveSession(...asked);
export const openBackstage = (...asked) => defaultClient.openBackstage(...asked);
export const joinLiveSession = (...asked) => defaultClient.joinLiveSession(...asked);
export const extendLiveSession = (...asked) => defaultClient.extendLiveSession(...asked);
export const reopenLiveSession = (...asked) => defaultClient.reopenLiveSession(...asked);
export const endLiveSession = (...asked) => defaultClient.endLiveSession(...asked);
export const moveLiveSession = (...asked) => defaultClient.moveLiveSession(...asked);
export const getRecordings = (...asked) => defaultClient.getRecordings(...asked);
export const getPeople = (...asked) => defaultClient.getPeople(...asked);
export const removeParticipant = (...asked) => defaultClient.removeParticipant(...asked);
export const readmitParticipant = (...asked) => defaultClient.readmitParticipant(...asked);
export const askToJoin = (...asked) => defaultClient.askToJoin(...asked);
export const answerRequest = (...asked) => defaultClient.answerRequest(...asked);
export const setStage = (...asked) => defaultClient.setStage(...asked);
export const setHand = (...asked) => defaultClient.setHand(...asked);
export const setTurn = (...asked) => defaultClient.setTurn(...asked);
export const checkLiveStatus = (...asked) => defaultClient.checkLiveStatus(...asked);
export const reportRole = (...asked) => defaultClient.reportRole(...asked);
export const reportRefusal = (...asked) => defaultClient.reportRefusal(...asked);
export const recordStay = (...asked) => defaultClient.recordStay(...asked);
export const watchLiveStatus = (...asked) => defaultClient.watchLiveStatus(...asked);

// One request

async function send(options, verb, id, method) {
  const url = endpointUrl(options.baseUrl ?? "/live/", verb, id);
  const token = await resolveValue(options.token, { refused: null });
  try {
    return await sendAs(token, options, url, method);
  } catch (error) {
    const fresh = await freshToken(error, token, options);
    if (!fresh) {
      throw error;
    }
    return sendAs(fresh, options, url, method);
  }
}

/** Another token than the one that was refused, if there is somebody to ask for it. */
async function freshToken(error, refused, { token }) {
  const isRefused = error.status === 401 || error.code === "not_authenticated";
  if (!refused || !isRefused || typeof token !== "function") {
    return null;
  }
  const fresh = await token({ refused });
  return fresh === refused ? null : fresh;
}

async function sendAs(token, options, url, method) {
  const { signal, credentials = options.token ? "omit" : "same-origin" } = options;
  const headers = {
    Accept: "application/json",
    ...(await authHeaders(token, options, url, method)),
  };
  const { fetch = globalThis.fetch, keepalive } = options;
  const body = options.body && JSON.stringify(options.body);
  if (body) {
    headers["Content-Type"] = "application/json";
  }
  const limit = limited(signal);
  let response;
  let text;
  try {
    response = await fetch(url.href, {
      ...NO_STORE,
      method,
      headers,
      credentials,
      signal: limit.signal,
      keepalive,
      body,
    });
    text = await response.text();
  } catch (cause) {
    // Who has aborted it gets the reason that was given for that.
    signal?.throwIfAborted();
    throw new LiveError("network", { message: NO_ANSWER, cause });
  } finally {
    limit.stop();
  }
  return parseResponse(response, text);
}

/** A signal that is aborted with the given one, and when an answer takes too long. */
function limited(signal) {
  const controller = new AbortController();
  const abort = () => controller.abort(signal?.reason);
  const timer = setTimeout(abort, REQUEST_LIMIT * 1000);
  signal?.addEventListener("abort", abort);
  if (signal?.aborted) {
    abort();
  }
  const stop = () => {
    clearTimeout(timer);
    signal?.removeEventListener("abort", abort);
  };
  return { signal: controller.signal, stop };
}

/** The header that says who asks, or that it is this site's own page that asks. */
async function authHeaders(token, options, url, method) {
  if (options.token) {
    return token ? { Authorization: `Bearer ${token}` } : {};
  }
  if (method !== "POST" || url.origin !== pageOrigin()) {
    return {};
  }
  const { csrfToken, csrfCookie = "csrftoken" } = options;
  const secret = csrfToken === undefined ? readCookie(csrfCookie) : await resolveValue(csrfToken);
  return secret ? { "X-CSRFToken": secret } : {};
}

function parseResponse({ ok, status, redirected, headers }, text) {
  const answer = parseJson(text);
  const retryAfter = Number(headers?.get("Retry-After")) || undefined;
  if (ok && isOfApi(answer)) {
    return answer;
  }
  if (!ok && typeof answer?.code === "string" && typeof answer.detail === "string") {
    const { code, detail, watch_url: watchUrl } = answer;
    const message = detail + (NEXT_STEPS[code] ?? "");
    // Where the site is another one, browsers hide the header.
    const pause = retryAfter ?? (Number(answer.retry_after) || undefined);
    throw new LiveError(code, { status, detail, message, retryAfter: pause, watchUrl });
  }
  if (redirected) {
    // Some middleware sends whoever is not logged in to a page.
    throw new LiveError("not_authenticated", { status, message: LOG_IN });
  }
  throw new LiveError("unexpected", { status, message: UNEXPECTED_ANSWER, retryAfter });
}

/** What every answer about a session has, or that to an extension, or one about people; recordings
 * are a list. */
function isOfApi(answer) {
  const has = (key) => typeof answer?.[key] === "boolean";
  const isOfRequest = typeof answer?.asked === "string";
  const isAboutPeople = has("is_removed") || isOfRequest || Array.isArray(answer?.people);
  return has("is_active") || has("can_extend") || isAboutPeople || Array.isArray(answer);
}

function parseJson(text) {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function endpointUrl(baseUrl, verb, id) {
  const text = String(id);
  if (INVALID_ID.test(text)) {
    throw new LiveError("not_found", { status: 404, message: NO_EVENT });
  }
  const base = `${baseUrl}`.replace(/\/*$/, "/");
  return new URL(`${base}${verb}/${encodeURIComponent(text)}/`, pageAddress());
}

function pageAddress() {
  return globalThis.document?.baseURI ?? globalThis.location?.href;
}

function pageOrigin() {
  return globalThis.location?.origin;
}

function readCookie(name) {
  const pairs = globalThis.document?.cookie.split("; ") ?? [];
  return pairs.find((pair) => pair.startsWith(`${name}=`))?.slice(name.length + 1);
}

function resolveValue(value, ...asked) {
  return typeof value === "function" ? value(...asked) : value;
}

// Watching

async function watch(check, id, callback, { signal, anonymous = true } = {}) {
  let known = null;
  while (!signal?.aborted) {
    const { poll_after = RETRY_DELAY, ...status } = await pollOnce(check, id, {
      signal,
      anonymous,
    });
    const seen = JSON.stringify(status);
    if ("is_active" in status && seen !== known && !signal?.aborted) {
      known = seen;
      await callback({ ...status, poll_after });
    }
    await sleep(poll_after, signal);
    await untilVisible(signal);
  }
}

/** The status, or nothing where it is worth asking again later. */
async function pollOnce(check, id, asked) {
  try {
    return await check(id, asked);
  } catch (error) {
    if (asked.signal?.aborted || (error instanceof LiveError && isTransient(error))) {
      return error.retryAfter ? { poll_after: Math.max(error.retryAfter, RETRY_DELAY) } : {};
    }
    throw error;
  }
}

/** Not what the caller has done wrong, such as to ask for an event that does not exist. */
function isTransient({ status }) {
  return status < 400 || status >= 500 || status === 408 || status === 429;
}

/** With some more, so that an audience does not ask in one moment. */
function sleep(seconds, signal) {
  const known = Number.isFinite(seconds) ? seconds : RETRY_DELAY;
  const interval = Math.min(Math.max(known, MIN_INTERVAL), MAX_INTERVAL);
  const pause = interval * (1 + Math.random() / 5);
  return until(signal, (wake) => {
    const timer = setTimeout(wake, pause * 1000);
    return () => clearTimeout(timer);
  });
}

/** Nobody looks at a hidden tab; who comes back to it gets an answer at once. */
function untilVisible(signal) {
  const page = globalThis.document;
  if (!page?.hidden) {
    return undefined;
  }
  return until(signal, (wake) => {
    const looked = () => page.hidden || wake();
    page.addEventListener("visibilitychange", looked);
    return () => page.removeEventListener("visibilitychange", looked);
  });
}

/** Wait for what `begin` waits for, or for the signal; whichever comes first, nothing is left. */
function until(signal, begin) {
  return new Promise((resolve) => {
    const wake = () => {
      stop();
      signal?.removeEventListener("abort", wake);
      resolve();
    };
    const stop = begin(wake);
    signal?.addEventListener("abort", wake);
    if (signal?.aborted) {
      wake();
    }
  });
}
