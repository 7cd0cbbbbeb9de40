// Built from src/js by `npm run build`: change the sources, not this file.

// room/report.js
var MOST = 100;
var reported = /* @__PURE__ */ new Set();
function report(error) {
  const key = nameOf(error);
  if (reported.has(key) || reported.size >= MOST) {
    return;
  }
  reported.add(key);
  const { reportError } = globalThis;
  reportError ? reportError(error) : console.error(error);
}
function nameOf(error) {
  try {
    return `${error?.name}: ${error?.message ?? error}`;
  } catch {
    return typeof error;
  }
}
function attempt(act2, otherwise) {
  try {
    return act2();
  } catch (error) {
    report(error);
    return otherwise;
  }
}

// room/addresses.js
var trailingSlash = /\/?$/;
var halfCharacters = new RegExp("\\p{Surrogate}", "gu");
var SCHEMES = /* @__PURE__ */ new Set(["http:", "https:", "mailto:"]);
function siteAddresses(element) {
  return ["room", "status"].map((name) => addressOf(element, name));
}
function recordingsAddress(element, info) {
  return addressOf(element, "recordings", info.recordings_url);
}
function addressOf(element, name, said = "") {
  const base = (given(element, "base-url") ?? "/live/").replace(trailingSlash, "/");
  const id = encodeURIComponent(
    `${element.getAttribute("event-id")}`.replace(halfCharacters, "�")
  );
  return given(element, `${name}-url`) || said || `${base}${name}/${id}/`;
}
function given(element, attribute) {
  const address = element.getAttribute(attribute);
  return address !== null && attempt(() => resolved(address)) ? address : null;
}
function linksOf(element, info) {
  const link = (name, make2) => {
    const address = element.getAttribute(`${name}-url`) ?? info[`${name}_url`];
    return address ? attempt(() => make2(linkTo(address), address), null) : null;
  };
  return {
    event: link("event", elsewhere),
    register: link("register", elsewhere),
    report: link("report", elsewhere),
    replay: link("replay", elsewhere),
    login: link("login", withNext),
    personal: link("links", elsewhere),
    leave: link("leave", elsewhere)
  };
}
function roomLink(address) {
  return address ? attempt(() => linkTo(address).href, null) : null;
}
function resolved(address) {
  return new URL(address, document.baseURI);
}
function linkTo(address) {
  const url = resolved(address);
  if (SCHEMES.has(url.protocol) || url.protocol === location.protocol) {
    return url;
  }
  throw new TypeError(`${url.protocol} is not an address that a link may lead to`);
}
function elsewhere(url, address) {
  const isHere = url.origin + url.pathname === location.origin + location.pathname;
  return isHere ? null : address;
}
function withNext(url) {
  url.searchParams.set("next", location.pathname + location.search);
  return url.href;
}

// room/error.js
var RoomError = class extends Error {
  constructor(code, message, options) {
    super(message, options);
    this.code = code;
  }
};
function toRoomError(error) {
  if (error instanceof RoomError) {
    return error;
  }
  report(error);
  return new RoomError("internal", "", { cause: error });
}

// room/errors.js
var refusal = (reason) => ({ type: "refusal", reason });
var BREAKDOWN = { type: "breakdown" };
var question = (key) => ({ type: "question", key });
var PASSES = { type: "passes" };
var OUTCOMES = {
  "connection.passwordRequired": refusal("token"),
  "connection.conferenceRequestFailed": BREAKDOWN,
  "connection.droppedError": BREAKDOWN,
  "connection.notLiveError": question("loginThere"),
  "connection.otherError": BREAKDOWN,
  "connection.serverError": BREAKDOWN,
  "connection.shardChangedError": BREAKDOWN,
  "conference.authenticationRequired": question("loginThere"),
  "conference.chatError": PASSES,
  "conference.connectionError": BREAKDOWN,
  "conference.connectionError.accessDenied": refusal("lobby"),
  "conference.connectionError.membersOnly": { type: "lobby" },
  "conference.connectionError.notAllowed": refusal("not-allowed"),
  "conference.destroyed": { type: "destroyed" },
  "conference.display_name_required": question(null),
  "conference.focusDisconnected": BREAKDOWN,
  "conference.focusLeft": BREAKDOWN,
  "conference.gracefulShutdown": BREAKDOWN,
  "conference.iceFailed": BREAKDOWN,
  "conference.incompatible_server_versions": BREAKDOWN,
  "conference.max_users": refusal("full"),
  "conference.offerAnswerFailed": BREAKDOWN,
  "conference.passwordNotSupported": PASSES,
  "conference.passwordRequired": question("passwordThere"),
  "conference.redirected": { type: "redirect" },
  "conference.reservationError": refusal("reservation"),
  "conference.restarted": { type: "redirect" },
  "conference.settingsError": PASSES,
  "conference.videobridgeNotAvailable": BREAKDOWN
};
function outcomeOf({ name, params, isFatal }) {
  if (name === "conference.max_users" && params.some((each) => each?.visitorsSupported)) {
    return { type: "redirect" };
  }
  const isConnection = name.startsWith("connection.");
  const outcome = Object.hasOwn(OUTCOMES, name) ? OUTCOMES[name] : null;
  if (outcome && !(outcome === BREAKDOWN && isConnection && isFatal === false)) {
    return outcome;
  }
  if (isConnection && isFatal !== false) {
    return BREAKDOWN;
  }
  return isFatal ? refusal("other") : { type: "doubt" };
}
function afterDoubt({ name }) {
  const isKnown = name.startsWith("connection.") || name.startsWith("conference.connectionError");
  return isKnown ? BREAKDOWN : refusal("other");
}
function normalizedError(error) {
  const { name, message, params, isFatal } = Object(error);
  return {
    name: String(name ?? (typeof error === "string" ? error : "")),
    message: String(message ?? ""),
    params: Array.isArray(params) ? params : [],
    isFatal
  };
}

// room/limits.js
var MAX_PAUSE = 24 * 3600;
function namedSeconds(value, fallback) {
  const seconds = typeof value === "number" ? value : Number.NaN;
  return Number.isFinite(seconds) && seconds > 0 ? Math.min(seconds, MAX_PAUSE) : fallback;
}
async function withLimit(promise, seconds, onLimit) {
  let timer;
  const limit = new Promise((_, reject) => {
    timer = setTimeout(() => reject(onLimit()), seconds * 1e3);
  });
  try {
    return await Promise.race([promise, limit]);
  } finally {
    clearTimeout(timer);
  }
}
function retryAfter(header) {
  if (!header) {
    return void 0;
  }
  const seconds = /^\d+$/.test(header) ? Number(header) : (Date.parse(header) - Date.now()) / 1e3;
  return namedSeconds(seconds, void 0);
}

// room/conference.js
var SCRIPT_LIMIT = 20;
var scripts = /* @__PURE__ */ new Map();
var ApiScript = class _ApiScript {
  #waiting = /* @__PURE__ */ new Set();
  #isLoaded = false;
  #giveUp;
  static of(url, nonce) {
    if (!scripts.has(url)) {
      scripts.set(url, new _ApiScript(url, nonce));
    }
    return scripts.get(url);
  }
  constructor(url, nonce) {
    this.#giveUp = () => scripts.get(url) === this && scripts.delete(url);
    const late = () => unreachable("script", `${url} has not come`);
    this.api = withLimit(loadScript(url, nonce), SCRIPT_LIMIT, late);
    this.api.then(
      () => {
        this.#isLoaded = true;
      },
      () => this.#giveUp()
    );
  }
  load(room) {
    this.#waiting.add(room);
    return this.api;
  }
  leave(room) {
    this.#waiting.delete(room);
    if (this.#waiting.size === 0 && !this.#isLoaded) {
      this.#giveUp();
    }
  }
};
function unreachable(subject, message) {
  return Object.assign(new RoomError("unreachable", message), { report: subject });
}
function loadScript(url, nonce) {
  const script = document.createElement("script");
  return new Promise((resolve, reject) => {
    const fail = () => {
      script.remove();
      reject(unreachable("script", `${url} could not be loaded`));
    };
    script.src = url;
    if (nonce) {
      script.nonce = nonce;
    }
    script.onerror = fail;
    script.onload = () => {
      const { JitsiMeetExternalAPI } = (
        /** @type {any} */
        window
      );
      JitsiMeetExternalAPI ? resolve(JitsiMeetExternalAPI) : fail();
    };
    document.head.append(script);
  });
}
var FAREWELL_TIMEOUT = 1.5;
var HEADERS_TIMEOUT = 5;
var FRAME_EVENTS = {
  browserSupport: ({ supported }) => ({
    type: supported === false ? "browser-unsupported" : "frame-alive"
  }),
  ready: () => ({ type: "frame-alive" }),
  prejoinScreenLoaded: () => ({ type: "frame-asks", key: null }),
  passwordRequired: () => ({ type: "frame-asks", key: "passwordThere" }),
  videoConferenceJoined: ({ id, displayName, breakoutRoom }) => ({
    type: "conference-joined",
    id,
    displayName,
    breakoutRoom
  }),
  videoConferenceLeft: () => ({ type: "conference-left" }),
  readyToClose: () => ({ type: "hung-up" }),
  participantJoined: () => ({ type: "participants-changed" }),
  participantLeft: () => ({ type: "participants-changed" }),
  participantKickedOut: ({ kicked: kicked2, kicker }) => ({
    type: "kicked",
    id: kicked2?.id,
    local: kicked2?.local,
    kicker: kicker?.id
  }),
  audioMuteStatusChanged: ({ muted }) => ({ type: "mute-changed", kind: "audio", muted }),
  videoMuteStatusChanged: ({ muted }) => ({ type: "mute-changed", kind: "video", muted }),
  recordingStatusChanged: ({ mode, on, error }) => ({ type: "recording-changed", mode, on, error }),
  participantRoleChanged: ({ id, role }) => ({ type: "role-changed", id, role }),
  errorOccurred: ({ error }) => ({ type: "conference-error", error: normalizedError(error) })
};
var Conference = class {
  api = null;
  #script = null;
  load(grant, nonce) {
    this.#script = ApiScript.of(grant.script_url, nonce);
    return this.#script.load(this);
  }
  open(Api, grant, { parentNode, displayName }) {
    try {
      this.api = new Api(grant.domain, frameOptions(grant, parentNode, displayName));
    } catch (error) {
      report(error);
      throw unreachable("script", error?.message ?? "");
    }
  }
  listen(onEvent) {
    for (const [name, toEvent] of Object.entries(FRAME_EVENTS)) {
      this.api.addListener(name, (payload) => onEvent(toEvent(Object(payload))));
    }
  }
  async problems() {
    try {
      return await this.#problems();
    } catch (error) {
      report(error);
      return [];
    }
  }
  async #problems() {
    const frame = this.api.getIFrame();
    if (!window.isSecureContext) {
      return [{ key: "insecure" }];
    }
    const blocked = blockedDevices(frame);
    if (blocked.length === 0) {
      return [];
    }
    if (await isBlockedByPage(blocked)) {
      return [{ key: "blockedByPage", values: { outer: outerOrigin() } }];
    }
    return [{ key: "blockedDevices", values: { origin: new URL(frame.src).origin } }];
  }
  async end() {
    const left = new Promise((resolve) => this.api.addListener("videoConferenceLeft", resolve));
    const timeout = new Promise((resolve) => {
      setTimeout(resolve, FAREWELL_TIMEOUT * 1e3);
    });
    attempt(() => this.api.executeCommand("endConference"));
    await Promise.race([left, timeout]);
  }
  close() {
    const { api } = this;
    this.api = null;
    this.#script?.leave(this);
    this.#script = null;
    attempt(() => api?.dispose());
  }
};
function frameOptions(grant, parentNode, displayName) {
  return {
    roomName: grant.room,
    parentNode,
    width: "100%",
    height: "100%",
    jwt: grant.jwt ?? void 0,
    lang: grant.lang,
    userInfo: { displayName: displayName ?? grant.display_name },
    configOverwrite: grant.config
  };
}
function blockedDevices(frame) {
  const policy = policyOf(frame);
  return policy ? ["camera", "microphone"].filter((name) => !policy.allowsFeature(name)) : [];
}
function policyOf(of) {
  return of.permissionsPolicy ?? of.featurePolicy;
}
async function isBlockedByPage(devices) {
  const isMissingHere = devices.some((name) => !policyOf(document)?.allowsFeature(name));
  if (window === window.top || !isMissingHere) {
    return false;
  }
  const header = await ownPolicyHeader();
  return !devices.some((name) => new RegExp(`\\b${name}\\s*=`).test(header));
}
async function ownPolicyHeader() {
  const asked = fetch(location.href, { method: "HEAD" });
  const late = () => new RoomError("network", "");
  const response = await withLimit(asked, HEADERS_TIMEOUT, late).catch(() => null);
  return response?.headers.get("Permissions-Policy") ?? "";
}
function outerOrigin() {
  const { ancestorOrigins } = location;
  return ancestorOrigins?.[0] ?? (document.referrer && new URL(document.referrer).origin);
}

// room/entry.js
function isUndecided(config) {
  const given2 = Object.entries(Object(config?.prejoinConfig));
  return given2.length === 1 && config.prejoinConfig.enabled === false;
}
function entryConfig(config, { isMuted, showsPrejoin, isMoving = false, mutes = {} }) {
  const muted = (kind) => isMuted || mutes[kind] !== false;
  return {
    ...config,
    ...(isMuted || isMoving) && {
      startWithAudioMuted: muted("audio"),
      startWithVideoMuted: muted("video")
    },
    ...(showsPrejoin || isMoving) && { prejoinConfig: { enabled: showsPrejoin } }
  };
}

// room/info.js
var PUBLIC = ["is_active", "state", "started_at", "poll_after", "join_spread"];
var EMPTY = { present: null, people: [], closes_at: null, can_extend: false };
var entriesOf = (answer, isKnown) => Object.fromEntries(Object.entries(answer).filter(([, value]) => isKnown(value)));
function isTeam({ role }) {
  return role === "host" || role === "speaker";
}
var GUEST = "guest:";
function isGuestId(participant) {
  return `${participant ?? ""}`.startsWith(GUEST);
}
function isGuest({ is_guest, participant }) {
  return Boolean(is_guest) || isGuestId(participant);
}
function roomOf({ room_key, room_name }) {
  return room_key ?? room_name ?? null;
}
function isOpenTo(info) {
  return Boolean(info.is_active) || isBackstage(info);
}
function isBackstage(info) {
  return info.state === "backstage" && isTeam(info);
}
function withDescription(info, description) {
  const known = entriesOf(description, (value) => value !== void 0);
  return settled(info, { ...info, ...known }, stateAfter(info, description));
}
function withStatus(info, status2) {
  const isHidden = isBackstage(info) && !status2.is_active;
  const state = isHidden ? info.state : stateAfter(info, status2);
  return settled(info, { ...info, ...entriesOf(status2, (value) => value != null) }, state);
}
function stateAfter(before, { is_active, state, has_ended }) {
  if (is_active) {
    return "live";
  }
  if (state || has_ended !== void 0) {
    return state ?? (has_ended ? "ended" : "scheduled");
  }
  if (is_active === void 0) {
    return before.state;
  }
  return before.is_active || before.state === "ended" ? "ended" : "scheduled";
}
function settled(before, after, state) {
  const isOpen = state === "live" || state === "backstage";
  const isOver2 = !isOpen && isOpenTo(before);
  return { ...after, ...state && { state }, ...isOver2 && EMPTY };
}
function isOfSomebodyElse(info, { is_authenticated, participant }) {
  const isAnother = info.participant && participant && participant !== info.participant;
  return is_authenticated === false || Boolean(isAnother);
}
function publicPart(description) {
  return Object.fromEntries(PUBLIC.map((key) => [key, description[key]]));
}

// room/states.js
var INSIDE = /* @__PURE__ */ new Set(["joining", "lobby", "joined"]);
var WAITING = /* @__PURE__ */ new Set(["waiting", "backstage", "live", "left", "ended"]);
var SELDOM = 60;
var HOST_ASKED = 5;
var ANSWER_FIRST = 4;
var ANSWER_LAST = 20;
function asksInFull({ name, info, isStayOver, wasPutOut, reason }) {
  const isOfPerson = name === "removed" || isOfRequest({ name, reason }) || isHostAsked(info);
  return isStayOver || wasPutOut || isOfPerson || isTeam(info) && !info.is_active;
}
function isHostAsked({ role, asking }) {
  return role === "host" && Array.isArray(asking);
}
function isOfRequest({ name, reason }) {
  return name === "unregistered" && (reason === "asking" || reason === "declined");
}
function pollAfter({ name, reason, info, polls }) {
  if (name === "removed" || name === "unregistered" && reason === "declined") {
    return SELDOM;
  }
  if (name === "unregistered" && reason === "asking") {
    return Math.min(ANSWER_FIRST + polls, ANSWER_LAST);
  }
  if (isHostAsked(info) && isOpenTo(info)) {
    return Math.min(HOST_ASKED, info.poll_after ?? HOST_ASKED);
  }
  return info.poll_after;
}
var REQUESTS = { waiting: "asking", declined: "declined" };
function reasonOf(info) {
  return stateOf(info) === "unregistered" ? REQUESTS[info.asked] ?? null : null;
}
function mayOnlyWatch({ name, info }) {
  return name === "unregistered" && Boolean(info.may_watch);
}
var UNKNOWN = /* @__PURE__ */ new Set([null, "checking", "closed"]);
function isLive({ name, info }) {
  return UNKNOWN.has(name) ? null : info.is_active ?? null;
}
function sessionState({ name, info }) {
  const state = UNKNOWN.has(name) ? null : info.state ?? null;
  return state === "backstage" && !isBackstage(info) ? "scheduled" : state;
}
function stateOf(info) {
  const { is_open, is_authenticated, is_removed, role, is_active, state } = info;
  if (is_open === false) {
    return "closed";
  }
  if (is_authenticated === false) {
    return "logged-out";
  }
  if (is_removed) {
    return "removed";
  }
  if (!role) {
    return "unregistered";
  }
  if (is_active) {
    return "live";
  }
  if (isBackstage(info)) {
    return "backstage";
  }
  return state === "ended" ? "ended" : "waiting";
}

// room/entrance.js
var Entrance = class {
  #room;
  constructor(room) {
    this.#room = room;
  }
  async enter(action) {
    await this.#room.hasBegun();
    if (!INSIDE.has(this.#room.getState().name)) {
      await this.getIn(action, { isClick: true });
    }
  }
  async getIn(action, { isClick = false } = {}) {
    const { getSite, getState, hasBegun, send } = this.#room;
    await hasBegun();
    if (!getState().isBusy) {
      send({ type: "enter", isClick });
      await this.goIn(() => getSite()[action]());
    }
  }
  async goIn(askForGrant) {
    const { conference, element } = this.#room;
    const { visit } = this.#room.getState();
    const sendIfCurrent = (event) => this.#ifCurrent(visit, () => this.#room.send(event));
    try {
      const grant = await askForGrant();
      sendIfCurrent({ type: "granted", grant });
      const Api = await conference.load(grant, element.nonce);
      this.#ifCurrent(visit, () => this.#open(Api, grant, sendIfCurrent));
    } catch (exception) {
      const error = toRoomError(exception);
      sendIfCurrent({ type: "join-failed", error });
      throw error;
    } finally {
      sendIfCurrent({ type: "enter-done" });
    }
  }
  #ifCurrent(visit, act2) {
    if (visit === this.#room.getState().visit && this.#room.element.isConnected) {
      act2();
    }
  }
  #open(Api, grant, sendIfCurrent) {
    const { conference, element, getState, view } = this.#room;
    const displayName = element.getAttribute("display-name");
    const config = entryConfig(grant.config, getState());
    conference.open(Api, { ...grant, config }, { parentNode: view.video, displayName });
    this.#room.send({ type: "frame-opened" });
    conference.listen(sendIfCurrent);
    attempt(() => {
      conference.api.getIFrame().title = view.text("video");
    });
    this.#tellProblems(sendIfCurrent);
  }
  async #tellProblems(sendIfCurrent) {
    const problems = await this.#room.conference.problems();
    problems.forEach((each) => sendIfCurrent({ type: "frame-notice", ...each }));
  }
};

// room/full.js
var Line = class {
  #room;
  constructor(room) {
    this.#room = room;
  }
  async ask() {
    const { element, getSite, getState, send } = this.#room;
    const { visit } = getState();
    const answer = await getSite().join().then(
      (grant) => ({ type: "seat-free", grant }),
      (error) => ({ type: "still-full", error: toRoomError(error) })
    );
    if (visit === getState().visit && element.isConnected) {
      send(answer);
    }
  }
};

// room/on_asking.js
var RECENT = 600;
function requestNoted(step, { answer, now }) {
  const info = { ...step.state.info, asked: answer.asked, can_ask: false };
  step.change({ info, askedAt: now, polls: 0, pushes: step.state.pushes + 1, problem: null });
  step.moveToDescribed();
  step.schedulePoll();
  if (answer.asked === "admitted") {
    step.run("poll", { isFull: true, isLost: false });
  }
}
function followAnswer(step, { now, letsIn: letsIn2 }) {
  const { info, reason, askedAt } = step.state;
  const wants = askedAt !== null && now - askedAt < RECENT * 1e3;
  if (info.role && info.is_active && wants && letsIn2) {
    step.change({ askedAt: null });
    step.run("enter");
  } else if (stateOf(info) !== "unregistered" || reasonOf(info) !== reason) {
    step.moveToDescribed();
    step.schedulePoll();
  }
}
function tellAsking(step, { info: before }) {
  const known = new Set((before.asking ?? []).map(({ participant }) => participant));
  const asking = step.state.info.asking ?? [];
  const [first, ...more] = asking.filter(({ participant }) => !known.has(participant));
  if (first) {
    const key = more.length > 0 ? "askingCount" : "asksNow";
    const values = { name: first.display_name, count: asking.length };
    step.run("say", { key, values });
  }
}
function requestAnswered(step, { answer }) {
  const { participant, display_name: name, asked } = answer;
  const { info, roster, pushes } = step.state;
  const without = (list) => list?.filter((person) => person.participant !== participant);
  step.change({
    info: { ...info, ...info.asking && { asking: without(info.asking) } },
    ...roster && { roster: { ...roster, asking: without(roster.asking) } },
    pushes: pushes + 1,
    problem: null
  });
  step.run("render");
  step.run("say", { key: asked === "admitted" ? "admittedNow" : "declinedNow", values: { name } });
}

// room/moments.js
var SHOW_BEFORE = 600;
var WARN_BEFORE = 120;
var EARLY = 3600;
var MAX_PAUSE2 = 24 * 3600;
function secondsUntil(moment, now) {
  return moment ? (Date.parse(moment) - now) / 1e3 : Number.NaN;
}
function isFuture(moment, now) {
  return secondsUntil(moment, now) > 0;
}
function isSameMoment(one, other) {
  return one !== null && Date.parse(one) === Date.parse(other);
}
function isEarly(startsAt, now) {
  return startsAt !== null && startsAt - now > EARLY * 1e3;
}
function secondsUntilChange({ closes_at, opens_at, reopen_until }, now) {
  const closes = secondsUntil(closes_at, now);
  const others = [opens_at, reopen_until].map((moment) => secondsUntil(moment, now));
  const all = [closes - SHOW_BEFORE, closes - WARN_BEFORE, closes, ...others];
  return Math.min(...all.filter((seconds) => seconds > 0));
}
var Clock = class {
  #timer;
  #onChange;
  constructor(onChange) {
    this.#onChange = onChange;
  }
  watch(info) {
    clearTimeout(this.#timer);
    const seconds = secondsUntilChange(info, Date.now());
    if (seconds !== Number.POSITIVE_INFINITY) {
      this.#timer = setTimeout(this.#onChange, Math.min(seconds, MAX_PAUSE2) * 1e3);
    }
  }
  stop() {
    clearTimeout(this.#timer);
  }
};

// room/on_clock.js
var SPREAD = 10;
function clock(step, { now, chance }) {
  const { info, closedAt } = step.state;
  step.run("render");
  warnOfClosing(step, now);
  if (isOpenTo(info) && info.closes_at !== closedAt && secondsUntil(info.closes_at, now) <= 0) {
    step.change({ closedAt: info.closes_at });
    step.pollIn(isTeam(info) ? 0 : chance * SPREAD);
  }
}
function warnOfClosing(step, now) {
  const { name, info } = step.state;
  const isSoon = secondsUntil(info.closes_at, now) <= WARN_BEFORE;
  if (step.role !== "host" || name !== "joined") {
    return;
  }
  if (isSoon) {
    step.notice(info.can_extend ? "closingSoon" : "closingForGood");
  } else {
    ["closingSoon", "closingForGood"].forEach((key) => step.removeNotice(key));
  }
}

// room/on_full.js
var DEFAULT_RETRY = 10;
function standInLine(step, { retryAfter: retryAfter2, watchUrl }) {
  const { info } = step.state;
  if (watchUrl !== void 0 && watchUrl !== info.watch_url) {
    step.change({ info: { ...info, watch_url: watchUrl } });
    step.run("render");
  }
  step.moveTo("full");
  const due = { type: "line-due" };
  step.startTimer("line", retryAfter2 ?? DEFAULT_RETRY, due, { hasJitter: true });
}
function lineDue(step) {
  if (step.state.name === "full") {
    step.run("ask-line");
  }
}
function leaveLine(step) {
  step.nextVisit();
  step.stopTimer("line");
  step.moveTo("live");
  step.schedulePoll();
}

// room/backoff.js
function exponentialBackoff(first, failures, max) {
  return Math.min(first * 2 ** failures, max);
}
function withJitter(seconds, random = Math.random()) {
  return seconds * (1 + random * 0.25);
}

// room/on_link.js
var LINK_ERRORS = /* @__PURE__ */ new Set(["link_withdrawn", "link_in_use"]);
function isOfLink({ code }) {
  return LINK_ERRORS.has(code);
}
function isWithdrawn(info) {
  return isGuest(info) && !info.role;
}
function linkRefuses(step, { code, message = "" }) {
  const isOver2 = code === "link_withdrawn";
  step.nextVisit();
  step.closeFrame(isOver2 ? "kicked" : "refused");
  step.dispatchError(code, message, "site", true);
  step.change({ wantsIn: false, isMoving: false, wasPutOut: false });
  if (isOver2) {
    step.change({ info: { ...step.state.info, is_guest: true, role: null } });
    step.moveTo("unregistered");
  } else {
    step.moveTo("refused", "in-use", message);
    step.schedulePoll();
  }
}

// room/on_login.js
function loginLost(step) {
  if (!step.state.isLoggedOut) {
    step.change({ isLoggedOut: true });
    step.dispatchError("not_authenticated", "", "site", false);
  }
  if (step.isInside) {
    step.notice(isGuest(step.state.info) ? "linkLost" : "loggedOutHere");
  }
  step.run("render");
}
function loginBack(step) {
  if (step.state.isLoggedOut) {
    const isSolved = step.state.problem?.code === "not_authenticated";
    step.change({ isLoggedOut: false, ...isSolved && { problem: null } });
    step.removeNotice("loggedOutHere");
    step.removeNotice("linkLost");
    step.run("beat-stay");
    step.run("render");
  }
}
function stayNoted(step) {
  loginBack(step);
}

// room/on_removal.js
function leaveRemoved(step, { message = "" } = {}) {
  if (step.state.name === "removed") {
    return;
  }
  step.nextVisit();
  step.closeFrame("kicked");
  step.dispatchError("removed", message, "site", true);
  const info = { ...step.state.info, is_removed: true };
  step.change({ info, wantsIn: false, isMoving: false, wasPutOut: false });
  step.moveTo("removed", null, message);
  step.schedulePoll();
}
function siteRefuses(step, { error }) {
  if (error.code === "removed") {
    leaveRemoved(step, error);
  } else if (isOfLink(error)) {
    linkRefuses(step, error);
  } else if (error.code === "not_authenticated") {
    loginLost(step);
  }
}

// room/step.js
var FIRST_RETRY = 2;
var MAX_RETRY = 60;
var REOPENING = 120;
var INITIAL = Object.freeze({
  name: null,
  reason: null,
  message: "",
  problem: null,
  info: {},
  visit: 0,
  isBusy: false,
  isEnding: false,
  question: null,
  person: null,
  roster: null,
  isListOpen: false,
  isLoggedOut: false,
  wantsIn: false,
  failures: 0,
  breakdowns: 0,
  hasRenewed: false,
  reported: [],
  polls: 0,
  isPollDue: false,
  pollsSoon: false,
  pushes: 0,
  joinsIn: 0,
  roomUrl: null,
  room: null,
  roomKey: null,
  isMoving: false,
  wasPutOut: false,
  mutes: {},
  isClick: false,
  isMuted: false,
  showsPrejoin: false,
  hasEntered: false,
  endedRun: null,
  askedAt: null,
  closedAt: null,
  isFrameAlive: false,
  isIn: false,
  isStayOver: false,
  isApart: false,
  participantId: null,
  roles: {},
  isRoleFresh: false,
  noticed: [],
  recorded: {},
  asked: {},
  isAboutToRecord: false
});
var Step = class {
  effects = [];
  constructor(state) {
    this.state = state;
  }
  change(values) {
    this.state = { ...this.state, ...values };
  }
  run(type, values = {}) {
    this.effects.push({ type, ...values });
  }
  get isInside() {
    return INSIDE.has(this.state.name);
  }
  get role() {
    return this.state.info.role ?? null;
  }
  moveTo(name, reason = null, message = "") {
    const { name: previous, reason: previousReason } = this.state;
    if (name !== previous || reason !== previousReason) {
      this.change({ name, reason, message, problem: null, question: null });
      this.run("show-state", { state: name });
      this.dispatchState(previous);
    }
  }
  moveToDescribed() {
    const { info } = this.state;
    this.moveTo(stateOf(info), reasonOf(info));
  }
  dispatchState(previous) {
    const { name, reason } = this.state;
    const session = { isLive: isLive(this.state), sessionState: sessionState(this.state) };
    this.dispatch("state", { state: name, previous, reason, ...session });
  }
  dispatch(name, detail) {
    this.run("dispatch", { name, detail: { role: this.role, ...detail } });
  }
  dispatchError(code, message, source, fatal) {
    this.dispatch("error", { code, message, source, fatal });
  }
  nextVisit() {
    this.change({ visit: this.state.visit + 1, isBusy: false });
  }
  schedulePoll(seconds = pollAfter(this.state)) {
    this.run("schedule-poll", { seconds });
  }
  pollIn(seconds) {
    this.run("poll-in", { seconds });
  }
  retryPoll(retryAfter2 = 0) {
    const pause = exponentialBackoff(FIRST_RETRY, this.state.failures, MAX_RETRY);
    this.schedulePoll(Math.max(pause, retryAfter2));
    this.change({ failures: this.state.failures + 1 });
  }
  pollSoon() {
    this.change({ pollsSoon: true, polls: 0 });
    this.schedulePoll(FIRST_RETRY);
  }
  startTimer(name, seconds, event, { hasJitter = false } = {}) {
    this.run("start-timer", { name, seconds, event, hasJitter });
  }
  stopTimer(name) {
    this.run("stop-timer", { name });
  }
  notice(key, values) {
    if (!this.state.noticed.includes(key)) {
      this.change({ noticed: [...this.state.noticed, key] });
      this.run("show-notice", { key, values });
    }
  }
  removeNotice(key) {
    if (this.state.noticed.includes(key)) {
      this.forgetNotice(key);
      this.run("remove-notice", { key });
    }
  }
  forgetNotice(key) {
    this.change({ noticed: this.state.noticed.filter((each) => each !== key) });
  }
  frameAlive() {
    const isFirst = !this.state.isFrameAlive;
    this.stopTimer("frame");
    if (isFirst) {
      this.change({ isFrameAlive: true });
      this.run("render");
    }
    return isFirst;
  }
  reportRefusal(code, message) {
    const { reported: reported2 } = this.state;
    if (code && !reported2.includes(code)) {
      this.change({ reported: [...reported2, code] });
      this.run("report-refusal", { code, message });
    }
  }
  closeFrame(reason) {
    const { isIn } = this.state;
    this.removeFrame();
    this.change({ isIn: false });
    if (isIn) {
      this.dispatch("left", { reason });
    }
  }
  removeFrame() {
    this.change({ isFrameAlive: false, isStayOver: false, noticed: [] });
    this.change({ recorded: {}, asked: {}, isAboutToRecord: false });
    this.run("close-frame");
    this.run("end-stay");
  }
  wasPutOut(wasPutOut = true) {
    this.change({ wasPutOut, pushes: this.state.pushes + 1 });
  }
  sessionEnded(by, startedAt, endReason = null) {
    const { name, reason } = this.state;
    const wasIn = this.isInside || name === "left" && reason === "closed";
    this.nextVisit();
    this.change({ reported: [] });
    this.closeFrame("ended");
    this.change({ wantsIn: false, isMoving: false, wasPutOut: false });
    const next = stateOf(this.state.info);
    this.moveTo(next, endReason);
    if (next === "ended") {
      this.dispatch("ended", { by });
      this.awaitReopening(wasIn ? startedAt : null);
    }
    this.schedulePoll();
  }
  awaitReopening(startedAt) {
    this.change({ endedRun: startedAt ?? null });
    if (startedAt) {
      this.startTimer("reopening", REOPENING, { type: "reopening-over" });
    }
  }
};

// room/on_joining.js
var FRAME_TIMEOUT = 20;
var NO_ENTRY = {
  not_registered: "unregistered",
  not_authenticated: "logged-out",
  not_found: "closed"
};
function enter(step, { isClick = false, entersMuted: entersMuted2 = void 0 } = {}) {
  const isMoving = !isClick && step.state.isMoving;
  const isMuted = !isClick && !isMoving && (entersMuted2 ?? step.state.info.enters_muted ?? true);
  const mutes = isMoving ? step.state.mutes : {};
  step.nextVisit();
  step.moveTo("joining");
  step.change({ isBusy: true, isClick, isMuted, isMoving, mutes, wasPutOut: false });
  step.change({ showsPrejoin: false, endedRun: null });
}
function enterDone(step) {
  step.change({ isBusy: false });
}
function granted(step, { grant }) {
  const info = withGrant(step.state.info, grant);
  const { isClick, hasEntered } = step.state;
  const isFirst = isClick && !hasEntered && Boolean(info.is_active) && isTeam(info);
  step.change({
    info,
    isLoggedOut: false,
    roomUrl: grant.url ?? null,
    room: grant.room ?? null,
    roomKey: roomOf(grant),
    showsPrejoin: isFirst && isUndecided(grant.config)
  });
  step.schedulePoll();
}
function withGrant(info, { role, participant, is_active = true, state, ...grant }) {
  const { room_key = null, room_name = null } = grant;
  const known = { is_open: true, is_authenticated: true, is_removed: false, role, participant };
  Object.assign(known, { room_key, room_name });
  return withDescription(info, { ...known, is_active, state });
}
function frameOpened(step) {
  step.change({ roles: {} });
  const message = "The frame has given no sign of life";
  const error = { code: "unreachable", report: "frame", message };
  step.startTimer("frame", FRAME_TIMEOUT, { type: "join-failed", error });
  step.run("render");
}
function joinFailed(step, { error }) {
  const { code, status: status2, message } = error;
  if (code === "removed") {
    leaveRemoved(step, error);
    return;
  }
  if (code === "full") {
    full(step, error);
    return;
  }
  if (isOfLink(error)) {
    linkRefuses(step, error);
    return;
  }
  const isPassing = step.state.isMoving && ["busy", "throttled"].includes(code);
  const isNetwork = code === "network" || code === "unexpected" && status2 >= 500 || isPassing;
  const isServer = code === "unreachable";
  if (isServer) {
    step.reportRefusal(error.report, message);
  }
  step.closeFrame("refused");
  step.dispatchError(code, message, isServer ? "server" : "site", !isNetwork && !isServer);
  if (Object.hasOwn(NO_ENTRY, code)) {
    step.change({ info: { ...step.state.info, role: null } });
    noEntry(step, code);
  } else if (isNetwork) {
    comeBack(step, error);
  } else if (isServer) {
    unreachable2(step);
  } else if (code === "server_misconfigured") {
    step.moveTo("unreachable", "misconfigured", message);
    step.schedulePoll();
  } else {
    goBack(step, error);
  }
}
function noEntry(step, code) {
  const reason = code === "not_registered" ? reasonOf(step.state.info) : null;
  step.moveTo(NO_ENTRY[code], reason);
  if (reason) {
    step.schedulePoll();
  }
}
function full(step, error) {
  step.closeFrame("refused");
  step.dispatchError(error.code, error.message, "site", false);
  step.change({ wantsIn: false, isMoving: false });
  standInLine(step, error);
  step.schedulePoll();
}
function goBack(step, { code, message }) {
  const isOver2 = code === "not_live";
  if (isOver2) {
    step.change({ info: withDescription(step.state.info, { is_active: false }) });
  }
  step.moveTo(stateOf({ role: "attendee", ...step.state.info }));
  step.change({ problem: isOver2 ? null : { code, message } });
  step.run("render");
  step.schedulePoll();
}
function comeBack(step, { retryAfter: retryAfter2 } = {}) {
  step.change({ wantsIn: true });
  step.moveTo("offline");
  step.retryPoll(retryAfter2);
}
function unreachable2(step) {
  step.moveTo("unreachable");
  step.schedulePoll();
  const breakdowns = step.state.breakdowns + 1;
  step.change({ breakdowns });
  const pause = exponentialBackoff(FIRST_RETRY, breakdowns + 1, MAX_RETRY);
  step.startTimer("retry", pause, { type: "retry" }, { hasJitter: true });
}

// room/on_moving.js
var SPREAD2 = 10;
function isElsewhere({ info, roomKey }) {
  const now = roomOf(info);
  return Boolean(isOpenTo(info) && roomKey && now && now !== roomKey);
}
function follow(step) {
  if (step.isInside && !step.state.isBusy) {
    step.run("follow");
  }
}
function isFollowing({ isMoving, isBusy }) {
  return isMoving && isBusy;
}
function destroyed(step, { chance }) {
  if (step.state.isEnding) {
    return;
  }
  if (isFollowing(step.state)) {
    step.wasPutOut();
    return;
  }
  step.removeFrame();
  step.moveTo("joining", "closed");
  askWhatFollows(step, chance);
}
function askWhatFollows(step, chance = 0) {
  step.wasPutOut();
  step.pollIn(chance * Math.min(SPREAD2, (step.state.info.present ?? 0) / 50));
}
var UNDECIDED = /* @__PURE__ */ new Set(["joining closed", "refused kicked"]);
function followOut(step) {
  const { name, reason } = step.state;
  step.change({ wasPutOut: false });
  if (isElsewhere(step.state)) {
    step.change({ isMoving: true });
    step.closeFrame("moved");
    step.run("enter");
  } else if (UNDECIDED.has(`${name} ${reason}`)) {
    step.closeFrame("ended");
    step.moveTo("left", reason);
    step.schedulePoll();
  }
}
function moved(step, { grant }) {
  if (!step.isInside || step.state.room === grant.room) {
    step.change({ info: withGrant(step.state.info, grant), isMoving: false, question: null });
    step.run("render");
    return;
  }
  step.change({ isMoving: true });
  step.closeFrame("moved");
  enter(step);
  step.run("go-in", { grant });
}
function followFailed(step, event) {
  step.change({ isMoving: false });
  siteRefuses(step, event);
  notFollowed(step, event);
}
function notFollowed(step, event) {
  if (step.isInside && step.state.wasPutOut) {
    destroyed(step, event);
  }
}

// room/on_people.js
var REFRESH = 10;
var SOON = 2;
function listToggled(step, { isOpen }) {
  step.change({ isListOpen: isOpen });
  listPeople(step);
}
function listPeople(step) {
  if (step.state.isListOpen && step.state.name === "joined" && step.role === "host") {
    step.run("list-people");
  }
}
function listLater(step, seconds = REFRESH) {
  if (step.state.isListOpen) {
    step.startTimer("people", seconds, { type: "people-due" });
  }
}
function peopleSoon(step) {
  listLater(step, SOON);
}
function peopleListed(step, { roster }) {
  step.change({ roster });
  step.run("render");
  listLater(step);
}
function peopleFailed(step, event) {
  listLater(step);
  siteRefuses(step, event);
}
function personChanged(step, { answer }) {
  const { participant, display_name: name, is_removed, removal } = answer;
  const { roster } = step.state;
  const isOther = (person) => person.participant !== participant;
  const changed = { is_removed, can_be_removed: !is_removed };
  const people = roster?.people?.map(
    (person) => isOther(person) ? person : { ...person, ...changed }
  );
  step.change({ ...people && { roster: { ...roster, people } }, problem: null, question: null });
  step.run("render");
  if (is_removed && removal === "pending") {
    step.removeNotice("removalPending");
    step.notice("removalPending", { name });
  } else {
    const done = removal === "server" ? "removedNow" : "removedSoon";
    step.run("say", { key: is_removed ? done : "readmittedNow", values: { name } });
  }
  listPeople(step);
}
function wasKicked(step, { person, roster }) {
  if (step.state.name === "joined" && !step.state.question) {
    step.change({ question: "hold", person, roster });
    step.run("render");
  }
}

// room/on_ending.js
function ask(step, { question: question2, person = step.state.person }) {
  if (question2 !== step.state.question || person !== step.state.person) {
    step.change({ question: question2, person });
    step.run("render");
  }
}
function act(step, { isMoving = false }) {
  step.change({ isBusy: true, isMoving: isMoving || step.state.isMoving });
}
function end(step) {
  step.change({ isBusy: true, isEnding: true });
}
function actFailed(step, event) {
  const { error, isMoving = false } = event;
  const { code, message } = error;
  step.change({ isMoving: step.state.isMoving && !isMoving });
  if (code === "not_authenticated") {
    loginLost(step);
  }
  step.dispatchError(code, message, "site", false);
  step.change({ problem: { code, message } });
  step.run("render");
  notFollowed(step, event);
}
function actDone(step) {
  step.change({ isBusy: false, isEnding: false });
}
function wentLive(step, { grant }) {
  const { name, room, info } = step.state;
  change(step, withGrant(info, grant));
  if (room !== (grant.room ?? null)) {
    step.closeFrame("lost");
    step.run("enter");
  } else {
    step.dispatchState(name);
  }
}
function extended(step, { answer, now }) {
  change(step, withDescription(step.state.info, answer));
  warnOfClosing(step, now);
}
function change(step, info) {
  step.change({ info, pushes: step.state.pushes + 1, problem: null, question: null });
  step.run("render");
}
function farewell(step) {
  step.nextVisit();
}
function sessionEnded(step, { by, answer }) {
  const { info } = step.state;
  const wasActive = info.is_active || !info.state;
  const before = { ...info, is_active: wasActive };
  step.change({ info: withDescription(before, { is_active: false, ...answer }) });
  step.sessionEnded(by, void 0, answer?.server_end === "pending" ? "pending" : null);
}
function reopeningOver(step) {
  step.change({ endedRun: null });
}

// room/on_recording.js
var ANSWER = 45;
var SETTLING = 1;
var SPREAD3 = 4;
var SAID = {
  file: { on: "recordingOn", off: "recordingOff" },
  stream: { on: "streamOn", off: "streamOff" }
};
var FAILURES = {
  busy: "recorderBusy",
  error: "recorderFailed",
  "policy-violation": "recorderPolicy",
  "resource-constraint": "recorderFull",
  "service-unavailable": "recorderMissing",
  "unexpected-request": "recorderUnexpected"
};
var NOTICES = [...Object.values(FAILURES), "recorderLate", "recorderBroke"];
function isRecorder({ name, info, isApart, roles, participantId }) {
  const isModerator = roles[participantId] === "moderator";
  return name === "joined" && !isApart && Boolean(info.is_active) && isModerator;
}
function recordingChanged(step, { mode, on, error, chance }) {
  if (!Object.hasOwn(SAID, mode)) {
    return;
  }
  const { recorded, asked } = step.state;
  const { [mode]: wanted, ...others } = asked;
  const wasOn = Boolean(recorded[mode]);
  const isOn = error && wanted === true ? wasOn : on === true;
  step.stopTimer(`recorder-${mode}`);
  step.change({ asked: others, recorded: { ...recorded, [mode]: isOn } });
  if (isOn !== wasOn) {
    step.run("say", { key: SAID[mode][isOn ? "on" : "off"] });
    forgetNotices(step);
  }
  if (error && step.role === "host") {
    noticeFailure(step, error, { wasAsked: wanted !== void 0, wasOn });
  }
  if (mode === "file" && isOn) {
    noteRecording(step);
  }
  step.run("render");
  recordByItself(step, chance);
}
function noticeFailure(step, error, { wasAsked, wasOn }) {
  if (wasAsked) {
    step.notice(Object.hasOwn(FAILURES, error) ? FAILURES[error] : FAILURES.error);
  } else if (wasOn) {
    step.notice("recorderBroke");
  }
}
function forgetNotices(step) {
  NOTICES.forEach((key) => step.removeNotice(key));
}
function askRecorder(step, { mode, on }) {
  const { asked, recorded } = step.state;
  if (!isRecorder(step.state) || mode in asked || Boolean(recorded[mode]) === on) {
    return;
  }
  step.change({ asked: { ...asked, [mode]: on }, question: null, problem: null });
  forgetNotices(step);
  step.startTimer(`recorder-${mode}`, ANSWER, { type: "recorder-late", mode });
  step.run("order-recorder", { mode, on });
  step.run("render");
  step.run("say", { key: on ? "recorderBegins" : "recorderStops" });
}
function recorderLate(step, { mode }) {
  withdraw(step, mode);
  step.notice("recorderLate");
}
function recorderFailed(step, event) {
  if (event.mode in step.state.asked) {
    withdraw(step, event.mode);
    actFailed(step, event);
  }
}
function withdraw(step, mode) {
  const { [mode]: _, ...asked } = step.state.asked;
  step.stopTimer(`recorder-${mode}`);
  step.change({ asked });
  step.run("render");
}
function recordByItself(step, chance = 0) {
  if (begins(step.state) && !step.state.isAboutToRecord) {
    step.change({ isAboutToRecord: true });
    step.startTimer("record", SETTLING + chance * SPREAD3, { type: "record-due" });
  }
}
function begins(state) {
  const { info, recorded, asked } = state;
  return isRecorder(state) && info.records_automatically && !recorded.file && !("file" in asked);
}
function recordDue(step) {
  step.change({ isAboutToRecord: false });
  if (begins(step.state)) {
    step.run("note-recording");
  }
}
function noteRecording(step) {
  if (isRecorder(step.state) && step.state.info.records_automatically) {
    step.run("note-recording");
  }
}
function recordingNoted(step, { isFirst }) {
  const mayBegin = begins(step.state);
  step.change({ info: { ...step.state.info, records_automatically: false } });
  if (isFirst && mayBegin) {
    askRecorder(step, { mode: "file", on: true });
  }
}

// room/on_status.js
function begin(step) {
  step.nextVisit();
  const { texts } = step.state.info;
  step.change({ info: texts ? { texts } : {}, isLoggedOut: false, reported: [], roster: null });
  step.change({ askedAt: null });
  step.moveTo("checking");
}
function stop(step) {
  step.nextVisit();
  step.closeFrame("removed");
  step.change({ wantsIn: false, isMoving: false, wasPutOut: false });
}
function disconnect(step) {
  step.change({ name: null });
}
function described(step, { info }) {
  const { started_at } = step.state.info;
  const after = withDescription(step.state.info, info);
  step.change({ failures: 0, isLoggedOut: false, info: after });
  const { wantsIn, wasPutOut } = step.state;
  const isLost = wasPutOut && isElsewhere(step.state);
  if ((wantsIn || isLost) && !after.is_removed && after.role && isOpenTo(after)) {
    step.change({ isMoving: step.state.isMoving || isLost });
    step.run("enter");
    return;
  }
  step.change({ wantsIn: false, isMoving: false, wasPutOut: false });
  const name = stateOf(after);
  step.moveToDescribed();
  if (wantsIn && name === "ended") {
    step.awaitReopening(started_at);
  }
  if (WAITING.has(name) || name === "removed" || mayPoll(step.state)) {
    step.schedulePoll();
  }
}
function mayPoll(state) {
  return mayOnlyWatch(state) || isOfRequest(state);
}
function status(step, event) {
  if (step.state.isEnding) {
    step.pollIn(FIRST_RETRY);
    return;
  }
  const { status: answer, isFull, now, chance } = event;
  const before = step.state;
  learn(step, answer, isFull);
  step.schedulePoll();
  step.run("render");
  tellAsking(step, before);
  if (step.state.info.is_removed) {
    leaveRemoved(step);
  } else if (isWithdrawn(step.state.info)) {
    linkRefuses(step, { code: "link_withdrawn" });
  } else if (isOver(before, step, isFull)) {
    step.sessionEnded("other", before.info.started_at);
  } else if (before.wasPutOut && isFull) {
    followOut(step);
  } else if (step.isInside) {
    followInside(step, before);
    warnOfClosing(step, now);
    recordByItself(step, chance);
  } else {
    followOutside(step, before, event);
  }
  askWhereToWatch(step, isFull);
}
function askWhereToWatch(step, isFull) {
  const { info } = step.state;
  if (mayOnlyWatch(step.state) && info.is_active && !info.watch_url && !isFull) {
    step.run("poll", { isFull: true, isLost: false });
  }
}
function isLeft(before, after) {
  return Boolean(before.is_active) && !after.is_active;
}
function isOver(before, step, isFull) {
  const { info } = step.state;
  const wasOpen = isOpenTo(before.info) || step.isInside;
  const isStayOver = step.isInside && before.isStayOver && isFull;
  return wasOpen && (!isOpenTo(info) || isStayOver || isLeft(before.info, info));
}
function followInside(step, before) {
  if (isElsewhere(step.state)) {
    follow(step);
  }
  if (isBackstage(before.info) && !isBackstage(step.state.info)) {
    step.change({ question: null });
    step.dispatchState(before.name);
  }
}
function followOutside(step, { name, info: before }, event) {
  const { status: answer, letsIn: letsIn2, chance } = event;
  const { info, endedRun } = step.state;
  const isTakenBack = name === "ended" && isSameMoment(endedRun, info.started_at);
  const waits = name === "waiting" || name === "backstage";
  if (info.is_active && letsIn2 && (waits || isTakenBack)) {
    letIn(step, info.join_spread, chance);
  } else if (name === "removed") {
    step.moveToDescribed();
    step.schedulePoll();
  } else if (name === "unregistered") {
    followAnswer(step, event);
  } else if (!waits && name !== "ended") {
    return;
  } else if (info.is_active) {
    step.moveTo("live");
  } else if (answer.state && before.state !== info.state) {
    step.moveTo(stateOf(info));
  }
}
function learn(step, answer, isFull) {
  const { info } = step.state;
  const isStranger = isFull && isOfSomebodyElse(info, answer);
  const isDescription = isFull && !isStranger;
  const known = isStranger ? publicPart(answer) : answer;
  const merge = isDescription ? withDescription : withStatus;
  step.change({ failures: 0, info: merge(info, known) });
  if (isStranger) {
    loginLost(step);
  } else if (isDescription && answer.is_authenticated) {
    loginBack(step);
  }
}
function letIn(step, spread = 0, chance = 0) {
  if (Number.isFinite(spread) && spread > 0 && !isTeam(step.state.info)) {
    const pause = chance * spread;
    step.change({ joinsIn: Math.ceil(pause) });
    step.moveTo("live", "soon");
    step.startTimer("join", pause, { type: "join-due" });
  } else {
    step.run("enter");
  }
}
function stayOver(step) {
  step.change({ isStayOver: true });
  step.run("poll", { isFull: true, isLost: false });
}
function joinDue(step) {
  if (step.state.name === "live" && step.state.reason === "soon") {
    step.run("enter");
  }
}
function push(step, event) {
  step.change({ pushes: step.state.pushes + 1 });
  const isNew = event.status.is_active !== Boolean(step.state.info.is_active);
  if (event.isFirst && isNew && !["waiting", "backstage"].includes(step.state.name)) {
    step.pollIn(FIRST_RETRY);
  } else {
    status(step, event);
  }
}
function pollDue(step, { isHidden }) {
  const { name, reason, isBusy, isEnding, isLoggedOut, polls, wasPutOut } = step.state;
  const isPollDue = isHidden && !step.isInside && !wasPutOut;
  step.change({ pollsSoon: false, isPollDue });
  if (isPollDue) {
    return;
  }
  if (isBusy || isEnding) {
    step.pollIn(FIRST_RETRY);
    return;
  }
  const isLost = name === "offline" || name === "checking";
  const isFull = isLost || asksInFull(step.state) || name === "joined" && (polls % 2 === 0 || isLoggedOut);
  const isCounted = name === "joined" || reason === "asking";
  step.change({ polls: isCounted && !isLost ? polls + 1 : polls });
  step.run("poll", { isFull, isLost });
}
function pollFailed(step, { error, isOnline }) {
  if (error.code === "not_authenticated" && step.isInside) {
    loginLost(step);
    step.retryPoll(error.retryAfter);
    return;
  }
  if (error.code === "not_found" || error.code === "not_authenticated") {
    joinFailed(step, { error });
    return;
  }
  if (error.code === "internal") {
    step.schedulePoll();
    return;
  }
  step.retryPoll(error.retryAfter);
  const isSure = step.state.failures > 1 || step.state.name === "checking" || !isOnline;
  if (isSure && !step.isInside && step.state.name !== "full") {
    step.moveTo("offline");
  }
}
function online(step, event) {
  if (step.state.name === "offline") {
    pollDue(step, event);
  }
}
function offline(step) {
  if (["waiting", "backstage", "live"].includes(step.state.name)) {
    step.change({ wantsIn: step.state.reason === "soon" });
    step.moveTo("offline");
    step.retryPoll();
  }
}
function visibility(step, event) {
  step.run("tune-push");
  if (event.isHidden) {
    return;
  }
  if (step.state.isLoggedOut && step.isInside) {
    step.run("beat-stay");
    step.run("poll", { isFull: true, isLost: false });
  } else if (step.state.isPollDue) {
    pollDue(step, event);
  } else if (["unregistered", "logged-out"].includes(step.state.name)) {
    step.run("look-again");
  }
}

// room/on_conference.js
var REJOIN_TIMEOUT = 15;
var FRESH_ROLE = 10;
var ROLE_CORRECTION = 2;
var SLOW = 30;
var GIVE_UP = 150;
var DOUBT = 30;
var SETTLED = 300;
var RENEWABLE = /* @__PURE__ */ new Set(["token", "not-allowed"]);
var PERSONAL = /* @__PURE__ */ new Set(["kicked", "lobby"]);
var SURE = /* @__PURE__ */ new Set(["lobby", "unsupported"]);
function frameAlive(step) {
  if (step.frameAlive() && step.state.name === "joining") {
    step.startTimer("slow", SLOW, { type: "join-slow" });
  }
}
function joinSlow(step) {
  const error = { code: "unreachable", report: "admission", message: "It lets nobody in" };
  step.notice("slowThere");
  step.startTimer("slow", GIVE_UP, { type: "join-failed", error });
}
function browserUnsupported(step) {
  refuse(step, "unsupported");
}
function frameAsks(step, { key }) {
  frameAlive(step);
  step.stopTimer("slow");
  step.removeNotice("slowThere");
  if (key && step.state.name !== "joined") {
    step.notice(key);
  }
}
function frameNotice(step, { key, values }) {
  step.notice(key, values);
}
function conferenceJoined(step, { id, displayName, breakoutRoom }) {
  ["rejoin", "slow", "doubt"].forEach((name) => step.stopTimer(name));
  step.change({ participantId: id, isApart: Boolean(breakoutRoom) });
  step.run("begin-stay", { endpoint: id });
  if (step.state.name === "joined") {
    compareRoles(step);
    return;
  }
  step.frameAlive();
  ["passwordThere", "loginThere", "slowThere"].forEach((key) => step.removeNotice(key));
  step.change({ isIn: true, isRoleFresh: true, hasEntered: true, failures: 0, breakdowns: 0 });
  if (step.state.isMoving) {
    step.change({ isMoving: false });
    step.notice("movedHere");
  }
  step.startTimer("fresh-role", FRESH_ROLE, { type: "role-aged" });
  step.startTimer("settled", SETTLED, { type: "settled" });
  step.moveTo("joined");
  step.dispatch("joined", { participantId: id, displayName });
  step.pollSoon();
  peopleSoon(step);
  if (step.state.info.role_mismatch === "attendee") {
    step.notice("attendeeIsModerator");
  }
  compareRoles(step);
}
function settled2(step) {
  step.change({ hasRenewed: false });
}
function roleChanged(step, { id, role }) {
  step.change({ roles: { ...step.state.roles, [id]: role } });
  compareRoles(step);
}
function roleAged(step) {
  step.change({ isRoleFresh: false });
}
function compareRoles(step) {
  const { name, isApart, roles, participantId, isRoleFresh } = step.state;
  const role = roles[participantId];
  if (name !== "joined" || isApart || !role || role === "none") {
    return;
  }
  if (step.role === "host") {
    step.startTimer("role", ROLE_CORRECTION, { type: "host-role", role });
  } else if (role === "moderator" && isRoleFresh) {
    reportRole(step, role);
  }
}
function hostRole(step, { role, chance }) {
  if (role === "moderator") {
    recordByItself(step, chance);
    step.forgetNotice("hostNotModerator");
    step.run("remove-notice", { key: "hostNotModerator" });
  } else {
    step.notice("hostNotModerator");
    reportRole(step, role);
  }
}
function reportRole(step, role) {
  if (!step.state.noticed.includes("reported")) {
    step.change({ noticed: [...step.state.noticed, "reported"] });
    step.run("report-role", { role });
  }
}
function roleReportFailed(step) {
  step.forgetNotice("reported");
}
function refusalReportFailed(step, { code }) {
  step.change({ reported: step.state.reported.filter((each) => each !== code) });
}
function muteChanged(step, { kind, muted }) {
  step.change({ mutes: { ...step.state.mutes, [kind]: muted !== false } });
  if (muted !== false) {
    frameAlive(step);
  } else if (step.state.isMuted) {
    step.change({ isMuted: false });
    step.run("render");
  }
}
function participantsChanged(step) {
  if (step.state.name !== "joined" || step.role !== "host") {
    return;
  }
  if (!step.state.pollsSoon) {
    step.pollSoon();
    peopleSoon(step);
  }
}
function conferenceLeft(step) {
  step.change({ isApart: true, roles: {}, recorded: {} });
  step.stopTimer("role");
  step.run("end-stay");
  step.startTimer("rejoin", REJOIN_TIMEOUT, { type: "hung-up" });
}
function hungUp(step) {
  if (step.state.wasPutOut && isFollowing(step.state)) {
    return;
  }
  step.closeFrame("hangup");
  step.moveTo("left");
  step.schedulePoll(FIRST_RETRY);
}
function kicked(step, { id, local, kicker, chance }) {
  if (local || id && id === step.state.participantId) {
    refuse(step, "kicked");
    askWhatFollows(step, chance);
  } else if (step.role === "host" && step.state.name === "joined") {
    step.run("find-kicked", { id, kicker });
  }
}
var ON_OUTCOME = {
  refusal: (step, { error }, { reason }) => refused(step, reason, error),
  breakdown: (step, { error }) => breakDown(step, error.name, error.message),
  question: (step, _event, { key }) => frameAsks(step, { key }),
  lobby: (step) => enterLobby(step),
  destroyed: (step, event) => destroyed(step, event),
  redirect: (step, event) => doubt(step, event),
  doubt: (step, event) => doubt(step, event),
  passes: () => {
  }
};
function conferenceError(step, event) {
  const outcome = outcomeOf(event.error);
  ON_OUTCOME[outcome.type](step, event, outcome);
}
function doubt(step, { error }) {
  if (step.state.name !== "joined") {
    step.startTimer("doubt", DOUBT, { type: "doubt-over", error });
  }
}
function doubtOver(step, event) {
  if (!step.isInside || step.state.name === "joined") {
    return;
  }
  const known = { ...event.error, params: [] };
  const outcome = outcomeOf({ ...known, isFatal: true });
  const isFinal = outcome.type === "refusal" || outcome.type === "breakdown";
  const final = isFinal ? outcome : afterDoubt(known);
  ON_OUTCOME[final.type](step, event, final);
}
function enterLobby(step) {
  step.frameAlive();
  step.stopTimer("slow");
  step.removeNotice("slowThere");
  step.moveTo("lobby");
}
function refused(step, reason, { name, message, params }) {
  const { isIn, hasRenewed } = step.state;
  const words = String(params[1] ?? message);
  if (!PERSONAL.has(reason)) {
    step.reportRefusal(name, words);
  }
  if (isIn && RENEWABLE.has(reason) && !hasRenewed) {
    step.closeFrame("lost");
    step.dispatchError(reason, words, "server", false);
    step.change({ hasRenewed: true });
    step.run("enter");
  } else {
    refuse(step, reason, words);
  }
}
function refuse(step, reason, message = "") {
  step.closeFrame(reason === "kicked" ? "kicked" : "refused");
  step.dispatchError(reason, message, "server", true);
  step.moveTo("refused", reason, message);
  step.wasPutOut(!SURE.has(reason));
  step.schedulePoll(FIRST_RETRY);
}
function breakDown(step, code, message) {
  const wasIn = step.state.isIn;
  if (!wasIn) {
    step.reportRefusal(code, message);
  }
  step.closeFrame("lost");
  step.dispatchError(code, message, "server", false);
  if (wasIn) {
    comeBack(step);
  } else {
    unreachable2(step);
  }
}
function leave(step) {
  if (step.state.name === "full") {
    leaveLine(step);
  } else if (step.isInside) {
    step.nextVisit();
    step.closeFrame("left");
    step.moveTo("left");
    step.change({ isMoving: false, wasPutOut: false });
    step.schedulePoll();
  }
}
function retry(step, event) {
  if (step.state.name === "unreachable" || step.state.name === "refused") {
    step.run("enter");
  } else {
    pollDue(step, event);
  }
}

// room/on_line.js
var PASSING = /* @__PURE__ */ new Set(["full", "busy", "throttled"]);
function seatFree(step, { grant, entersMuted: entersMuted2 }) {
  if (step.state.name === "full") {
    enter(step, { entersMuted: entersMuted2 });
    step.run("go-in", { grant });
  }
}
function stillFull(step, { error }) {
  if (step.state.name !== "full") {
    return;
  }
  if (PASSING.has(error.code)) {
    standInLine(step, error);
  } else {
    joinFailed(step, { error });
  }
}

// room/machine.js
var HANDLERS = {
  begin,
  stop,
  disconnect,
  described,
  status,
  push,
  "poll-due": pollDue,
  "poll-failed": pollFailed,
  online,
  offline,
  visibility,
  "join-due": joinDue,
  enter,
  granted,
  "frame-opened": frameOpened,
  "enter-done": enterDone,
  "join-failed": joinFailed,
  "line-due": lineDue,
  "seat-free": seatFree,
  "still-full": stillFull,
  "frame-alive": frameAlive,
  "browser-unsupported": browserUnsupported,
  "frame-asks": frameAsks,
  "join-slow": joinSlow,
  "frame-notice": frameNotice,
  "conference-joined": conferenceJoined,
  "conference-left": conferenceLeft,
  "conference-error": conferenceError,
  "doubt-over": doubtOver,
  "hung-up": hungUp,
  kicked,
  "participants-changed": participantsChanged,
  "role-changed": roleChanged,
  "role-aged": roleAged,
  "host-role": hostRole,
  "role-report-failed": roleReportFailed,
  "refusal-report-failed": refusalReportFailed,
  settled: settled2,
  "stay-over": stayOver,
  "stay-failed": siteRefuses,
  "stay-moved": follow,
  "stay-noted": stayNoted,
  leave,
  retry,
  "mute-changed": muteChanged,
  clock,
  ask,
  act,
  "act-failed": actFailed,
  "act-done": actDone,
  "went-live": wentLive,
  extended,
  end,
  farewell,
  "session-ended": sessionEnded,
  "reopening-over": reopeningOver,
  moved,
  "follow-failed": followFailed,
  "list-toggled": listToggled,
  "people-due": listPeople,
  "people-listed": peopleListed,
  "people-failed": peopleFailed,
  "person-changed": personChanged,
  "was-kicked": wasKicked,
  "request-noted": requestNoted,
  "request-answered": requestAnswered,
  "recording-changed": recordingChanged,
  "recorder-asked": askRecorder,
  "recorder-late": recorderLate,
  "recorder-failed": recorderFailed,
  "record-due": recordDue,
  "recording-noted": recordingNoted
};
var EVENTS = Object.keys(HANDLERS);
function transition(state, event) {
  const step = new Step(state);
  HANDLERS[event.type](step, event);
  return [Object.freeze(step.state), step.effects];
}
function canEndConference({ name, roles, participantId }) {
  return name === "joined" && roles[participantId] !== "participant";
}

// room/host.js
var HostActions = class {
  #room;
  constructor(room) {
    this.#room = room;
  }
  async goLive() {
    await this.#act(
      (site) => site.start(),
      (grant) => ({ type: "went-live", grant })
    );
  }
  async extend() {
    await this.#act(
      (site) => site.extend(),
      (answer) => ({ type: "extended", answer })
    );
  }
  async remove(participant) {
    return this.#act(
      (site) => site.remove(participant),
      (answer) => ({ type: "person-changed", answer })
    );
  }
  async readmit(participant) {
    await this.#act(
      (site) => site.readmit(participant),
      (answer) => ({ type: "person-changed", answer })
    );
  }
  async ask() {
    await this.#act(
      (site) => site.ask(),
      (answer) => ({ type: "request-noted", answer })
    );
  }
  async answer(participant, answer) {
    await this.#act(
      (site) => site.admit(participant, answer),
      (answered) => ({ type: "request-answered", answer: answered })
    );
  }
  async removeAndMove(participant) {
    if (await this.remove(participant)) {
      await this.move();
    }
  }
  async move(server) {
    await this.#act(
      (site) => site.move(server),
      (grant) => ({ type: "moved", grant }),
      { isMoving: true }
    );
  }
  async #act(ask2, toEvent, { failed = "act-failed", isMoving = false } = {}) {
    const { getState, getSite, send } = this.#room;
    if (getState().isBusy) {
      return void 0;
    }
    const site = getSite();
    const { visit } = getState();
    const isCurrent = () => site === getSite() && visit === getState().visit;
    send({ type: "act", isMoving });
    try {
      const answer = await this.#asked(() => ask2(site), { type: failed, isMoving });
      if (isCurrent()) {
        send(toEvent(answer));
      }
      return answer ?? {};
    } finally {
      if (isCurrent()) {
        send({ type: "act-done" });
      }
    }
  }
  async follow() {
    await this.#act(
      (site) => site.join(),
      (grant) => ({ type: "moved", grant }),
      { failed: "follow-failed", isMoving: true }
    );
  }
  async list() {
    const { getSite, send } = this.#room;
    const site = getSite();
    if (!site.can("people")) {
      return;
    }
    const answer = await site.people().then(
      (roster) => ({ type: "people-listed", roster }),
      (error) => ({ type: "people-failed", error: toRoomError(error) })
    );
    if (site === getSite()) {
      send(answer);
    }
  }
  async findKicked({ id, kicker }) {
    const { getState, getSite, send } = this.#room;
    if (!getSite().can("people")) {
      return;
    }
    const roster = await getSite().people();
    const { people } = roster;
    const byEndpoint = (endpoint) => people.filter((each) => each.endpoints?.includes(endpoint));
    const [person, another] = byEndpoint(id);
    const isByHost = byEndpoint(kicker).some(({ role }) => role === "host");
    const isOfAnother = isByHost && kicker !== getState().participantId;
    if (person?.can_be_removed && !another && !person.is_removed && !isOfAnother) {
      send({ type: "was-kicked", person, roster });
    }
  }
  async end() {
    const { getState, getSite, send, reports } = this.#room;
    if (getState().isEnding) {
      return;
    }
    const site = getSite();
    send({ type: "end" });
    let answer;
    try {
      await reports.catchUp();
      answer = await this.#asked(() => site.end());
      if (answer?.server_end !== "done") {
        await this.#endConference();
      }
    } finally {
      send({ type: "act-done" });
    }
    if (site === getSite() && getState().name !== "ended") {
      send({ type: "session-ended", by: "self", answer });
    }
  }
  async #asked(ask2, failed = { type: "act-failed" }) {
    try {
      return await ask2();
    } catch (exception) {
      const error = toRoomError(exception);
      this.#room.send({ ...failed, error });
      throw error;
    }
  }
  async #endConference() {
    const { getState, send, conference } = this.#room;
    if (canEndConference(getState())) {
      send({ type: "farewell" });
      await conference.end();
    }
  }
};

// room/language.js
function languageOf(element) {
  for (let node = element; node; node = node.getRootNode().host) {
    const named2 = node.closest("[lang]");
    if (named2) {
      return usableLanguage(named2.getAttribute("lang"));
    }
  }
  return void 0;
}
function usableLanguage(tag) {
  const [first] = tag.trim().split(/[\s,;.@]/);
  const [language, ...rest] = first.replaceAll("_", "-").split("-");
  const whole = [language, ...rest.filter(Boolean)].join("-");
  return [whole, language].find(isTag);
}
function isTag(tag) {
  try {
    return Intl.getCanonicalLocales(tag).length > 0;
  } catch {
    return false;
  }
}

// room/site.js
var REQUEST_LIMIT = 20;
var Site = class {
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
  ask() {
    return this.#postAsSame({ action: "ask" });
  }
  admit(whom, answer) {
    return this.#postAsSame({ action: "admit", whom, answer });
  }
  move(server = "") {
    return this.#postAsSame({ action: "move", server });
  }
  reportRole(role) {
    return this.#postAsSame({ action: "role", role });
  }
  reportRefusal(code, message) {
    return this.#postAsSame({ action: "refusal", code, message });
  }
  streamTarget() {
    return this.#postAsSame({ action: "stream_target" });
  }
  beginRecording() {
    return this.#postAsSame({ action: "recording" });
  }
  recordStay(action, stay, { unheard = 0, endpoint = "" } = {}) {
    const optional = { stay, endpoint, unheard };
    const given2 = Object.entries(optional).filter(([, value]) => value);
    const fields = { action, ...Object.fromEntries(given2) };
    return this.#postAsSame(fields, { keepalive: true });
  }
  #postAsSame(fields, options) {
    const { participant } = this;
    return this.#post({ ...fields, ...participant && { participant } }, options);
  }
  async #post(fields, options) {
    try {
      return await this.#postOnce(fields, options);
    } catch (error) {
      if (error.code !== "csrf_failed") {
        throw error;
      }
      await this.describe();
      return this.#postOnce(fields, options);
    }
  }
  #postOnce(fields, options) {
    return this.#request(this.roomUrl, {
      method: "POST",
      headers: { "X-CSRFToken": this.csrfToken },
      body: new URLSearchParams(fields),
      ...options
    });
  }
  async #request(url, { headers = {}, ...options }) {
    const limit = new AbortController();
    const request = { cache: "no-store", headers: { Accept: "application/json", ...headers } };
    const asked = { ...request, ...options, signal: limit.signal };
    new Request(url, asked);
    const timer = setTimeout(() => limit.abort(), REQUEST_LIMIT * 1e3);
    try {
      return await this.#answer(url, asked);
    } finally {
      clearTimeout(timer);
    }
  }
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
  async #failure({ signal }, error) {
    if (!signal.aborted && await this.#isSentElsewhere(signal)) {
      return new RoomError("not_authenticated", "");
    }
    return new RoomError("network", error.message);
  }
  async #isSentElsewhere(signal) {
    const options = { redirect: "manual", cache: "no-store", signal };
    const headers = { Accept: "application/json" };
    const response = await fetch(this.roomUrl, { ...options, headers }).catch(() => null);
    return response?.type === "opaqueredirect";
  }
};
function refusalOf(response, answer, method) {
  const isOfApi = typeof answer?.code === "string" && typeof answer.detail === "string";
  const { code, detail } = isOfApi ? answer : { code: codeOf(response, method), detail: "" };
  const header = retryAfter(response.headers.get("Retry-After"));
  return Object.assign(new RoomError(code, detail), {
    status: response.status,
    retryAfter: header ?? namedSeconds(answer?.retry_after, void 0),
    watchUrl: typeof answer?.watch_url === "string" ? answer.watch_url : void 0
  });
}
function codeOf({ status: status2, ok, redirected, headers }, method) {
  const isPage = ok && (headers.get("Content-Type") ?? "").startsWith("text/html");
  if (status2 === 401 || redirected || isPage || status2 === 403 && method === "GET") {
    return "not_authenticated";
  }
  return status2 === 403 ? "csrf_failed" : "unexpected";
}
function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
function isObject(answer) {
  return typeof answer === "object" && answer !== null;
}

// room/client_site.js
var METHODS = {
  backstage: "openBackstage",
  extend: "extendLiveSession",
  reopen: "reopenLiveSession",
  recordings: "getRecordings",
  people: "getPeople",
  remove: "removeParticipant",
  readmit: "readmitParticipant",
  move: "moveLiveSession",
  admit: "answerRequest"
};
var ClientSite = class {
  constructor(client, eventId, described2) {
    this.client = client;
    this.eventId = eventId;
    this.described = described2;
  }
  async describe() {
    const status2 = await this.status();
    const isKnown = ([, value]) => value !== null;
    const known = Object.fromEntries(Object.entries(status2).filter(isKnown));
    return { ...this.#abilities(), ...known, ...this.described };
  }
  #abilities() {
    const isHost = this.described.role === "host";
    const has = (action) => isHost && this.can(action);
    return {
      ...has("backstage") && { can_open_backstage: true },
      ...has("extend") && { can_extend: true }
    };
  }
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
  recordings() {
    return this.#askFor(METHODS.recordings);
  }
  people() {
    return this.#askFor(METHODS.people);
  }
  remove(whom) {
    return this.#askFor(METHODS.remove, whom);
  }
  readmit(whom) {
    return this.#askFor(METHODS.readmit, whom);
  }
  admit(whom, answer) {
    return this.#askFor(METHODS.admit, whom, answer);
  }
  move(server) {
    return this.#askFor(METHODS.move, { server });
  }
  async reportRole(role) {
    return this.client.reportRole?.(this.eventId, role);
  }
  async reportRefusal(code, message) {
    return this.client.reportRefusal?.(this.eventId, code, message);
  }
  recordStay(action, stay, options) {
    return this.#request("recordStay", action, stay, options);
  }
  async #askFor(name, ...values) {
    const answer = await this.#request(name, ...values);
    if (!isObject(answer)) {
      throw new TypeError(`${name}() of the client has given no object`);
    }
    return answer;
  }
  async #request(name, ...values) {
    const ask2 = async () => this.client[name]?.(this.eventId, ...values);
    const late = () => new RoomError("network", "");
    try {
      return await withLimit(ask2(), REQUEST_LIMIT, late);
    } catch (error) {
      throw clientError(error);
    }
  }
};
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
  const { status: status2, retryAfter: retryAfter2, watchUrl } = Object(error);
  const more = { status: status2, retryAfter: retryAfter2, watchUrl };
  return Object.assign(new RoomError(code, detail, { cause: error }), more);
}

// room/page.js
function siteOf(element, client) {
  if (!client) {
    return new Site(...siteAddresses(element));
  }
  const role = element.getAttribute("participant-role") ?? "attendee";
  return new ClientSite(client, element.getAttribute("event-id"), { role });
}
function takeInlineInfo(element) {
  const script = element.querySelector(':scope > script[type="application/json"]');
  if (!script) {
    return null;
  }
  const info = JSON.parse(script.textContent);
  script.remove();
  return info;
}
function dispatch(element, name, detail) {
  const everything = { eventId: element.getAttribute("event-id"), ...detail };
  const options = { bubbles: true, composed: true, detail: everything };
  const event = () => new CustomEvent(`jitsi-live:${name}`, options);
  element.dispatchEvent(event());
  if (!element.isConnected) {
    document.body.dispatchEvent(event());
  }
}

// room/polling.js
var DEFAULT_INTERVAL = 15;
var SAFETY_NET = 60;
var Polling = class {
  #timer = null;
  #onDue;
  #isPushing;
  constructor({ onDue, isPushing }) {
    this.#onDue = onDue;
    this.#isPushing = isPushing;
  }
  schedule(named2) {
    const seconds = namedSeconds(named2, DEFAULT_INTERVAL);
    this.pollIn(this.#isPushing() ? Math.max(seconds, SAFETY_NET) : seconds);
  }
  pollIn(seconds) {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#onDue(), withJitter(seconds) * 1e3);
  }
  stop() {
    clearTimeout(this.#timer);
  }
};
async function pollOnce(site, { isFull, isInside }) {
  if (!isFull) {
    const answer = await anonymousStatus(site);
    if (answer && (answer.is_active || !isInside())) {
      return { answer, isFull: false };
    }
  }
  return { answer: await site.describe(), isFull: true };
}
async function anonymousStatus(site) {
  try {
    return await site.status();
  } catch (error) {
    if (error.code === "not_authenticated") {
      return null;
    }
    throw error;
  }
}

// room/push.js
var FIRST_RETRY2 = 15;
var MAX_RETRY2 = 600;
var Push = class {
  isOpen = false;
  #url = "";
  #source = null;
  #failures = 0;
  #timer = null;
  #onStatus;
  #onBreak;
  constructor({ onStatus, onBreak }) {
    this.#onStatus = onStatus;
    this.#onBreak = onBreak;
  }
  listen(url) {
    if (url !== this.#url) {
      this.#close();
      this.#failures = 0;
      this.#url = url;
      if (url) {
        this.#open();
      }
    }
  }
  #open() {
    if (!globalThis.EventSource) {
      return;
    }
    this.#source = new EventSource(this.#url);
    this.#source.addEventListener("status", ({ data }) => this.#onEvent(JSON.parse(data)));
    this.#source.addEventListener("error", () => this.#onError());
  }
  #onEvent(status2) {
    const isFirst = !this.isOpen;
    this.isOpen = true;
    this.#failures = 0;
    this.#onStatus(status2, isFirst);
  }
  #onError() {
    this.isOpen = false;
    if (this.#source.readyState === EventSource.CLOSED) {
      const pause = exponentialBackoff(FIRST_RETRY2, this.#failures, MAX_RETRY2);
      this.#failures += 1;
      this.#timer = setTimeout(() => this.#open(), withJitter(pause) * 1e3);
    }
    this.#onBreak();
  }
  #close() {
    clearTimeout(this.#timer);
    this.#source?.close();
    this.#source = null;
    this.isOpen = false;
  }
};

// room/recording.js
var RTMP = /^rtmps?:\/\//i;
var Recording = class {
  #room;
  constructor(room) {
    this.#room = room;
  }
  async order({ mode, on }) {
    const { conference, getSite, send } = this.#room;
    const { api } = conference;
    try {
      if (!on) {
        api.executeCommand("stopRecording", mode);
        return;
      }
      const options = mode === "stream" ? streamOptions(await getSite().streamTarget()) : {};
      if (api === conference.api) {
        api.executeCommand("startRecording", { mode, ...options });
      }
    } catch (error) {
      send({ type: "recorder-failed", mode, error: toRoomError(error) });
    }
  }
  async note() {
    const { getSite, send } = this.#room;
    const { is_first } = await getSite().beginRecording();
    send({ type: "recording-noted", isFirst: is_first === true });
  }
};
function streamOptions({ target, watch_url }) {
  const kind = RTMP.test(target) ? "rtmp" : "youtube";
  return {
    [`${kind}StreamKey`]: target,
    ...watch_url && { [`${kind}BroadcastID`]: watch_url }
  };
}

// room/replays.js
var SPREAD4 = 20;
var AGAIN = 30;
var LOOK_AGAIN = 60;
var AFTER_END = [5, 10, 15, 30, 60, 60, 120, 120, 180];
var COMING = /* @__PURE__ */ new Set(["announced", "arriving"]);
var Replays = class {
  #ask;
  #onList;
  #before = null;
  #isOn = false;
  #isHost = false;
  #waits = [];
  #asked = 0;
  #timer;
  #visit = 0;
  constructor({ ask: ask2, onList }) {
    this.#ask = ask2;
    this.#onList = onList;
  }
  follow({ name, info }) {
    const isOver2 = name === "ended" && Boolean(info.has_replays);
    const wasThere = this.#before !== null && this.#before !== "checking";
    this.#isHost = info.role === "host";
    this.#before = name;
    if (isOver2 && !this.#isOn) {
      this.#isOn = true;
      this.#waits = this.#isHost && wasThere ? [...AFTER_END] : [];
      this.#askIn(wasThere && !this.#isHost ? Math.random() * SPREAD4 : 0);
    } else if (!isOver2 && this.#isOn) {
      this.stop();
    }
  }
  look() {
    if (this.#isOn && !document.hidden && Date.now() - this.#asked > LOOK_AGAIN * 1e3) {
      this.#askIn(0);
    }
  }
  stop() {
    clearTimeout(this.#timer);
    this.#visit += 1;
    if (this.#isOn) {
      this.#isOn = false;
      this.#onList(null);
    }
  }
  #askIn(seconds) {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#askNow(), seconds * 1e3);
  }
  async #askNow() {
    this.#asked = Date.now();
    const visit = this.#visit;
    const list = await listed(this.#ask);
    if (visit !== this.#visit) {
      return;
    }
    if (list) {
      this.#onList(list);
    }
    const isComing = this.#isHost && list?.some(({ state }) => COMING.has(state));
    const pause = isComing ? AGAIN : this.#waits.shift();
    if (pause) {
      this.#askIn(withJitter(pause));
    }
  }
};
async function listed(ask2) {
  try {
    const answer = await ask2();
    const isRecording = (each) => typeof each?.id === "string";
    return Array.isArray(answer) ? answer.filter(isRecording) : null;
  } catch (error) {
    toRoomError(error);
    return null;
  }
}

// room/stay.js
var DEFAULT_HEARTBEAT = 60;
var FIRST_RETRY3 = 2;
var MAX_RETRY3 = 60;
var Stay = class {
  #site;
  #listener;
  #id = null;
  #heartbeatInterval = DEFAULT_HEARTBEAT;
  #timer = null;
  #pause = 0;
  #failures = 0;
  #unheard = 0;
  #isOver = false;
  constructor(site, listener, endpoint) {
    this.#site = site;
    this.#listener = listener;
    this.endpoint = endpoint;
    this.#begin();
  }
  async beat() {
    clearTimeout(this.#timer);
    await (this.#id === null ? this.#begin() : this.#heartbeat());
  }
  get isBehind() {
    return this.#failures > 0 && !this.#isOver;
  }
  async #begin() {
    const answer = await this.#record("joined");
    this.#id = answer?.stay ?? this.#id;
    if (this.#isOver) {
      this.#leave();
    }
  }
  async #heartbeat() {
    const answer = await this.#record("seen");
    const { is_active, state, moved: moved2 } = Object(answer);
    if (moved2 === true && !this.#isOver) {
      this.#listener.onMoved();
    }
    if (is_active === false && state !== "backstage" && !this.#isOver) {
      this.#listener.onEnded();
    }
  }
  async #record(action) {
    const id = this.#id;
    try {
      const unheard = this.#claim();
      const { endpoint } = this;
      const more = { unheard, ...action === "joined" && { endpoint } };
      const answer = await this.#site.recordStay(action, id, more);
      this.#heartbeatInterval = namedSeconds(answer?.heartbeat, this.#heartbeatInterval);
      this.#failures = this.#unheard = 0;
      this.#schedule(this.#heartbeatInterval);
      this.#listener.onNoted();
      return answer;
    } catch (error) {
      this.#onError(error, id);
      return null;
    }
  }
  #claim() {
    return this.#failures > 0 && this.#id !== null ? Math.ceil(this.#unheard) : 0;
  }
  #onError(error, id) {
    if (error?.code === "not_found" && this.#id === id) {
      this.#id = null;
    }
    this.#failures += 1;
    this.#schedule(error?.retryAfter ?? this.#retryPause());
    this.#listener.onFailed(error);
  }
  #retryPause() {
    const longest = Math.min(this.#heartbeatInterval, MAX_RETRY3);
    return this.#id === null ? exponentialBackoff(FIRST_RETRY3, this.#failures - 1, longest) : longest;
  }
  #schedule(seconds) {
    clearTimeout(this.#timer);
    if (!this.#isOver) {
      this.#pause = seconds * (0.9 + Math.random() * 0.2);
      this.#timer = setTimeout(() => this.#onDue(), this.#pause * 1e3);
    }
  }
  #onDue() {
    this.#unheard += this.#pause;
    this.beat();
  }
  end() {
    this.#isOver = true;
    clearTimeout(this.#timer);
    this.#leave();
  }
  #leave() {
    if (this.#id !== null) {
      this.#record("left");
      this.#id = null;
    }
  }
};

// room/reports.js
var CATCH_UP = 3;
var Reports = class {
  #stay = null;
  #getSite;
  #send;
  constructor(getSite, send) {
    this.#getSite = getSite;
    this.#send = send;
  }
  beginStay(endpoint) {
    if (this.#stay && this.#stay.endpoint !== endpoint) {
      this.endStay();
    }
    this.#stay ??= new Stay(this.#getSite(), this.#listener, endpoint);
  }
  #listener = {
    onEnded: () => this.#send({ type: "stay-over" }),
    onMoved: () => this.#send({ type: "stay-moved" }),
    onNoted: () => this.#send({ type: "stay-noted" }),
    onFailed: (error) => this.#send({ type: "stay-failed", error: toRoomError(error) })
  };
  endStay() {
    this.#stay?.end();
    this.#stay = null;
  }
  beatStay() {
    this.#stay?.beat();
  }
  async catchUp() {
    if (this.#stay?.isBehind) {
      await withLimit(this.#stay.beat(), CATCH_UP, () => new Error("late")).catch(() => {
      });
    }
  }
  role(role) {
    this.#getSite().reportRole(role).catch((error) => {
      toRoomError(error);
      this.#send({ type: "role-report-failed" });
    });
  }
  refusal(code, message) {
    this.#getSite().reportRefusal(code, message).catch((error) => {
      toRoomError(error);
      this.#send({ type: "refusal-report-failed", code });
    });
  }
};

// room/screen.js
function letsIn(element) {
  return element.getAttribute("auto-join") !== "off";
}
function entersMuted(element) {
  const given2 = element.getAttribute("enters-muted");
  return given2 === null ? void 0 : given2 !== "false";
}
function screenOf(state, element, { hasVideo, can = () => true, now = Date.now() }) {
  const { name, reason, message, problem, info, joinsIn, isFrameAlive, isLoggedOut } = state;
  const { wantsIn, showsPrejoin, question: question2 } = state;
  const isIn = name === "joined";
  return {
    state: name,
    reason: reason ?? withdrawnOf(state) ?? watchingOf(state),
    watchUrl: watchUrlOf(state),
    role: info.role ?? null,
    message,
    problem,
    question: question2,
    letsIn: letsIn(element),
    entersMuted: entersMuted(element) ?? info.enters_muted !== false,
    wantsIn,
    seconds: joinsIn,
    hasVideo,
    hasFrame: isFrameAlive,
    isIn,
    isMuted: isIn && state.isMuted,
    isBackstage: isBackstage(info),
    canOpenBackstage: canOpenBackstage(state, { can, now }),
    isLoggedOut: isLoggedOut && name !== "logged-out" && !isGuest(info),
    guestName: guestNameOf(info),
    showsPrejoin,
    ...requestsOf(state, can),
    startsAt: momentOf(info.starts_at ?? element.getAttribute("starts-at")),
    links: { ...linksOf(element, info), room: roomLink(state.roomUrl) },
    present: Number.isFinite(info.present) ? info.present : null,
    person: state.person,
    mayBeRecorded: Boolean(info.may_be_recorded),
    recorded: state.recorded,
    asksRecorder: Object.values(state.asked)[0] ?? null,
    ...peopleOf(state, can),
    ...info.role === "host" ? whatHostsMay(state, { can, now }) : {},
    ...info.role === "host" && isRecorder(state) ? whatIsRecorded(state, can) : {}
  };
}
function requestsOf({ info, roster, askedAt }, can) {
  const asking = info.role === "host" ? info.asking ?? roster?.asking : [];
  return {
    canAsk: Boolean(info.can_ask) && can("ask"),
    hasAsked: askedAt !== null,
    asking: named(asking),
    canAnswer: can("admit")
  };
}
function whatIsRecorded({ info, recorded }, can) {
  const records = Boolean(info.can_record) && can("recording");
  const streams = Boolean(info.can_stream) && can("stream");
  return {
    canRecord: records && !recorded.file,
    canStopRecording: records && Boolean(recorded.file),
    canStream: streams && !recorded.stream,
    canStopStream: streams && Boolean(recorded.stream)
  };
}
function watchUrlOf({ name, info }) {
  const isShown = name === "full" || name === "unregistered" && info.is_active;
  return isShown && info.watch_url || "";
}
function withdrawnOf({ name, info }) {
  return name === "unregistered" && isWithdrawn(info) ? "withdrawn" : null;
}
function guestNameOf(info) {
  return isGuest(info) && typeof info.guest_name === "string" ? info.guest_name : "";
}
function watchingOf(state) {
  if (!mayOnlyWatch(state)) {
    return null;
  }
  if (watchUrlOf(state)) {
    return "watching";
  }
  return state.info.state === "ended" ? "watched" : "may-watch";
}
function canOpenBackstage({ name, info }, { can, now }) {
  const isLater = name === "ended" && canReopen(info, { can, now });
  return Boolean(info.can_open_backstage) && !isOpenTo(info) && !isLater && can("backstage");
}
function canReopen(info, { can, now }) {
  return isFuture(info.reopen_until, now) && !isOpenTo(info) && can("reopen");
}
function whatHostsMay({ name, info }, { can, now }) {
  const isKnown = !["closed", "unregistered", "logged-out"].includes(name);
  const isOpening = isFuture(info.opens_at, now);
  const isClosing = name === "joined" && secondsUntil(info.closes_at, now) <= SHOW_BEFORE;
  return {
    canStart: !isOpening && !info.is_active,
    opensAt: isOpening ? momentOf(info.opens_at) : null,
    closesAt: isClosing ? momentOf(info.closes_at) : null,
    canExtend: isClosing && Boolean(info.can_extend) && can("extend"),
    canEnd: isKnown && Boolean(info.is_active),
    canClose: isKnown && isBackstage(info),
    canReopen: canReopen(info, { can, now })
  };
}
function isAsked(question2, screen, now) {
  const hasBackstage = screen.isBackstage || screen.canOpenBackstage;
  return question2 !== "early" || hasBackstage && isEarly(screen.startsAt, now);
}
function momentOf(text) {
  return text ? attempt(() => parsed2(text), null) : null;
}
function parsed2(text) {
  const date = new Date(text);
  date.toISOString();
  return date;
}
function peopleOf({ info, roster, isListOpen, name }, can) {
  const canList = info.role === "host" && can("people");
  const known = canList && Array.isArray(roster?.people) ? roster : null;
  const all = named(known?.people ?? info.people).map((person) => ({
    ...person,
    isAway: person.is_present === false && !person.is_removed,
    isGuest: isGuestId(person.participant),
    canChange: Boolean(person.is_removed || person.can_be_removed) && can("remove")
  }));
  const people = all.filter((person) => !person.is_removed);
  return {
    ...known && isListOpen && { present: people.filter(({ isAway }) => !isAway).length },
    canList,
    people,
    removed: all.filter((person) => person.is_removed),
    removal: known?.removal,
    servers: Array.isArray(known?.servers) ? known.servers : [],
    canMove: name === "joined" && known !== null && can("move")
  };
}
function named(people) {
  const all = Array.isArray(people) ? people : [];
  return all.filter((person) => typeof person?.display_name === "string");
}

// room/screens.js
var SCREENS = {
  checking: { icon: "wait", heading: "checkingTitle" },
  closed: { icon: "stop", heading: "closedTitle", text: "closedText", actions: ["back"] },
  waiting: { icon: "clock", heading: "waitingTitle", text: "waitingText" },
  "waiting host": {
    icon: "live",
    tone: "good",
    heading: "waitingHostTitle",
    text: "waitingHostText",
    actions: ["reopen", "goLive", "openBackstage", "personalLinks"]
  },
  "waiting speaker": { text: "waitingSpeakerText", actions: ["openBackstage"] },
  backstage: {
    icon: "door",
    tone: "good",
    heading: "backstageTitle",
    text: "backstageText",
    actions: ["enterBackstage", "goLive", "personalLinks"]
  },
  live: { icon: "live", tone: "live", heading: "liveTitle", text: "liveText", actions: ["join"] },
  "live host": { text: "liveHostText", actions: ["join", "personalLinks"] },
  "live speaker": { text: "liveSpeakerText" },
  joining: { icon: "wait", heading: "joiningTitle", text: "joiningText", actions: ["cancel"] },
  lobby: { icon: "door", heading: "joiningTitle", text: "lobbyText" },
  joined: { heading: "label", text: "joinedText" },
  full: { icon: "clock", heading: "fullTitle", text: "fullText", actions: ["leaveLine", "back"] },
  left: { icon: "door", heading: "leftTitle", text: "leftText", actions: ["joinAgain", "back"] },
  ended: {
    icon: "done",
    tone: "good",
    heading: "endedTitle",
    text: "endedText",
    actions: ["back"]
  },
  "ended host": {
    text: "endedHostText",
    actions: ["reopen", "goLiveAgain", "openBackstage", "report", "back"]
  },
  removed: { icon: "stop", heading: "removedTitle", text: "removedText", actions: ["back"] },
  unregistered: {
    icon: "ticket",
    heading: "unregisteredTitle",
    text: "unregisteredText",
    actions: ["register", "askToJoin"]
  },
  "logged-out": {
    icon: "key",
    heading: "loggedOutTitle",
    text: "loggedOutText",
    actions: ["logIn"]
  },
  offline: {
    icon: "cut",
    tone: "bad",
    heading: "offlineTitle",
    text: "offlineText",
    actions: ["retry"]
  },
  unreachable: {
    icon: "cut",
    tone: "bad",
    heading: "unreachableTitle",
    text: "unreachableText",
    actions: ["retry", "back"]
  },
  "unreachable host": { text: "unreachableHostText" },
  refused: {
    icon: "stop",
    tone: "bad",
    heading: "refusedTitle",
    text: "refusedOther",
    actions: ["retry", "back"]
  }
};
var REASONS = {
  "live soon": { text: "soonText" },
  "joining closed": { heading: "checkingTitle", text: "closedThereText" },
  "unregistered withdrawn": {
    icon: "stop",
    heading: "linkWithdrawnTitle",
    text: "linkWithdrawnText",
    actions: ["back"]
  },
  "unregistered may-watch": { icon: "clock", heading: "waitingTitle", text: "mayWatchText" },
  "unregistered watching": { icon: "live", heading: "watchTitle", text: "watchingText" },
  "unregistered watched": { icon: "done", heading: "endedTitle", text: "endedText" },
  "unregistered asking": { icon: "clock", heading: "askingTitle", text: "askingText" },
  "unregistered declined": { icon: "stop", heading: "declinedTitle", text: "declinedText" },
  "left closed": { text: "roomClosedText" },
  "left closed host": { text: "roomClosedHostText" },
  "left kicked": { heading: "kickedTitle", text: "kickedText" },
  "unreachable misconfigured": { heading: "misconfiguredTitle", text: "serverSays" },
  "refused in-use": { heading: "linkInUseTitle", text: "linkInUseText" },
  "refused token": { text: "refusedToken" },
  "refused token host": { text: "refusedTokenHost" },
  "refused not-allowed": { text: "refusedNotAllowed" },
  "refused not-allowed host": { text: "refusedNotAllowedHost" },
  "refused lobby": { text: "refusedLobby", actions: ["back"] },
  "refused full": { text: "refusedFull" },
  "refused kicked": { heading: "kickedTitle", text: "refusedKicked", actions: ["back"] },
  "refused reservation": { text: "refusedReservation" },
  "refused other host": { text: "refusedOtherHost" },
  "refused unsupported": {
    heading: "unsupportedTitle",
    text: "refusedUnsupported",
    actions: ["openRoom", "back"]
  }
};
var REMOVING = { actions: ["removeNow", "removeAndMove", "dismiss"], focus: "dismiss" };
var HOLDING = { actions: ["removeNow", "removeAndMove", "letReturn"], focus: "letReturn" };
var QUESTIONS = {
  end: {
    text: "endQuestion",
    uncounted: "endUncounted",
    actions: ["leaveOnly", "endNow", "dismiss"],
    focus: "dismiss"
  },
  early: {
    text: "earlyQuestion",
    actions: ["openBackstage", "goLiveNow", "dismiss"],
    focus: "openBackstage"
  },
  "early backstage": {
    text: "earlyBackstage",
    actions: ["dismiss", "goLiveNow"],
    focus: "dismiss"
  },
  remove: { text: "removeQuestion outByPage lockToo", ...REMOVING },
  "remove server": { text: "removeQuestion outByServer", ...REMOVING },
  hold: { text: "holdQuestion lockToo", ...HOLDING },
  "hold server": { text: "holdQuestion", ...HOLDING },
  move: { text: "moveQuestion", actions: ["moveNow", "dismiss"], focus: "dismiss" },
  stopRecording: {
    text: "stopRecordingQuestion",
    actions: ["stopRecordingNow", "dismiss"],
    focus: "dismiss"
  },
  stream: {
    text: "streamQuestion streamHint",
    actions: ["streamNow", "dismiss"],
    focus: "dismiss"
  },
  stopStream: {
    text: "stopStreamQuestion",
    actions: ["stopStreamNow", "dismiss"],
    focus: "dismiss"
  }
};
var ACTIONS = {
  goLive: { method: "start", asks: "early", needs: "canStart" },
  goLiveAgain: { method: "start", asks: "early", needs: "canStart" },
  goLiveNow: { method: "start", needs: "canStart", kind: "danger" },
  openBackstage: { method: "backstage", kind: "quiet", needs: "canOpenBackstage" },
  enterBackstage: { method: "join" },
  closeBackstage: { method: "end", kind: "quiet", needs: "canClose" },
  join: { method: "join" },
  joinAgain: { method: "join" },
  logInAgain: { link: "login", kind: "quiet", needs: "isLoggedOut" },
  cancel: { method: "leave", kind: "quiet" },
  leave: { method: "leave", kind: "quiet" },
  leaveLine: { method: "leave", kind: "quiet" },
  leaveOnly: { method: "leave", kind: "quiet", needs: "isIn" },
  extend: { method: "extend", kind: "quiet", needs: "canExtend" },
  end: { method: "end", kind: "danger", hint: "endHint", asks: "end", needs: "canEnd" },
  endNow: { method: "end", kind: "danger", text: "end", needs: "canEnd" },
  dismiss: { kind: "quiet", text: "cancel" },
  reopen: { method: "reopen", needs: "canReopen" },
  remove: { asks: "remove", label: "removePerson", kind: "quiet" },
  removeNow: { method: "remove", text: "remove", kind: "danger" },
  removeAndMove: { method: "removeAndMove", kind: "danger", needs: "canMove" },
  letReturn: { kind: "quiet" },
  readmit: { method: "readmit", label: "readmitPerson", kind: "quiet" },
  askToJoin: { method: "ask", needs: "canAsk" },
  admit: { method: "admit", label: "admitPerson" },
  decline: { method: "decline", label: "declinePerson", kind: "quiet" },
  lockAndMove: { asks: "move", kind: "quiet" },
  moveNow: { method: "move" },
  record: { method: "record", kind: "quiet", needs: "canRecord" },
  stopRecording: { asks: "stopRecording", kind: "quiet", needs: "canStopRecording" },
  stopRecordingNow: { method: "stopRecording", text: "stopRecording", needs: "canStopRecording" },
  stream: { asks: "stream", kind: "quiet", hint: "streamHint", needs: "canStream" },
  streamNow: { method: "stream", needs: "canStream" },
  stopStream: { asks: "stopStream", kind: "quiet", needs: "canStopStream" },
  stopStreamNow: {
    method: "stopStream",
    text: "stopStream",
    kind: "danger",
    needs: "canStopStream"
  },
  report: { link: "report", kind: "quiet" },
  personalLinks: { link: "personal", kind: "quiet" },
  retry: { method: "retry" },
  back: { link: "event", kind: "quiet" },
  register: { link: "register" },
  logIn: { link: "login" },
  openRoom: { link: "room" }
};
function panelActions(actions, screen) {
  const rest = actions.filter((name) => name !== "back");
  const back = actions.filter((name) => name === "back");
  return possible([...rest, "logInAgain", "end", "closeBackstage", ...back], screen);
}
function barActions(screen) {
  const { isIn, isBackstage: isBackstage2 } = screen;
  const start = isIn && isBackstage2 ? ["goLive"] : [];
  const recorder = ["record", "stopRecording", "stream", "stopStream"];
  return possible(
    [...start, ...recorder, "extend", isIn ? "leave" : "cancel", "end", "closeBackstage"],
    screen
  );
}
function possible(names, screen) {
  const has = ({ needs, link }) => (!needs || screen[needs]) && (!link || screen.links[link]);
  return names.filter((name) => has(ACTIONS[name]));
}
function notesOf(screen) {
  const notes = hearingNotes(screen);
  const enters = notes.length > 0 && screen.reason !== "pending";
  return enters && screen.mayBeRecorded ? [...notes, "noteRecorded"] : notes;
}
function hearingNotes(screen) {
  const { state, reason, role, letsIn: letsIn2, entersMuted: entersMuted2, isBackstage: isBackstage2, canOpenBackstage: canOpenBackstage2 } = screen;
  const byItself = entersMuted2 ? "noteMuted" : "noteOpen";
  const comesBack = state === "full" || state === "offline" && screen.wantsIn;
  const waits = state === "waiting" || reason === "asking" && screen.hasAsked;
  const comesByItself = comesBack || waits && letsIn2;
  if (reason === "pending" && role === "host") {
    return ["notePending"];
  }
  if (state === "backstage" || state === "left" && isBackstage2) {
    return ["noteBackstage", ...letsIn2 && state === "backstage" ? ["noteWait", byItself] : []];
  }
  if (state === "waiting" && canOpenBackstage2) {
    return [role === "host" ? "noteGoLive" : byItself, "noteBackstage"];
  }
  if (state === "waiting" && role === "host") {
    return ["noteGoLive"];
  }
  if (comesByItself || reason === "soon") {
    return [byItself];
  }
  const enters = ["waiting", "live", "left"].includes(state);
  return enters ? [role === "attendee" ? "noteAttendee" : "noteTeam"] : [];
}

// replay/texts.js
var REPLAY_TEXTS = {
  replayLength: "Length: {time}",
  replayAgain: "Loading the recording again …",
  replayOffline: "The connection is lost. The recording goes on by itself as soon as it is back.",
  replayFailed: "The recording does not come. Check your connection and try again.",
  replayRefused: "This site does not show you the recording any more. Reload the page; you may have to log in again.",
  replayGone: "This recording is not here any more.",
  replayUnplayable: "This browser cannot play the recording. Try another one, such as a current Chrome, Edge, Firefox or Safari.",
  replayRetry: "Try again"
};

// room/texts.js
var TEXTS = {
  ...REPLAY_TEXTS,
  label: "Live session",
  live: "Live",
  host: "You host this event",
  speaker: "You are on stage: you can be heard and seen",
  attendee: "You take part",
  present: "Present: {count}",
  people: "People",
  awayPerson: "{name} (not in the room)",
  removedPeople: "Removed",
  remove: "Remove",
  removePerson: "Remove {name}",
  readmit: "Readmit",
  readmitPerson: "Readmit {name}",
  removeAndMove: "Remove and move everybody else",
  removeQuestion: "Remove {name}? This site does not let them into this event any more, from any device, until you readmit them.",
  outByServer: "The video server puts them out at once.",
  outByPage: "Their page leaves within a minute.",
  lockToo: "The video server cannot put out who has the room open without this page: lock and move for that.",
  holdQuestion: "{name} was put out in the video, and can come back at once. Shall it hold? Then this site does not let them into this event any more, from any device, until you readmit them.",
  letReturn: "They may come back",
  lockAndMove: "Lock and move",
  moveQuestion: "Move everybody to a new room? The pages of all who are in take them along. Who was removed, and who has the room open without this page, stays behind.",
  moveNow: "Move to a new room",
  whereTo: "Where to move",
  onSame: "New room, same server",
  onServer: "Server {server}",
  removedNow: "{name} was removed, and is out.",
  removedSoon: "{name} was removed. Their page leaves within a minute.",
  removalPending: "{name} was removed. The video server has not confirmed yet that they are out; the site tries again. If that cannot wait, lock and move.",
  readmittedNow: "{name} may come in again.",
  askToJoin: "Ask to be let in",
  askingTitle: "You have asked to be let in",
  askingText: "The hosts see that you ask. Stay on this page: it notices as soon as one of them has answered.",
  declinedTitle: "The hosts have not let you in",
  declinedText: "Write to the organisers if that is a mistake. This page notices if a host lets you in after all.",
  asksNow: "{name} asks to be let in.",
  askingCount: "{count} people ask to be let in.",
  admit: "Admit",
  admitPerson: "Admit {name}",
  decline: "Decline",
  declinePerson: "Decline {name}",
  admittedNow: "{name} may come in.",
  declinedNow: "{name} is not let in.",
  movedHere: "A host has moved everybody to this new room.",
  guestHere: "You are here as {name}, by a personal link.",
  guestNotMe: "Not you?",
  guestPerson: "{name} (guest)",
  personalLinks: "Personal links",
  linkWithdrawnTitle: "Your personal link does not open this event any more",
  linkWithdrawnText: "It was withdrawn, or its time is over. Ask the people who sent it to you for a new one.",
  linkInUseTitle: "Your personal link is in use",
  linkInUseText: "Somebody is in the room with your link, on another device. If that is you, leave there first, then try again here. If not, tell the people who sent it to you.",
  linkLost: "This browser does not know your personal link any more. You stay in the room. To be recorded as present, open your link again in another tab.",
  recordingNow: "Recording",
  streamingNow: "Live stream",
  recordingOn: "This event is being recorded.",
  recordingOff: "The recording has stopped.",
  streamOn: "This event is being streamed live.",
  streamOff: "The live stream has stopped.",
  record: "Record",
  stopRecording: "Stop recording",
  stopRecordingQuestion: "Stop recording? What is recorded so far is kept. Whoever records again later makes a second file.",
  stream: "Stream live",
  streamHint: "On YouTube, turn on auto-start for the broadcast, or start it there when the picture has come. Otherwise nobody can watch and nothing is kept, whatever this page says.",
  streamQuestion: "Stream this event live? Whoever has the link can watch it then.",
  streamNow: "Stream now",
  stopStream: "Stop the stream",
  stopStreamQuestion: "Stop the live stream? Whoever watches it sees it end, and some sites do not take it up again.",
  recorderBegins: "The video server is asked to begin …",
  recorderStops: "The video server is asked to stop …",
  recorderBusy: "Each recorder of the video server makes one recording or one live stream at a time, and none is free. Stop the other one first, or try again in a few minutes.",
  recorderFull: "The video server has not enough power left for this. Try again in a few minutes.",
  recorderPolicy: "The video server does not let you do this, or was asked too often. Try again in a minute; if it goes on, tell the people who run this site.",
  recorderMissing: "The video server has no recorder that works. Go on without, and tell the people who run it.",
  recorderUnexpected: "The video server is at it already, or has not finished the last one. Look at what is shown below the video, and try again in a minute.",
  recorderFailed: "The recorder has failed. Try again; if it goes on, tell the people who run the video server.",
  recorderBroke: "The recorder has failed, and what it did has ended. Begin again.",
  recorderLate: "The video server has not answered. It may still do what it was asked for; if nothing changes within a minute, try again, or tell the people who run it.",
  startsAt: "Starts {when}",
  startsSoon: "It should start any moment.",
  countdown: "Time until the start",
  backstage: "Backstage",
  backstageHere: "Only hosts and speakers hear and see you",
  goLive: "Go live",
  goLiveAgain: "Go live again",
  goLiveNow: "Go live now",
  openBackstage: "Open the backstage",
  enterBackstage: "Enter the backstage",
  closeBackstage: "Close the backstage",
  join: "Join live session",
  joinAgain: "Join again",
  leave: "Leave",
  leaveOnly: "Leave, the session goes on",
  cancel: "Cancel",
  end: "End for everyone",
  endHint: "Ends the live session. A button in the video can close only the room there.",
  endQuestion: "End the session for everyone? People in the room: {count}.",
  endUncounted: "End the session for everyone?",
  earlyQuestion: "This event starts {when}. Going live lets the audience in now. The backstage is for hosts and speakers only.",
  earlyBackstage: "This event starts {when}. Going live lets the audience in now.",
  extend: "Extend",
  closesIn: "Ends by itself in {time}",
  closingSoon: "This session ends by itself in two minutes, unless two or more people are in the room then. To go on in any case, press “Extend” below the video.",
  closingForGood: "This session ends by itself in two minutes. It has reached the longest time that this site allows.",
  reopen: "Take it back: the session goes on",
  report: "Who attended",
  retry: "Try again",
  register: "Register",
  logIn: "Log in to join",
  back: "Back to the event",
  openRoom: "Open the video server's page",
  close: "Close this message",
  video: "Video room",
  checkingTitle: "One moment …",
  closedTitle: "This event is not open.",
  closedText: "Perhaps it is not published yet, or was taken off the programme.",
  waitingTitle: "Not live yet",
  waitingText: "The host has not started yet. Stay on this page: you will be let in as soon as this event is live.",
  waitingSpeakerText: "You speak at this event. Stay on this page: you will be let in as soon as the host has started.",
  waitingClickText: "The host has not started yet. You can join here as soon as this event is live.",
  waitingHostTitle: "Ready when you are",
  waitingHostText: "You host this event. It is not live yet.",
  opensAt: "You can go live from {when} on.",
  backstageTitle: "The backstage is open",
  backstageText: "The team meets there. The audience waits until the event goes live.",
  noteRecorded: "This event may be recorded or streamed live. If you join, your picture, voice, name and what you write in the chat can be in it.",
  noteGoLive: "Going live lets the audience in: everybody in the room can hear and see you.",
  noteBackstage: "In the backstage, only hosts and speakers hear and see each other.",
  noteTeam: "Everybody in the room, the audience too, hears and sees you while your microphone and camera are on.",
  noteAttendee: "Everybody in the room hears and sees you while your microphone and camera are on.",
  noteMuted: "You come in muted and with your camera off. Nobody hears or sees you until you turn them on.",
  noteOpen: "You come in with microphone and camera on: everybody in the room hears and sees you.",
  noteWait: "If you wait here, you are let in when the event goes live.",
  notePending: "The video server has not confirmed yet that the room is closed. The site tries again by itself.",
  mutedHere: "You came in muted, with your camera off",
  prejoinText: "Look at your own picture, and then join in the video",
  liveTitle: "Live now",
  liveText: "The session is running. Come in!",
  liveSpeakerText: "The session is running. Come in: you can be heard and seen there.",
  soonText: "Many people are coming in. You will be let in within {seconds} seconds.",
  liveHostText: "The session is running, and people can join.",
  joiningTitle: "Joining …",
  joiningText: "Your browser may ask whether this page may use your camera and microphone.",
  lobbyText: "You are at the door. The host has to let you in.",
  joinedText: "You are in the room.",
  fullTitle: "The room is full",
  fullText: "You are in line. Stay on this page: you are let in by itself as soon as a seat is free and it is your turn.",
  leaveLine: "Leave the line",
  watchStream: "Live stream",
  watchLink: "Watch the stream on its own page",
  watchTitle: "Live now",
  watchingText: "You can watch the stream here. Only people who are registered for this event can join its room.",
  mayWatchText: "The host has not started yet. You can watch the stream here as soon as this event is live.",
  leftTitle: "You have left the room",
  leftText: "The session goes on. You can come back.",
  closedThereText: "The room was closed on the video server. This page finds out whether the session goes on.",
  roomClosedText: "The room was closed on the video server. The event is still live: you can come back.",
  roomClosedHostText: "The room was closed on the video server, by a button in the video. The event is still live, and people can come back: join again, or end it for everyone here.",
  endedTitle: "The live session has ended.",
  endedText: "Thank you for being here.",
  endedHostText: "Everyone has been told. Going live again opens a new room.",
  replays: "Recordings",
  replay: "Recording",
  captions: "Captions",
  transcriptFile: "Transcript",
  chatFile: "Chat",
  replayComing: "{title}: on its way to this site.",
  replayPercent: "{title}: on its way to this site, {percent} % are here.",
  replayLost: "{title}: lost. {problem}",
  manageReplays: "All recordings, and who may watch them",
  removedTitle: "A host has removed you from this event",
  removedText: "You are not let in any more. If you think that this is a mistake, ask the people who organise it. This page notices when you are readmitted.",
  unregisteredTitle: "Registration is needed",
  unregisteredText: "Only people who are registered for this event can join its live session.",
  loggedOutTitle: "Please log in",
  loggedOutText: "The live session is for people who are logged in and take part in this event.",
  offlineTitle: "Connection lost",
  offlineText: "This page goes on by itself as soon as the connection is back.",
  unreachableTitle: "The video server cannot be reached",
  unreachableText: "This page tries again by itself. If it goes on, tell the people who run this site.",
  misconfiguredTitle: "There is no video at the moment",
  refusedTitle: "The video server did not let you in",
  unreachableHostText: "This page tries again by itself. If it goes on, ask the people who run this site to run manage.py jitsi_live_doctor.",
  refusedToken: "It does not accept the pass that this site has given you. The people who run this site have been told. Try again later.",
  refusedTokenHost: "It does not accept the passes of this site. Ask the people who run this site to run manage.py jitsi_live_doctor: its finding “login” says what to compare.",
  refusedNotAllowed: "It says that this room is not open to you. The people who run this site have been told. Try again later.",
  refusedNotAllowedHost: "It says that this room is not open to you. Ask the people who run this site to run manage.py jitsi_live_doctor: its finding “token” says what to compare.",
  refusedLobby: "The host did not let you in from the lobby.",
  refusedFull: "The room is full. Try again when somebody has left.",
  kickedTitle: "You are no longer in the room",
  refusedKicked: "You were put out of the room in the video.",
  kickedText: "You were put out of the room in the video. You may join again.",
  refusedReservation: "It says: {message}",
  unsupportedTitle: "This browser cannot show the video",
  refusedUnsupported: "Open this page in another browser, such as a current Chrome, Edge, Firefox or Safari. From the video server's own page, a phone can also open Jitsi's app.",
  refusedOther: "It gave no reason that helps. Try again in a minute.",
  refusedOtherHost: "It gave no reason that helps. The log of this site has its words: ask the people who run this site to read them.",
  loginThere: "The video server waits for somebody who may open the room, and may ask for a login of its own.",
  passwordThere: "The room has a password. Ask the host for it.",
  slowThere: "The video server has not let you in yet. If the video asks nothing of you, cancel and try again.",
  serverSays: "{message}",
  failed: "This did not work. Please try again.",
  failedServer: "The site could not do this. Try again in a minute; if it goes on, tell the people who run this site.",
  failedLoggedOut: "You are not logged in any more, so nothing was done. Log in in another tab, then press the button again.",
  failedCsrf: "This site refuses what its own pages send, and reloading does not help. Tell the people who run it: CSRF_TRUSTED_ORIGINS must have {origin}, and a proxy must pass on the headers Host and X-Forwarded-Proto.",
  loggedOutHere: "You are not logged in on this site any more. You stay in the room. To end the session, and to be recorded as present, log in again in another tab.",
  logInAgain: "Log in once more",
  failedOffline: "The site did not answer. Check your connection and try again.",
  hostNotModerator: "You host this event, but the video server did not make you a moderator: you may be unable to mute or remove people.",
  attendeeIsModerator: "The video server makes moderators of people who do not host: they may be able to mute or remove others.",
  rolesHelp: "What to do about it",
  blockedDevices: "This page keeps the room from using your camera and microphone, so that nobody can see or hear you. Tell the people who run this site that its Permissions-Policy header must allow them for {origin}.",
  blockedByPage: "This page is shown inside of another one, which keeps your camera and microphone from it, so that nobody can see or hear you. Tell the people who run {outer} that the iframe around this page needs the attribute allow, with camera; microphone; display-capture; fullscreen.",
  insecure: "Browsers lend camera and microphone to pages with https only. Tell the people who run this site."
};
function textsWith(...sources) {
  const texts = { ...TEXTS };
  for (const key of Object.keys(TEXTS)) {
    for (const source of sources) {
      const text = attempt(() => source?.[key]);
      if (typeof text === "string" || typeof text === "number") {
        texts[key] = `${text}`;
      } else if (text !== void 0 && text !== null) {
        report(new TypeError(`The text "${key}" is no string`));
      }
    }
  }
  return texts;
}

// room/timers.js
var Timers = class {
  #timers = /* @__PURE__ */ new Map();
  #send;
  constructor(send) {
    this.#send = send;
  }
  start({ name, seconds, event, hasJitter }) {
    this.stop(name);
    const pause = namedSeconds(hasJitter ? withJitter(seconds) : seconds, 0);
    this.#timers.set(
      name,
      setTimeout(() => this.#send(event), pause * 1e3)
    );
  }
  stop(name) {
    clearTimeout(this.#timers.get(name));
    this.#timers.delete(name);
  }
  stopAll() {
    [...this.#timers.keys()].forEach((name) => this.stop(name));
  }
};

// room/dom.js
function make(tag, { part = "", ...properties } = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (name === "role" || name.startsWith("aria-")) {
      element.setAttribute(name, value);
    } else {
      element[name] = value;
    }
  }
  if (part) {
    element.setAttribute("part", part);
    element.className = `${part} ${element.className}`;
  }
  element.append(...children);
  return element;
}
function makeIcon() {
  const namespace = "http://www.w3.org/2000/svg";
  const svg = document.createElementNS(namespace, "svg");
  const attributes = { class: "icon", part: "icon", viewBox: "0 0 24 24", "aria-hidden": "true" };
  Object.entries(attributes).forEach(([name, value]) => svg.setAttribute(name, value));
  svg.append(document.createElementNS(namespace, "path"));
  return svg;
}
function arrange(place, children) {
  const kept = new Set(children);
  [...place.children].filter((each) => !kept.has(each)).forEach((each) => each.remove());
  children.forEach((child, index) => {
    if (place.children[index] !== child) {
      place.insertBefore(child, place.children[index] ?? null);
    }
  });
}

// room/asking_list.js
var AskingList = class {
  #text;
  #buttons;
  constructor({ text, buttons }) {
    this.#text = text;
    this.#buttons = buttons;
    this.count = make("p", { part: "asking-count" });
    this.names = make("ul", { part: "names asks" });
    this.element = make("div", { part: "asking", role: "group", tabIndex: -1, hidden: true });
    this.element.append(this.count, this.names);
  }
  show({ asking, canAnswer }) {
    const root = this.element.getRootNode();
    const hadFocus = this.element.contains(root.activeElement);
    const count = asking.length;
    this.element.hidden = count === 0;
    this.count.textContent = this.#text("askingCount", { count });
    this.count.hidden = count < 2;
    this.element.setAttribute("aria-label", this.#text("askToJoin"));
    this.#showRows(asking, canAnswer ? ["admit", "decline"] : []);
    if (hadFocus && count > 0 && !this.element.contains(root.activeElement)) {
      this.element.focus();
    }
  }
  #showRows(asking, actions) {
    const known = new Map([...this.names.children].map((row) => [row.dataset.person, row]));
    const rows = asking.map((person) => {
      const row = known.get(person.participant) ?? make("li", {}, make("span"), make("div"));
      row.dataset.person = person.participant;
      row.lastChild.className = "answers";
      row.firstChild.textContent = this.#text("asksNow", { name: person.display_name });
      this.#buttons.show(row.lastChild, actions, { person });
      return row;
    });
    arrange(this.names, rows);
  }
};

// room/buttons.js
var Buttons = class {
  #text;
  #press;
  constructor({ text, press }) {
    this.#text = text;
    this.#press = press;
  }
  show(place, names, { links = {}, person } = {}) {
    const made = names.map((name) => this.#action(place, name, links[ACTIONS[name].link], person));
    arrange(place, made);
    place.hidden = made.length === 0;
  }
  #action(place, name, href, person) {
    const known = [...place.children].find((child) => child.dataset.action === name);
    const action = known ?? this.#make(name);
    const { text = name, hint, label } = ACTIONS[name];
    action.person = person;
    action.textContent = this.#text(text);
    if (href) {
      action.href = href;
    }
    if (hint) {
      action.title = this.#text(hint);
    }
    if (label) {
      action.setAttribute("aria-label", this.#text(label, { name: person.display_name }));
    }
    return action;
  }
  #make(name) {
    const { link, kind = "" } = ACTIONS[name];
    const action = make(link ? "a" : "button", { part: `button ${name}`, className: kind });
    action.dataset.action = name;
    if (link === "room") {
      action.target = "_blank";
      action.rel = "noopener noreferrer";
    }
    if (!link) {
      action.type = "button";
      action.addEventListener("keydown", (event) => event.repeat && event.preventDefault());
      const press = ({ detail }) => detail < 2 && this.#press(name, action.person);
      action.addEventListener("click", press);
    }
    return action;
  }
};

// room/countdown.js
var Countdown = class {
  #timer = null;
  #draw;
  constructor(draw) {
    this.#draw = draw;
  }
  to(moment) {
    clearTimeout(this.#timer);
    const seconds = moment ? Math.ceil((moment - Date.now()) / 1e3) : 0;
    this.#draw(moment, seconds);
    if (seconds > 0) {
      this.#timer = setTimeout(() => this.to(moment), 1e3);
    }
  }
  stop() {
    clearTimeout(this.#timer);
  }
};

// room/duration.js
var UNITS = [
  ["day", 86400],
  ["hour", 3600],
  ["minute", 60],
  ["second", 1]
];
function durationParts(seconds) {
  let rest = seconds;
  const parts = UNITS.map(([unit, size]) => {
    const count = Math.floor(rest / size);
    rest -= count * size;
    return [count, unit];
  });
  const first = parts.findIndex(([count]) => count > 0);
  return parts.slice(first, first === 0 ? 3 : 4);
}
function roundedUp(seconds) {
  return seconds > 60 ? [Math.ceil(seconds / 60), "minute"] : [seconds, "second"];
}
function durationText([count, unit], language) {
  const options = { style: "unit", unit, unitDisplay: "long" };
  return new Intl.NumberFormat(language, options).format(count);
}
function momentText(date, language) {
  const options = { dateStyle: "full", timeStyle: "short" };
  return new Intl.DateTimeFormat(language, options).format(date);
}

// room/filled.js
function filled(text, values) {
  const value = (name) => Object.hasOwn(values, name) ? values[name] : void 0;
  const isText = (each) => typeof each === "string" || typeof each === "number";
  return text.replace(/\{(\w+)\}/g, (whole, name) => isText(value(name)) ? value(name) : whole);
}

// room/guest_line.js
var GuestLine = class {
  #text;
  constructor(text) {
    this.#text = text;
    this.words = make("span");
    this.leave = make("a", { part: "guest-leave" });
    this.element = make("p", { part: "guest" }, this.words, " ", this.leave);
  }
  show({ guestName, links }) {
    this.element.hidden = !guestName;
    this.words.textContent = this.#text("guestHere", { name: guestName });
    this.leave.textContent = this.#text("guestNotMe");
    const href = links.leave && attempt(() => linkTo(links.leave).href);
    this.leave.hidden = !href;
    if (href) {
      this.leave.href = href;
    }
  }
};

// room/icons.js
var ICONS = {
  clock: "M12 3a9 9 0 1 1 0 18 9 9 0 0 1 0-18Zm0 4v5l3.500 2",
  live: "M12 10a2 2 0 1 1 0 4 2 2 0 0 1 0-4ZM7.500 7.500a6.400 6.400 0 0 0 0 9M16.500 7.500a6.400 6.400 0 0 1 0 9M4.700 4.700a10.300 10.300 0 0 0 0 14.600M19.300 4.700a10.300 10.300 0 0 1 0 14.600",
  wait: "M12 3a9 9 0 1 1-9 9",
  door: "M10 4H6a2 2 0 0 0-2 2v12a2 2 0 0 0 2 2h4m5-4 4-4-4-4m4 4H9",
  done: "M12 3a9 9 0 1 1 0 18 9 9 0 0 1 0-18Zm-4 9.500 2.700 2.700L16 9.500",
  ticket: "M4 7h16v3.500a1.500 1.500 0 0 0 0 3V17H4v-3.500a1.500 1.500 0 0 0 0-3ZM14 7v10",
  key: "M8 11a4 4 0 1 1 0 8 4 4 0 0 1 0-8Zm3 1 8-8m-3 3 3 3",
  cut: "M4 9.500a12 12 0 0 1 5-2.700M20 9.500a12 12 0 0 0-6-3M7.500 13.500a7 7 0 0 1 3-1.600M12 17.500v.5M4 4l16 16",
  stop: "M12 3a9 9 0 1 1 0 18 9 9 0 0 1 0-18ZM5.700 5.700l12.600 12.600"
};

// room/notices.js
var NOTICE_LINKS = {
  hostNotModerator: { link: "roles", text: "rolesHelp" },
  attendeeIsModerator: { link: "roles", text: "rolesHelp" },
  loggedOutHere: { link: "login", text: "logInAgain" }
};
function makeNotice(key, values, { links, text, onClose }) {
  const words = make("p", { textContent: text(key, values) });
  const about = NOTICE_LINKS[key] ?? {};
  const href = links[about.link] && attempt(() => linkTo(links[about.link]).href);
  if (href) {
    const properties = { href, target: "_blank", rel: "noopener" };
    words.append(" ", make("a", { ...properties, textContent: text(about.text) }));
  }
  const close = make("button", {
    type: "button",
    textContent: "✕",
    "aria-label": text("close")
  });
  close.addEventListener("click", onClose);
  const notice = make("div", { part: "notice", role: "alert" }, words, close);
  notice.dataset.notice = key;
  return notice;
}

// room/people_list.js
var PeopleList = class {
  #text;
  #buttons;
  constructor({ text, buttons, onToggle }) {
    this.#text = text;
    this.#buttons = buttons;
    this.count = make("summary", { part: "count" });
    this.names = make("ul", { part: "names" });
    this.outTitle = make("p", { part: "out-title", id: "out" });
    this.out = make("ul", { part: "names out", "aria-labelledby": "out" });
    this.servers = make("select", { part: "servers" });
    this.moving = make("div", { part: "moving" });
    const { names, outTitle, out, servers, moving } = this;
    const list = make("div", { part: "people" }, names, outTitle, out, servers, moving);
    this.element = make("details", { part: "present" }, this.count, list);
    this.element.addEventListener("toggle", () => onToggle(this.element.open));
    this.element.addEventListener("keydown", ({ key }) => key === "Escape" && this.#close());
  }
  #close() {
    this.element.open = false;
    this.count.focus();
  }
  get server() {
    return this.servers.value;
  }
  show({ isIn, present, people, removed, servers, canList, canMove }) {
    const root = this.element.getRootNode();
    const hadFocus = this.element.contains(root.activeElement);
    this.element.hidden = !isIn || present === null && !canList;
    this.count.textContent = present === null ? this.#text("people") : this.#text("present", { count: present });
    const hasNames = canList || people.length > 0;
    this.element.classList.toggle("has-names", hasNames);
    this.count.tabIndex = hasNames ? 0 : -1;
    this.#showRows(this.names, people, "remove");
    this.#showRows(this.out, removed, "readmit");
    this.outTitle.textContent = this.#text("removedPeople");
    this.outTitle.hidden = removed.length === 0;
    this.#showServers(canMove ? servers : []);
    this.#buttons.show(this.moving, canMove ? ["lockAndMove"] : []);
    if (hadFocus && !this.element.contains(root.activeElement)) {
      this.count.focus();
    }
  }
  #showRows(place, people, action) {
    const keyOf = ({ participant, display_name: name }) => participant ?? name;
    const known = new Map([...place.children].map((row) => [row.dataset.person, row]));
    const rows = people.map((person) => {
      const row = known.get(keyOf(person)) ?? make("li", {}, make("span"), make("div"));
      row.dataset.person = keyOf(person);
      row.firstChild.textContent = this.#nameOf(person);
      this.#buttons.show(row.lastChild, person.canChange ? [action] : [], { person });
      return row;
    });
    arrange(place, rows);
    place.hidden = rows.length === 0;
  }
  #nameOf({ display_name, isAway, isGuest: isGuest2 }) {
    const name = isGuest2 ? this.#text("guestPerson", { name: display_name }) : display_name;
    return isAway ? this.#text("awayPerson", { name }) : name;
  }
  #showServers(servers) {
    const values = ["", ...servers];
    this.servers.hidden = servers.length === 0;
    this.servers.setAttribute("aria-label", this.#text("whereTo"));
    if (values.join() !== [...this.servers.options].map(({ value }) => value).join()) {
      const name = (server) => server ? this.#text("onServer", { server }) : this.#text("onSame");
      const option = (value) => make("option", { value, textContent: name(value) });
      this.servers.replaceChildren(...values.map(option));
    }
  }
};

// room/question.js
var Question = class {
  constructor(onDismiss) {
    this.text = make("p", { part: "words", id: "question" });
    this.actions = make("div", { part: "actions" });
    const label = { "aria-labelledby": "question" };
    this.element = make("dialog", { part: "question", ...label }, this.text, this.actions);
    this.element.addEventListener("close", () => this.element.open || onDismiss());
    this.element.addEventListener("keydown", ({ key }) => key === "Escape" && this.close());
  }
  ask(name) {
    if (!this.element.open) {
      const { element } = this;
      element.showModal ? element.showModal() : element.setAttribute("open", "");
      [...this.actions.children].find(({ dataset }) => dataset.action === name)?.focus();
    }
  }
  close() {
    if (this.element.open) {
      this.element.close();
    }
  }
};

// replay/length.js
function clockText(seconds) {
  const whole = Math.round(Number(seconds ?? Number.NaN));
  if (!(whole > 0) || whole > 1e7) {
    return "";
  }
  const [hours, minutes, rest] = [
    Math.floor(whole / 3600),
    Math.floor(whole / 60) % 60,
    whole % 60
  ];
  const two = (number) => `${number}`.padStart(2, "0");
  return hours > 0 ? `${hours}:${two(minutes)}:${two(rest)}` : `${minutes}:${two(rest)}`;
}

// replay/recovery.js
var PAUSES = [0, 1, 3, 8, 20];
var SUCCESS = 5;
var FINE = Object.freeze({
  phase: "fine",
  tries: 0,
  position: 0,
  goesOn: false,
  reason: null
});
var HANDLERS2 = {
  broke(state, { kind, position, wasPlaying }) {
    if (state.phase === "pausing" || state.phase === "asking" || state.phase === "failed") {
      return [state, null];
    }
    const known = state.phase === "fine" ? { position, goesOn: wasPlaying } : {};
    return tryAgain({ ...state, ...known, reason: kind });
  },
  "pause-over": when("pausing", (state) => [{ ...state, phase: "asking" }, { do: "ask" }]),
  answered: when("asking", (before, { status: status2, position }) => {
    const state = { ...before, position: position ?? before.position };
    if (status2 === 401 || status2 === 403) {
      return give(state, "refused");
    }
    if (status2 === 404 || status2 === 410) {
      return give(state, "gone");
    }
    const isThere = status2 >= 200 && status2 < 400;
    return isThere ? [{ ...state, phase: "loading" }, { do: "load" }] : tryAgain(state);
  }),
  loaded: when("loading", (state) => {
    const { position, goesOn } = state;
    return [
      { ...state, phase: "fine" },
      { do: "go-on", position, goesOn }
    ];
  }),
  played: when("fine", (state, { position }) => {
    const isSuccess = state.tries > 0 && Math.abs(position - state.position) >= SUCCESS;
    return [isSuccess ? FINE : state, null];
  }),
  retry: when("failed", (state) => tryAgain({ ...state, tries: 0, goesOn: true }))
};
function when(phase, react) {
  return (state, event) => state.phase === phase ? react(state, event) : [state, null];
}
function tryAgain(state) {
  const { tries } = state;
  if (tries >= PAUSES.length) {
    return give(state, state.reason);
  }
  return [
    { ...state, phase: "pausing", tries: tries + 1 },
    { do: "pause", seconds: PAUSES[tries] }
  ];
}
function give(state, reason) {
  return [
    { ...state, phase: "failed", reason },
    { do: "give-up", reason }
  ];
}
function recover(state, event) {
  return HANDLERS2[event.type](state, event);
}

// replay/player.js
var STALL_LIMIT = 20;
var ANSWER_LIMIT = 20;
var KINDS = { 2: "network", 3: "decode", 4: "source" };
var Player = class {
  #video;
  #onChange;
  #state = FINE;
  #position = 0;
  #isMeantToPlay = false;
  #timer;
  #stall;
  #life = null;
  constructor(video, onChange) {
    this.#video = video;
    this.#onChange = onChange;
  }
  begin() {
    this.#life = new AbortController();
    const { signal } = this.#life;
    const on = (names, act2) => {
      for (const name of names.split(" ")) {
        this.#video.addEventListener(name, (event) => attempt(() => act2(event)), {
          signal,
          capture: true
        });
      }
    };
    on("error", ({ target }) => this.#onError(target));
    on("timeupdate seeking", () => this.#note());
    on("play", () => this.#onPlay());
    on("pause", () => this.#mean(false));
    on("waiting seeking progress", () => this.#watch());
    on("playing seeked timeupdate suspend ended", () => clearTimeout(this.#stall));
    on("loadedmetadata", () => this.#send({ type: "loaded" }));
    window.addEventListener("online", () => this.#hurry(), { signal });
  }
  stop() {
    this.#life?.abort();
    clearTimeout(this.#timer);
    clearTimeout(this.#stall);
  }
  retry() {
    this.#send({ type: "retry" });
  }
  get #isFine() {
    return this.#state.phase === "fine";
  }
  #note() {
    const { currentTime, readyState } = this.#video;
    if (this.#isFine && readyState > 0) {
      this.#position = currentTime;
      this.#send({ type: "played", position: currentTime });
    }
  }
  #mean(isMeant) {
    if (this.#isFine) {
      this.#isMeantToPlay = isMeant;
    }
  }
  #onPlay() {
    this.#mean(true);
    this.retry();
  }
  #onError(target) {
    const { error } = this.#video;
    const isOfSource = target !== this.#video;
    const isLast = target === [...this.#video.querySelectorAll("source")].at(-1);
    if (target?.localName === "track" || isOfSource && !isLast) {
      return;
    }
    this.#broke(isOfSource ? "source" : KINDS[error?.code] ?? "network");
  }
  #watch() {
    clearTimeout(this.#stall);
    const { paused, seeking, readyState, HAVE_FUTURE_DATA } = this.#video;
    const waits = seeking || !paused && readyState < HAVE_FUTURE_DATA;
    if (waits && this.#isFine) {
      this.#stall = setTimeout(() => this.#broke("stall"), STALL_LIMIT * 1e3);
    }
  }
  #broke(kind) {
    clearTimeout(this.#stall);
    const wasPlaying = this.#isMeantToPlay;
    this.#send({ type: "broke", kind, position: this.#position, wasPlaying });
  }
  #hurry() {
    if (this.#state.phase === "pausing") {
      this.#pauseOver();
    }
  }
  #send(event) {
    const { phase } = this.#state;
    const [state, what] = recover(this.#state, event);
    this.#state = state;
    if (what) {
      this.#do[what.do](what);
    }
    if (phase !== this.#state.phase) {
      attempt(() => this.#onChange(this.#state));
    }
  }
  #do = {
    pause: ({ seconds }) => {
      clearTimeout(this.#timer);
      this.#timer = setTimeout(() => this.#pauseOver(), seconds * 1e3);
    },
    ask: () => this.#ask(),
    load: () => this.#load(),
    "go-on": ({ position, goesOn }) => this.#goOn(position, goesOn),
    "give-up": () => {
    }
  };
  #pauseOver() {
    clearTimeout(this.#timer);
    this.#send({ type: "pause-over" });
  }
  async #ask() {
    const { signal } = this.#life;
    const status2 = await statusOf(this.#address(), signal);
    if (!signal.aborted) {
      const { currentTime, readyState } = this.#video;
      const position = readyState > 0 ? currentTime : null;
      this.#send({ type: "answered", status: status2, position });
    }
  }
  #address() {
    const source = this.#video.querySelector("source[src]");
    return this.#video.getAttribute("src") ?? source?.getAttribute("src") ?? "";
  }
  #load() {
    const modes = modesOf(this.#video);
    this.#video.preload = "auto";
    this.#video.load();
    modes.forEach(([track, mode]) => {
      track.mode = mode;
    });
    this.#timer = setTimeout(() => this.#broke("stall"), STALL_LIMIT * 1e3);
  }
  #goOn(position, goesOn) {
    clearTimeout(this.#timer);
    this.#isMeantToPlay = goesOn;
    if (position > 0) {
      this.#video.currentTime = position;
    }
    if (goesOn) {
      this.#video.play().catch(() => {
      });
    }
  }
};
function modesOf(video) {
  return [...video.textTracks ?? []].map((track) => [track, track.mode]);
}
async function statusOf(address, signal) {
  const url = new URL(address, document.baseURI);
  if (url.origin !== location.origin) {
    return 200;
  }
  const limit = new AbortController();
  const stop2 = () => limit.abort();
  const timer = setTimeout(stop2, ANSWER_LIMIT * 1e3);
  signal.addEventListener("abort", stop2);
  try {
    const asked = { method: "HEAD", redirect: "manual", cache: "no-store", signal: limit.signal };
    const response = await fetch(
      url.href,
      /** @type {RequestInit} */
      asked
    );
    return response.type === "opaqueredirect" ? 302 : response.status;
  } catch {
    return 0;
  } finally {
    clearTimeout(timer);
    signal.removeEventListener("abort", stop2);
  }
}

// replay/style.js
var REPLAY_STYLES = `
jitsi-live-replay { display: block; position: relative; }
jitsi-live-replay video {
  display: block;
  box-sizing: border-box;
  inline-size: 100%;
  max-block-size: 85vh;
  aspect-ratio: 16 / 9;
  border-radius: var(--jitsi-live-radius, 0.75rem);
  background: var(--jitsi-live-stage, #111);
}
jitsi-live-replay video:focus-visible { outline: 3px solid var(--jitsi-live-accent, #1d5fd1); outline-offset: 2px; }
.jitsi-live-player__length {
  position: absolute;
  inset-block-start: 0.75rem;
  inset-inline-end: 0.75rem;
  margin: 0;
  padding: 0.1em 0.5em;
  border-radius: 0.35em;
  background: rgb(0 0 0 / 75%);
  color: #fff;
  font-size: 0.875rem;
  font-variant-numeric: tabular-nums;
  pointer-events: none;
}
.jitsi-live-player__words {
  display: flex;
  flex-wrap: wrap;
  gap: 0.5rem 1rem;
  align-items: center;
  margin: 0.5rem 0 0;
  overflow-wrap: anywhere;
}
.jitsi-live-player__words button {
  min-block-size: 2.75rem;
  padding: 0.5em 1.2em;
  border: 1px solid currentcolor;
  border-radius: 0.5rem;
  background: none;
  color: inherit;
  font: inherit;
  font-weight: 600;
  cursor: pointer;
}
jitsi-live-replay [hidden] { display: none; }
`;
var sheet = null;
var styled = /* @__PURE__ */ new WeakSet();
function styleRoot(root) {
  if (styled.has(root) || !("adoptedStyleSheets" in root)) {
    return;
  }
  styled.add(root);
  attempt(() => {
    if (sheet === null) {
      sheet = new CSSStyleSheet();
      sheet.replaceSync(REPLAY_STYLES);
    }
    root.adoptedStyleSheets = [...root.adoptedStyleSheets, sheet];
  });
}

// replay/element.js
var WORDS = { pausing: "replayAgain", asking: "replayAgain", loading: "replayAgain" };
var FAILURES2 = {
  refused: "replayRefused",
  gone: "replayGone",
  decode: "replayUnplayable",
  source: "replayUnplayable"
};
var JitsiLiveReplay = class extends HTMLElement {
  static define(tag = "jitsi-live-replay", registry = customElements) {
    if (!registry.get(tag)) {
      registry.define(tag, this);
    }
  }
  #texts = {};
  #video = null;
  #player = null;
  #parts = null;
  #life = null;
  constructor() {
    super();
    this.#takeOver();
  }
  get texts() {
    return this.#texts;
  }
  set texts(texts) {
    this.#texts = attempt(() => ({ ...texts }), {});
    this.#showLength();
  }
  get video() {
    return this.#video;
  }
  connectedCallback() {
    this.#takeOver();
    this.#life = new AbortController();
    if (document.readyState === "loading") {
      const { signal } = this.#life;
      document.addEventListener("DOMContentLoaded", () => this.#begin(), { signal });
    } else {
      this.#begin();
    }
  }
  disconnectedCallback() {
    this.#life.abort();
    this.#player?.stop();
    this.#player = null;
  }
  #begin() {
    this.#video = this.querySelector("video");
    if (!this.#video) {
      return;
    }
    attempt(() => this.#takeWords());
    attempt(() => styleRoot(this.getRootNode()));
    attempt(() => this.#build());
    this.#player = new Player(this.#video, (state) => this.#show(state));
    this.#player.begin();
  }
  #takeWords() {
    const script = this.querySelector(':scope > script[type="application/json"]');
    if (script) {
      this.#texts = { ...JSON.parse(script.textContent), ...this.#texts };
    }
  }
  #build() {
    if (!this.#parts) {
      const length = make("p", { className: "jitsi-live-player__length" });
      const words = make("span");
      const button = make("button", { type: "button", hidden: true });
      button.addEventListener("click", () => this.#retry());
      const line = make("p", { className: "jitsi-live-player__words" }, words, button);
      line.setAttribute("role", "status");
      this.#parts = { length, words, button, line };
      this.append(length, line);
    }
    const { signal } = this.#life;
    this.#video.addEventListener("play", () => this.#hideLength(), { signal });
    this.#showLength();
  }
  #showLength() {
    if (this.#parts) {
      const { length } = this.#parts;
      const time = clockText(this.dataset.seconds);
      length.textContent = this.#text("replayLength", { time });
      length.hidden = !time || !this.#video.paused || this.#video.currentTime > 0;
    }
  }
  #hideLength() {
    this.#parts.length.hidden = true;
  }
  #show({ phase, reason }) {
    const { line, words, button } = this.#parts;
    const hasFailed = phase === "failed";
    const key = hasFailed ? FAILURES2[reason] ?? "replayFailed" : WORDS[phase];
    const isOffline = !hasFailed && key && navigator.onLine === false;
    const root = (
      /** @type {Document | ShadowRoot} */
      this.getRootNode()
    );
    const hadFocus = button === root.activeElement;
    line.dataset.phase = phase;
    words.textContent = key ? this.#text(isOffline ? "replayOffline" : key) : "";
    button.textContent = this.#text("replayRetry");
    button.hidden = !hasFailed;
    if (hadFocus && !hasFailed) {
      this.#video.focus();
    }
  }
  #retry() {
    this.#player?.retry();
  }
  #text(key, values = {}) {
    const own = this.#texts[key];
    return filled(typeof own === "string" ? own : REPLAY_TEXTS[key], values);
  }
  #takeOver() {
    if (Object.hasOwn(this, "texts")) {
      const { texts } = this;
      Reflect.deleteProperty(this, "texts");
      this.texts = texts;
    }
  }
};

// room/replay_list.js
var FILES = { transcript: "transcriptFile", chat: "chatFile" };
var STATES = { announced: "replayComing", arriving: "replayComing", lost: "replayLost" };
var ReplayList = class {
  #text;
  constructor(text) {
    this.#text = text;
    this.heading = make("h3", { part: "replays-title", id: "replays" });
    this.players = make("div", { part: "replay-players" });
    this.absent = make("ul", { part: "replay-states", role: "list" });
    this.files = make("div", { part: "actions replay-files" });
    const { heading, players, absent, files } = this;
    const about = { part: "replays", hidden: true, "aria-labelledby": "replays" };
    this.element = make("section", about, heading, players, absent, files);
  }
  show(recordings, { role, links, texts }) {
    const isHost = role === "host";
    const here = (recordings ?? []).filter(({ state, url }) => state === "here" && url);
    const videos = here.filter(({ kind }) => kind === "video");
    const missing = isHost ? (recordings ?? []).filter(({ state }) => STATES[state]) : [];
    const files = isHost ? here.filter(({ kind }) => FILES[kind]) : [];
    this.heading.textContent = this.#text("replays");
    this.#fill(this.players, videos, (known, each) => this.#player(known, each, texts));
    this.#fill(this.absent, missing, (known, each) => this.#state(known, each));
    this.#showFiles(files, isHost && recordings?.length > 0 ? links.replay : null);
    const parts = [this.players, this.absent, this.files];
    this.element.hidden = parts.every(({ hidden }) => hidden);
  }
  #fill(place, recordings, draw) {
    const known = new Map([...place.children].map((row) => [row.dataset.recording, row]));
    const rows = recordings.map((each) => {
      const row = attempt(() => draw(known.get(each.id), each));
      row?.setAttribute("data-recording", each.id);
      return row;
    });
    arrange(place, rows.filter(Boolean));
    place.hidden = place.children.length === 0;
  }
  #player(known, recording, texts) {
    const player = known ?? this.#makePlayer(recording);
    player.firstChild.textContent = recording.title || this.#text("replay");
    player.lastChild.texts = texts;
    return player;
  }
  #makePlayer({ url, poster_url, captions_url, seconds, title }) {
    JitsiLiveReplay.define();
    const about = { controls: true, preload: "none", part: "replay-video" };
    const video = make("video", { ...about, src: linkTo(url).href });
    video.setAttribute("playsinline", "");
    video.setAttribute("aria-label", title || this.#text("replay"));
    if (poster_url) {
      video.poster = poster_url;
    }
    if (captions_url) {
      const label = this.#text("captions");
      video.append(make("track", { kind: "captions", src: linkTo(captions_url).href, label }));
    }
    const replay = make("jitsi-live-replay", {}, video);
    replay.dataset.seconds = seconds ?? "";
    return make("article", { part: "replay" }, make("h4", { part: "replay-title" }), replay);
  }
  #state(known, { state, title, problem, received, size }) {
    const row = known ?? make("li", { part: "replay-state" });
    const share = received > 0 && size >= received ? Math.floor(100 * received / size) : null;
    const key = share !== null && state !== "lost" ? "replayPercent" : STATES[state];
    const values = { title: title || this.#text("replay"), problem: problem ?? "", percent: share };
    row.textContent = this.#text(key, values).trim();
    return row;
  }
  #showFiles(files, replay) {
    const link = (href, textContent, about) => attempt(() => make("a", { part: "button", className: "quiet", href, textContent, ...about }));
    const links = files.map(
      ({ url, kind, title }) => link(linkTo(url).href, title || this.#text(FILES[kind]), { download: "" })
    );
    const page = replay ? [link(replay, this.#text("manageReplays"), {})] : [];
    this.files.replaceChildren(...[...links, ...page].filter(Boolean));
    this.files.hidden = this.files.children.length === 0;
  }
};

// room/style.js
var COLOURS = {
  text: ["#16202c", "#e8edf3"],
  muted: ["#4c5a6a", "#a9b6c4"],
  surface: ["#fff", "#1a222c"],
  border: ["#d4dbe3", "#384554"],
  accent: ["#1d5fd1", "#8ab4ff"],
  "on-accent": ["#fff", "#0b1a33"],
  danger: ["#b3261e", "#ff9d94"],
  "on-danger": ["#fff", "#3b0805"],
  notice: ["#fff4d6", "#3d3214"]
};
var colours = (value) => Object.entries(COLOURS).map(([name, pair]) => `--_${name}: var(--jitsi-live-${name}, ${value(...pair)});`).join("\n  ");
var light = (colour) => colour;
var dark = (_, colour) => colour;
var lightDark = (...pair) => `light-dark(${pair.join(", ")})`;
var STYLES = `
:host {
  display: block;
  container: jitsi-live-room / inline-size;
  ${colours(light)}
  --_radius: var(--jitsi-live-radius, 0.75rem);
}
:host([theme="light"]) { color-scheme: light; }
:host([theme="dark"]) {
  color-scheme: dark;
  ${colours(dark)}
}
@supports (color: light-dark(#000, #fff)) {
  :host {
  ${colours(lightDark)}
  }
}
:host([hidden]), [hidden] { display: none !important; }
.room { display: grid; gap: 1rem; }
.main { display: grid; gap: 0.75rem; align-content: start; min-inline-size: 0; }
.panel {
  display: grid;
  gap: 0.75rem;
  justify-items: center;
  align-content: center;
  box-sizing: border-box;
  min-block-size: 16rem;
  padding: 2rem 1.25rem;
  border: 1px solid var(--_border);
  border-radius: var(--_radius);
  background: var(--_surface);
  text-align: center;
}
.icon {
  inline-size: 3rem;
  block-size: 3rem;
  fill: none;
  stroke: var(--_muted);
  stroke-width: 2;
  stroke-linecap: round;
  stroke-linejoin: round;
}
/* Until the frame speaks, the words lie over it. What the page puts beside keeps its own colour. */
.panel, .stage { grid-area: 1 / 1; color: var(--_text); }
.panel { z-index: 1; }
[data-tone="live"] .icon { stroke: var(--_danger); }
[data-tone="good"] .icon { stroke: var(--_accent); }
[data-tone="bad"] .icon { stroke: var(--_danger); }
.heading { margin: 0; font-size: 1.375em; line-height: 1.25; outline: none; }
.message, .when, .note, .guest { margin: 0; max-inline-size: 34rem; overflow-wrap: anywhere; }
.message { color: var(--_muted); }
.note, .guest { font-size: 0.9375em; }
.guest { color: var(--_muted); }
.guest a { color: inherit; }
.problem { margin: 0; max-inline-size: 34rem; color: var(--_danger); font-weight: 600; overflow-wrap: anywhere; }
.countdown { margin: 0; display: flex; flex-wrap: wrap; justify-content: center; gap: 0.5rem; }
.countdown span {
  padding: 0.35em 0.7em;
  border-radius: 0.5rem;
  border: 1px solid var(--_border);
  font-variant-numeric: tabular-nums;
  font-weight: 600;
}
.actions, .controls { display: flex; flex-wrap: wrap; justify-content: center; gap: 0.5rem; }
.button {
  display: inline-flex;
  align-items: center;
  box-sizing: border-box;
  min-block-size: 2.75rem;
  padding: 0.5em 1.2em;
  border: 1px solid transparent;
  border-radius: 0.5rem;
  background: var(--_accent);
  color: var(--_on-accent);
  font: inherit;
  font-weight: 600;
  text-decoration: none;
  overflow-wrap: break-word;
  cursor: pointer;
}
.button.quiet, .reopen ~ .button { border-color: var(--_border); background: none; color: inherit; }
.button.danger { background: var(--_danger); color: var(--_on-danger); }
.button:focus-visible, .stage:focus-visible { outline: 3px solid var(--_accent); outline-offset: 2px; }
[aria-busy="true"] .button { opacity: 0.6; cursor: progress; }
.stage {
  position: relative;
  display: flex;
  flex-direction: column;
  block-size: var(--jitsi-live-height, clamp(24rem, 75vh, 60rem));
  border-radius: var(--_radius);
  background: var(--_surface);
  border: 1px solid var(--_border);
  overflow: hidden;
}
.video { flex: 1; min-block-size: 0; background: var(--jitsi-live-stage, #111); }
.video iframe { display: block; border: 0; }
.watch { display: grid; gap: 0.5rem; justify-self: stretch; }
.watch-frame { inline-size: 100%; aspect-ratio: 16 / 9; border: 0; background: #111; }
.watch-link { color: var(--_accent); }
.bar {
  display: flex;
  flex-wrap: wrap;
  align-items: center;
  gap: 0.5rem;
  padding: 0.5rem 0.75rem;
}
.bar .who { flex: 1 1 10rem; }
.bar .controls { margin-inline-start: auto; }
.who, .muted, .closing { color: var(--_muted); }
.closing { font-variant-numeric: tabular-nums; font-weight: 600; }
.present { position: relative; color: var(--_muted); }
.count { cursor: pointer; }
.present:not(.has-names) .count { list-style: none; cursor: auto; pointer-events: none; }
.people {
  position: absolute;
  inset-block-end: calc(100% + 0.5rem);
  inset-inline-start: 0;
  z-index: 1;
  display: grid;
  gap: 0.5rem;
  box-sizing: border-box;
  inline-size: 20rem;
  max-block-size: min(24rem, 60vh);
  padding: 0.5rem 1rem;
  overflow: auto;
  border: 1px solid var(--_border);
  border-radius: 0.5rem;
  background: var(--_surface);
  color: var(--_text);
}
.names { display: grid; gap: 0.25rem; margin: 0; padding: 0; list-style: none; }
.names li { display: flex; gap: 0.75rem; align-items: center; overflow-wrap: anywhere; }
.names span { flex: 1; min-inline-size: 6rem; }
.out-title { margin: 0; color: var(--_muted); font-weight: 600; }
.people .button { padding-inline: 0.8em; }
.servers {
  min-block-size: 2.75rem;
  max-inline-size: 100%;
  border: 1px solid var(--_border);
  border-radius: 0.5rem;
  background: var(--_surface);
  color: inherit;
  font: inherit;
}
.asking { flex: 1 0 100%; justify-self: stretch; order: -1; color: var(--_text); }
.asking-count { margin: 0 0 0.25rem; font-weight: 600; }
.asks { max-block-size: 9.5rem; overflow: auto; }
.answers { display: flex; flex-wrap: wrap; gap: 0.5rem; }
.badge {
  padding: 0.15em 0.7em;
  border-radius: 1em;
  background: var(--_danger);
  color: var(--_on-danger);
  font-size: 0.85em;
  font-weight: 700;
}
.recorded { color: var(--_muted); }
.recorded.on { color: var(--_danger); font-weight: 700; }
.badge.calm { background: var(--_accent); color: var(--_on-accent); }
.question {
  box-sizing: border-box;
  inline-size: min(42rem, calc(100vw - 2rem));
  padding: 1.25rem;
  border: 1px solid var(--_border);
  border-radius: var(--_radius);
  background: var(--_surface);
  color: var(--_text);
}
.question::backdrop { background: rgb(0 0 0 / 55%); }
.question .words { margin: 0 0 1rem; overflow-wrap: anywhere; }
.question .button { flex: 1 0 auto; justify-content: center; max-inline-size: 100%; }
.notice {
  display: flex;
  gap: 0.75rem;
  align-items: flex-start;
  padding-inline-start: 0.75rem;
  border-block-end: 1px solid var(--_border);
  background: var(--_notice);
  color: var(--_text);
}
.notices .problem { max-inline-size: none; padding: 0.6rem 0.75rem; background: var(--_notice); }
.notice p { flex: 1; margin: 0; padding-block: 0.6rem; }
.notice a { color: inherit; }
.notice button {
  min-inline-size: 2.75rem;
  min-block-size: 2.75rem;
  border: 0;
  background: none;
  color: inherit;
  font: inherit;
  cursor: pointer;
}
.unseen {
  position: absolute;
  inline-size: 1px;
  block-size: 1px;
  overflow: hidden;
  clip-path: inset(50%);
  white-space: nowrap;
}
.replays {
  display: grid;
  gap: 0.75rem;
  padding: 1.25rem;
  border: 1px solid var(--_border);
  border-radius: var(--_radius);
  background: var(--_surface);
  color: var(--_text);
}
.replay-players { display: grid; gap: 1.25rem; }
.replays-title, .replay-title { margin: 0; overflow-wrap: anywhere; }
.replays-title { font-size: 1.125em; }
.replay-title { margin-block-end: 0.5rem; font-size: 1em; }
.replay-states { margin: 0; padding: 0; list-style: none; color: var(--_muted); overflow-wrap: anywhere; }
.replay-files { justify-content: start; }
.beside { min-inline-size: 0; }
@container jitsi-live-room (min-width: 56rem) {
  .room.has-beside { grid-template-columns: minmax(0, 1fr) var(--jitsi-live-beside-width, 21rem); }
  .room.has-beside .panel { min-block-size: 26rem; }
  /* As high as the video, however long the chat is. */
  .beside { position: relative; }
  ::slotted([slot="beside"]) { position: absolute; inset: 0; display: grid; grid-template-rows: minmax(0, 1fr); }
}
@container jitsi-live-room (max-width: 40rem) {
  .panel { min-block-size: 14rem; padding: 1.5rem 1rem; }
  .stage { block-size: var(--jitsi-live-height, calc(100vh - 1rem)); }
  .bar .who { flex-basis: 6rem; }
  /* The list of people has the whole width of the bar, wherever in it the number stands. */
  .bar { position: relative; }
  .present { position: static; }
  .people { inset-inline: 0.75rem; inline-size: auto; }
  .controls { flex: 1 0 100%; }
  .controls .button { flex: 1; justify-content: center; }
}
@supports (block-size: 1svh) {
  @container jitsi-live-room (max-width: 40rem) {
    .stage { block-size: var(--jitsi-live-height, calc(100svh - 1rem)); }
  }
}
@media (prefers-reduced-motion: no-preference) {
  [data-icon="wait"] .icon { animation: turn 1s linear infinite; }
  [data-tone="live"] .icon { animation: beat 2s ease-in-out infinite; }
}
@keyframes turn { to { rotate: 360deg; } }
@keyframes beat { 50% { opacity: 0.45; } }
`;
var sheet2 = null;
function styleSheet() {
  if (sheet2 === null) {
    sheet2 = new CSSStyleSheet();
    sheet2.replaceSync(STYLES);
  }
  return sheet2;
}
function addStyle(root, nonce) {
  const isShared = "adoptedStyleSheets" in root && globalThis.CSSStyleSheet?.prototype.replaceSync;
  if (isShared && attempt(() => adopt(root))) {
    return;
  }
  const style = document.createElement("style");
  style.nonce = nonce ?? "";
  style.textContent = STYLES;
  root.prepend(style);
}
function adopt(root) {
  root.adoptedStyleSheets = [styleSheet()];
  return true;
}

// room/watch.js
var YOUTUBE = /* @__PURE__ */ new Set(["youtube.com", "youtube-nocookie.com"]);
var YOUTUBE_FRAME = "https://www.youtube-nocookie.com/embed/";
var YOUTUBE_ID = /^[\w-]{6,20}$/;
var YOUTUBE_CHANNEL = /^UC[\w-]{22}$/;
var YOUTUBE_VIDEO = /^\/(?:live|embed|shorts)\/([^/]+)\/?$/;
var YOUTUBE_LIVE = /^\/channel\/([^/]+)\/live\/?$/;
var PEERTUBE_VIDEO = /^\/(?:w|videos\/watch|videos\/embed)\/([\w-]{20,40})\/?$/;
var PLAYLIST = /\.m3u8$/i;
var HLS = "application/vnd.apple.mpegurl";
function sourceOf(url, origin) {
  const isForeign = url.protocol === "https:" && url.origin !== origin;
  const frame = isForeign ? youTubeFrame(url) ?? peerTubeFrame(url) : null;
  if (frame) {
    return { kind: "frame", url: frame };
  }
  return { kind: PLAYLIST.test(url.pathname) ? "video" : "link", url: url.href };
}
function youTubeFrame(url) {
  const host = url.hostname.replace(/^(?:www|m)\./, "");
  const { pathname, searchParams } = url;
  if (host !== "youtu.be" && !YOUTUBE.has(host)) {
    return null;
  }
  const channel = YOUTUBE_LIVE.exec(pathname)?.[1] ?? searchParams.get("channel") ?? "";
  if (YOUTUBE_CHANNEL.test(channel)) {
    return `${YOUTUBE_FRAME}live_stream?channel=${channel}`;
  }
  const short = host === "youtu.be" ? pathname.slice(1) : null;
  const id = short ?? YOUTUBE_VIDEO.exec(pathname)?.[1] ?? searchParams.get("v") ?? "";
  return YOUTUBE_ID.test(id) ? YOUTUBE_FRAME + id : null;
}
function peerTubeFrame({ origin, pathname }) {
  const id = PEERTUBE_VIDEO.exec(pathname)?.[1];
  return id ? `${origin}/videos/embed/${id}` : null;
}
var Watch = class {
  element = make("div", { part: "watch", hidden: true });
  #address = "";
  #text;
  constructor(text) {
    this.#text = text;
  }
  show(address) {
    if (address !== this.#address) {
      this.#address = address;
      const shown = address ? attempt(() => this.#draw(linkTo(address)), []) : [];
      this.element.replaceChildren(...shown);
      this.element.hidden = shown.length === 0;
    }
  }
  #draw(url) {
    const { kind, url: source } = sourceOf(url, location.origin);
    const player = kind === "frame" ? this.#frame(source) : this.#video(kind, source);
    const link = make("a", { part: "watch-link", href: url.href, target: "_blank" });
    link.rel = "noopener";
    link.textContent = this.#text("watchLink");
    return player ? [player, link] : [link];
  }
  #frame(source) {
    const frame = make("iframe", { part: "watch-frame", title: this.#text("watchStream") });
    frame.setAttribute(
      "sandbox",
      "allow-scripts allow-same-origin allow-presentation allow-popups"
    );
    frame.allow = "autoplay; fullscreen; picture-in-picture; encrypted-media";
    frame.referrerPolicy = "strict-origin-when-cross-origin";
    frame.src = source;
    return frame;
  }
  #video(kind, source) {
    const video = make("video", { part: "watch-frame", controls: true });
    if (kind !== "video" || !video.canPlayType(HLS)) {
      return null;
    }
    video.setAttribute("playsinline", "");
    video.setAttribute("aria-label", this.#text("watchStream"));
    video.setAttribute("playsinline", "");
    video.src = source;
    return video;
  }
};

// room/view.js
var ERROR_TEXTS = {
  network: "failedOffline",
  unexpected: "failedServer",
  not_authenticated: "failedLoggedOut",
  csrf_failed: "failedCsrf"
};
var LABELS = { file: "recordingNow", stream: "streamingNow" };
var SAID2 = { file: "recordingOn", stream: "streamOn" };
var STARTING = /* @__PURE__ */ new Set(["waiting", "backstage"]);
var BEFORE = /* @__PURE__ */ new Set(["waiting", "backstage", "ended"]);
var View = class {
  texts = TEXTS;
  #press;
  #language;
  #buttons;
  #start = new Countdown((...left) => this.#showStart(...left));
  #closing = new Countdown((...left) => this.#showClosing(...left));
  #hadFocus = false;
  constructor(root, { press, onList, language, nonce }) {
    this.root = root;
    this.#press = press;
    this.#language = language;
    const text = (...asked) => this.text(...asked);
    this.#buttons = new Buttons({ text, press });
    this.people = new PeopleList({ text, buttons: this.#buttons, onToggle: onList });
    this.asking = new AskingList({ text, buttons: this.#buttons });
    root.append(this.#build());
    attempt(() => addStyle(root, nonce()));
    attempt(() => this.#watchBeside());
  }
  #build() {
    this.icon = makeIcon();
    this.heading = make("h2", { part: "heading", tabIndex: -1 });
    this.message = make("p", { part: "message" });
    this.when = make("p", { part: "when" });
    this.countdown = make("p", { part: "countdown", role: "timer" });
    this.note = make("p", { part: "note" });
    this.problem = make("p", { part: "problem", role: "alert" });
    this.watch = new Watch((...asked) => this.text(...asked));
    this.slot = make("slot");
    this.actions = make("div", { part: "actions" });
    const { icon, heading, message, when: when2, countdown, note, problem, slot, actions } = this;
    const { element: watch } = this.watch;
    this.guest = new GuestLine((...asked) => this.text(...asked));
    const { element: guest } = this.guest;
    const words = [icon, heading, message, when2, countdown, note, problem, watch, slot, actions];
    this.panel = make("div", { part: "panel" }, ...words, guest);
    this.notices = make("div", { part: "notices" });
    this.video = make("div", { part: "video" });
    this.badge = make("span", { part: "badge" });
    this.who = make("span", { part: "who" });
    this.muted = make("span", { part: "muted" });
    this.recorded = make("span", { part: "recorded" });
    this.closing = make("span", { part: "closing", role: "timer" });
    this.controls = make("div", { part: "controls" });
    const { badge, recorded, who, muted, closing, people, controls } = this;
    const told = [badge, recorded, who, muted, closing, people.element];
    this.bar = make("div", { part: "bar" }, ...told, controls);
    this.stage = make("div", { part: "stage", tabIndex: -1 }, this.notices, this.video, this.bar);
    this.replays = new ReplayList((...asked) => this.text(...asked));
    this.liveRegion = make("p", { className: "unseen", role: "status" });
    this.main = make(
      "section",
      { part: "main" },
      this.panel,
      this.stage,
      this.replays.element,
      this.liveRegion
    );
    this.besideSlot = make("slot", { name: "beside" });
    this.beside = make("div", { part: "beside", hidden: true }, this.besideSlot);
    this.question = new Question(() => this.#press("dismiss"));
    this.room = make("div", { part: "room" }, this.main, this.beside, this.question.element);
    return this.room;
  }
  #watchBeside() {
    this.besideSlot.addEventListener("slotchange", () => attempt(() => this.#arrange()));
    this.#arrange();
  }
  #arrange() {
    const hasBeside = this.besideSlot.assignedElements().length > 0;
    this.room.classList.toggle("has-beside", hasBeside);
    this.beside.hidden = !hasBeside;
  }
  text(key, values = {}) {
    return filled(this.texts[key], values);
  }
  #problemText(problem) {
    if (!problem) {
      return "";
    }
    const { code, message } = problem;
    const key = Object.hasOwn(ERROR_TEXTS, code) ? ERROR_TEXTS[code] : null;
    return !key && message || this.text(key ?? "failed", { origin: location.origin });
  }
  #detail(element, draw) {
    try {
      draw();
    } catch (error) {
      element.hidden = true;
      report(error);
    }
  }
  show(room) {
    const { state, hasFrame, hasVideo, problem } = room;
    this.keepFocus();
    this.stage.hidden = !hasVideo;
    this.bar.hidden = !hasFrame;
    this.panel.hidden = hasFrame;
    this.slot.name = state;
    this.main.setAttribute("aria-label", this.text("label"));
    attempt(() => this.#showPanel(room));
    attempt(() => this.#placeProblem(hasFrame));
    attempt(() => this.#placeAsking(hasFrame));
    this.#detail(this.asking.element, () => this.asking.show(room));
    this.#detail(this.problem, () => this.#fill(this.problem, this.#problemText(problem)));
    attempt(() => this.watch.show(room.watchUrl));
    this.#detail(this.guest.element, () => this.guest.show(room));
    attempt(() => this.#showBar(room));
    attempt(() => this.#start.to(STARTING.has(state) ? room.startsAt : null));
    attempt(() => this.#closing.to(room.closesAt ?? null));
    attempt(() => this.#showQuestion(room));
    attempt(() => this.#followFocus(hasFrame));
  }
  #showPanel(room) {
    const view = this.#viewOf(room);
    this.panel.dataset.tone = view.tone ?? "";
    this.panel.dataset.icon = view.icon ?? "";
    this.icon.firstElementChild.setAttribute("d", ICONS[view.icon] ?? "");
    this.heading.textContent = this.text(view.heading);
    const text = view.text ? this.text(view.text, room) : "";
    this.#detail(this.message, () => this.#fill(this.message, text));
    this.#detail(this.note, () => this.#fill(this.note, this.#noteText(room)));
    const { links } = room;
    this.#detail(this.actions, () => this.#buttons.show(this.actions, view.actions, { links }));
  }
  #noteText(room) {
    const opens = room.opensAt && BEFORE.has(room.state) ? this.#opensText(room) : "";
    return [opens, ...notesOf(room).map((key) => this.text(key))].join(" ").trim();
  }
  #opensText({ opensAt }) {
    return this.text("opensAt", { when: this.#momentIn(opensAt) });
  }
  #momentIn(date) {
    return attempt(() => this.#moment(date), date.toLocaleString());
  }
  #showQuestion(room) {
    const { isBackstage: isBackstage2, person, present, startsAt } = room;
    const about = isBackstage2 && room.question === "early" ? "backstage" : room.removal;
    const question2 = QUESTIONS[`${room.question} ${about}`] ?? QUESTIONS[room.question];
    if (!question2) {
      this.question.close();
      return;
    }
    const { text, uncounted, actions, focus } = question2;
    const when2 = startsAt ? this.#momentIn(startsAt) : "";
    const keys = present === null && uncounted ? uncounted : text;
    const values = { when: when2, count: present, name: person?.display_name };
    const words = keys.split(" ").map((key) => this.text(key, values));
    this.question.text.textContent = words.join(" ");
    this.#buttons.show(this.question.actions, possible(actions, room));
    this.question.ask(focus);
  }
  #followFocus(hasFrame) {
    const isSeen = this.root.activeElement?.getClientRects().length > 0;
    if (this.#hadFocus && !isSeen) {
      (hasFrame ? this.stage : this.actions.firstElementChild ?? this.heading).focus();
    }
    this.#hadFocus = false;
  }
  setBusy(isBusy) {
    this.main.setAttribute("aria-busy", isBusy);
  }
  clearStage() {
    this.video.replaceChildren();
    this.notices.replaceChildren();
  }
  keepFocus() {
    this.#hadFocus ||= this.root.activeElement !== null;
  }
  #placeProblem(hasFrame) {
    if (hasFrame && this.problem.parentNode !== this.notices) {
      this.notices.prepend(this.problem);
    } else if (!hasFrame && this.problem.parentNode !== this.panel) {
      this.slot.before(this.problem);
    }
  }
  #placeAsking(hasFrame) {
    const next = hasFrame ? this.controls : this.actions;
    if (this.asking.element.parentNode !== next.parentNode) {
      next.before(this.asking.element);
    }
  }
  say(key, values) {
    this.liveRegion.textContent = this.text(key, values);
  }
  announce(room) {
    attempt(() => {
      const { heading, text } = this.#viewOf(room);
      const words = [this.text(heading), text ? this.text(text, room) : "", this.#noteText(room)];
      const recorded = room.isIn ? this.#recordedTexts(room, SAID2) : [];
      this.liveRegion.textContent = [...words, ...recorded].join(" ").trim();
    });
  }
  showReplays(recordings, { role, links }) {
    const { texts } = this;
    this.#detail(this.replays.element, () => this.replays.show(recordings, { role, links, texts }));
  }
  #viewOf(room) {
    const { state, reason, role, letsIn: letsIn2 } = room;
    const view = {
      ...SCREENS[state],
      ...SCREENS[`${state} ${role}`],
      ...REASONS[`${state} ${reason}`],
      ...REASONS[`${state} ${reason} ${role}`]
    };
    const waitsToClick = state === "waiting" && role !== "host" && !letsIn2;
    return {
      ...view,
      ...waitsToClick && { text: "waitingClickText" },
      actions: panelActions(view.actions ?? [], room)
    };
  }
  #fill(element, text) {
    element.textContent = text;
    element.hidden = !text;
  }
  #showBar(room) {
    const { isIn, isBackstage: isBackstage2, opensAt } = room;
    this.badge.textContent = this.text(isBackstage2 ? "backstage" : "live");
    this.badge.classList.toggle("calm", isBackstage2);
    this.badge.hidden = !isIn;
    const opens = isBackstage2 && opensAt ? this.#opensText(room) : "";
    this.who.textContent = `${this.text(this.#whoKey(room))} ${opens}`.trim();
    this.#fill(this.muted, room.isMuted ? this.text("mutedHere") : "");
    this.#detail(this.recorded, () => this.#showRecorded(room));
    this.#buttons.show(this.controls, barActions(room));
    this.#detail(this.people.element, () => this.people.show(room));
  }
  #showRecorded(room) {
    const { isIn, asksRecorder } = room;
    const on = isIn ? this.#recordedTexts(room, LABELS) : [];
    const asked = asksRecorder ? "recorderBegins" : "recorderStops";
    const words = asksRecorder === null ? on : [...on, this.text(asked)];
    this.#fill(this.recorded, words.join(" · "));
    this.recorded.classList.toggle("on", on.length > 0);
  }
  #recordedTexts({ recorded }, keys) {
    const on = Object.keys(keys).filter((mode) => recorded[mode]);
    return on.map((mode) => this.text(keys[mode]));
  }
  #whoKey({ state, role, isBackstage: isBackstage2, showsPrejoin }) {
    const joining = showsPrejoin ? "prejoinText" : "joiningTitle";
    const words = { joining, lobby: "lobbyText" };
    return words[state] ?? (isBackstage2 ? "backstageHere" : role ?? "attendee");
  }
  #showStart(startsAt, seconds) {
    this.#detail(this.when, () => this.#fill(this.when, this.#whenText(startsAt, seconds)));
    this.#detail(this.countdown, () => this.#showCountdown(seconds));
  }
  #showClosing(_moment, seconds) {
    this.#detail(this.closing, () => {
      const time = seconds > 0 ? durationText(roundedUp(seconds), this.#language()) : "";
      this.#fill(this.closing, time && this.text("closesIn", { time }));
    });
  }
  #whenText(startsAt, seconds) {
    if (seconds > 0) {
      return this.text("startsAt", { when: this.#moment(startsAt) });
    }
    return startsAt ? this.text("startsSoon") : "";
  }
  #showCountdown(seconds) {
    this.countdown.hidden = seconds <= 0;
    this.countdown.setAttribute("aria-label", this.text("countdown"));
    this.countdown.replaceChildren(...seconds > 0 ? this.#chips(seconds) : []);
  }
  #moment(date) {
    return momentText(date, this.#language());
  }
  #chips(seconds) {
    const words = durationParts(seconds).map((part) => durationText(part, this.#language()));
    return words.map((textContent) => make("span", { textContent }));
  }
  stop() {
    this.#start.stop();
    this.#closing.stop();
  }
  showNotice(key, values, links) {
    const text = (...asked) => this.text(...asked);
    const onClose = () => this.removeNotice(key);
    attempt(() => this.notices.append(makeNotice(key, values, { links, text, onClose })));
  }
  removeNotice(key) {
    const notice = [...this.notices.children].find(({ dataset }) => dataset.notice === key);
    const hadFocus = notice?.contains(this.root.activeElement);
    notice?.remove();
    if (hadFocus) {
      this.stage.focus();
    }
  }
};

// room/controller.js
var LOOK_AGAIN2 = 10;
var NARROW = "(max-width: 40rem)";
var TRIED = /* @__PURE__ */ new Set(["unreachable", "refused"]);
var RoomController = class _RoomController {
  state = INITIAL;
  client = null;
  #texts = {};
  #element;
  #view;
  #site = null;
  #conference = new Conference();
  #reports = new Reports(
    () => this.#getSite(),
    (event) => this.#send(event)
  );
  #push;
  #polling;
  #replays = new Replays({
    ask: () => this.#askRecordings(),
    onList: (recordings) => this.#view.showReplays(recordings, this.#screen)
  });
  #timers = new Timers((event) => this.#send(event));
  #clock = new Clock(() => this.#send({ type: "clock" }));
  #host;
  #recording;
  #entrance;
  #line;
  #effects = [];
  #isRunning = false;
  #beginning = null;
  #lookedAt = 0;
  constructor(element, root) {
    this.#element = element;
    this.#view = new View(root, {
      press: (name, person) => this.#press(name, person),
      onList: (isOpen) => this.#send({ type: "list-toggled", isOpen }),
      language: () => languageOf(element),
      nonce: () => element.nonce
    });
    const room = {
      element,
      view: this.#view,
      reports: this.#reports,
      conference: this.#conference,
      getSite: () => this.#getSite(),
      getState: () => this.state,
      send: (event) => this.#send(event),
      hasBegun: () => this.#hasBegun()
    };
    this.#host = new HostActions(room);
    this.#recording = new Recording(room);
    this.#entrance = new Entrance(room);
    this.#line = new Line(room);
    this.#push = new Push({
      onStatus: (status2, isFirst) => this.#send({ type: "push", status: status2, isFirst }),
      onBreak: () => this.#polling.schedule(pollAfter(this.state))
    });
    this.#polling = new Polling({
      onDue: () => this.#send({ type: "poll-due" }),
      isPushing: () => this.#push.isOpen && !asksInFull(this.state)
    });
  }
  get api() {
    return this.#conference.api;
  }
  get texts() {
    return this.#texts;
  }
  set texts(texts) {
    this.#texts = attempt(() => ({ ...texts }), {});
    this.#render();
  }
  act(action, participant, server) {
    return this.#actions[action](participant, server);
  }
  #actions = {
    start: () => this.#isInBackstage ? this.#host.goLive() : this.#entrance.enter("start"),
    backstage: () => this.#entrance.enter("backstage"),
    join: () => this.#entrance.enter("join"),
    reopen: () => this.#entrance.enter("reopen"),
    leave: async () => this.#send({ type: "leave" }),
    extend: () => this.#host.extend(),
    end: () => this.#host.end(),
    remove: (participant) => this.#host.remove(participant),
    removeAndMove: (participant) => this.#host.removeAndMove(participant),
    readmit: (participant) => this.#host.readmit(participant),
    ask: () => this.#host.ask(),
    admit: (participant) => this.#host.answer(participant, "admit"),
    decline: (participant) => this.#host.answer(participant, "decline"),
    move: (_participant, server) => this.#host.move(server),
    record: async () => this.#send({ type: "recorder-asked", mode: "file", on: true }),
    stopRecording: async () => this.#send({ type: "recorder-asked", mode: "file", on: false }),
    stream: async () => this.#send({ type: "recorder-asked", mode: "stream", on: true }),
    stopStream: async () => this.#send({ type: "recorder-asked", mode: "stream", on: false }),
    retry: async () => TRIED.has(this.state.name) ? this.#entrance.enter("join") : this.#send({ type: "retry" })
  };
  get #isInBackstage() {
    return INSIDE.has(this.state.name) && isBackstage(this.state.info);
  }
  #press(name, person) {
    const { method, asks } = ACTIONS[name];
    const question2 = asks && isAsked(asks, this.#screen, Date.now()) ? asks : null;
    this.#send({ type: "ask", question: question2, person });
    if (!question2 && method) {
      const { participant } = Object(this.state.person);
      this.act(method, participant, this.#view.server).catch(() => {
      });
    }
  }
  async #hasBegun() {
    if (this.state.name === "checking") {
      await this.#beginning;
    }
  }
  begin() {
    this.#beginning = this.#begin();
  }
  async #begin() {
    this.#send({ type: "begin" });
    const { visit } = this.state;
    try {
      const info = attempt(() => this.#inlineInfo()) ?? await this.#getSite().describe();
      this.#describe(visit, info);
    } catch (error) {
      this.#sendIfCurrent(visit, { type: "poll-failed", error: toRoomError(error) });
    }
  }
  #describe(visit, info) {
    this.#ifCurrent(visit, () => {
      this.#getSite().participant = info.participant ?? "";
      this.#send({ type: "described", info });
    });
  }
  stop() {
    this.#send({ type: "stop" });
    this.#push.listen("");
    this.#view.stop();
    this.#clock.stop();
    this.#replays.stop();
    this.#site = null;
  }
  restart() {
    if (this.#element.isConnected && this.state.name !== null) {
      this.stop();
      this.begin();
    }
  }
  disconnect() {
    this.stop();
    this.#send({ type: "disconnect" });
  }
  onPage(type) {
    this.#send({ type });
    this.#replays.look();
  }
  #inlineInfo() {
    const info = this.client ? null : takeInlineInfo(this.#element);
    if (info) {
      this.#getSite().csrfToken = info.csrf_token;
    }
    return info;
  }
  #getSite() {
    this.#site ??= siteOf(this.#element, this.client);
    return this.#site;
  }
  async #poll({ isFull, isLost }) {
    const { visit, pushes } = this.state;
    const isInside = () => INSIDE.has(this.state.name);
    try {
      const asked = await pollOnce(this.#getSite(), { isFull, isInside });
      if (pushes !== this.state.pushes) {
        return;
      }
      const event = { type: "status", status: asked.answer, isFull: asked.isFull };
      isLost ? this.#describe(visit, asked.answer) : this.#sendIfCurrent(visit, event);
    } catch (error) {
      this.#sendIfCurrent(visit, { type: "poll-failed", error: toRoomError(error) });
    }
  }
  async #lookAgain() {
    if (Date.now() - this.#lookedAt < LOOK_AGAIN2 * 1e3) {
      return;
    }
    this.#lookedAt = Date.now();
    const { visit } = this.state;
    try {
      const info = await this.#getSite().describe();
      if (info.role) {
        this.#describe(visit, info);
      }
    } catch (error) {
      toRoomError(error);
    }
  }
  #askRecordings() {
    const site = this.#getSite();
    const address = recordingsAddress(this.#element, this.state.info);
    return site.can("recordings") ? site.recordings(address) : [];
  }
  #tunePush() {
    const wasOpen = this.#push.isOpen;
    const waits = WAITING.has(this.state.name) && !document.hidden && !this.client;
    const url = this.#element.getAttribute("stream-url") ?? this.state.info.stream_url ?? "";
    this.#push.listen(waits ? url : "");
    if (wasOpen && document.hidden) {
      this.#polling.schedule(pollAfter(this.state));
    }
  }
  #ifCurrent(visit, act2) {
    if (visit === this.state.visit && this.#element.isConnected) {
      act2();
    }
  }
  #sendIfCurrent(visit, event) {
    this.#ifCurrent(visit, () => this.#send(event));
  }
  #send(event) {
    const after = attempt(() => this.#transition(event));
    if (!after) {
      this.#polling.schedule();
      return;
    }
    const [state, effects] = after;
    this.state = state;
    this.#clock.watch(state.name === null ? {} : state.info);
    this.#view.setBusy(state.isBusy);
    this.#effects.push(...effects);
    this.#runEffects();
  }
  #transition(event) {
    return transition(this.state, {
      isHidden: document.hidden,
      isOnline: navigator.onLine !== false,
      letsIn: letsIn(this.#element),
      entersMuted: entersMuted(this.#element),
      chance: Math.random(),
      now: Date.now(),
      ...event
    });
  }
  #runEffects() {
    if (this.#isRunning) {
      return;
    }
    this.#isRunning = true;
    while (this.#effects.length > 0) {
      const effect = this.#effects.shift();
      attempt(() => _RoomController.#RUN[effect.type](this, effect));
    }
    this.#isRunning = false;
  }
  static #RUN = {
    "show-state": (room, { state }) => room.#showState(state),
    render: (room) => room.#render(),
    dispatch: (room, { name, detail }) => dispatch(room.#element, name, detail),
    enter: (room) => room.#entrance.getIn("join").catch(() => {
    }),
    "go-in": (room, { grant }) => room.#entrance.goIn(async () => grant).catch(() => {
    }),
    "ask-line": (room) => void room.#line.ask(),
    follow: (room) => room.#host.follow().catch(() => {
    }),
    "list-people": (room) => room.#host.list(),
    "find-kicked": (room, effect) => room.#host.findKicked(effect).catch(toRoomError),
    say: (room, { key, values }) => room.#view.say(key, values),
    poll: (room, effect) => void room.#poll(effect),
    "schedule-poll": (room, { seconds }) => room.#polling.schedule(seconds),
    "poll-in": (room, { seconds }) => room.#polling.pollIn(seconds),
    "start-timer": (room, effect) => room.#timers.start(effect),
    "stop-timer": (room, { name }) => room.#timers.stop(name),
    "tune-push": (room) => room.#tunePush(),
    "look-again": (room) => void room.#lookAgain(),
    "close-frame": (room) => room.#closeFrame(),
    "begin-stay": (room, { endpoint }) => room.#reports.beginStay(endpoint),
    "end-stay": (room) => room.#reports.endStay(),
    "beat-stay": (room) => room.#reports.beatStay(),
    "show-notice": (room, { key, values }) => room.#showNotice(key, values),
    "remove-notice": (room, { key }) => room.#view.removeNotice(key),
    "report-role": (room, { role }) => room.#reports.role(role),
    "order-recorder": (room, effect) => void room.#recording.order(effect),
    "note-recording": (room) => room.#recording.note().catch(toRoomError),
    "report-refusal": (room, { code, message }) => room.#reports.refusal(code, message)
  };
  #closeFrame() {
    this.#polling.stop();
    this.#timers.stopAll();
    this.#view.keepFocus();
    this.#conference.close();
    this.#view.clearStage();
  }
  #showNotice(key, values) {
    const { info } = this.state;
    const links = { ...linksOf(this.#element, info), roles: info.roles_url };
    this.#view.showNotice(key, values, links);
  }
  #showState(state) {
    this.#element.setAttribute("data-state", state);
    attempt(() => this.#tunePush());
    this.#render();
    attempt(() => this.#view.announce(this.#screen));
    if (state === "joined" && globalThis.matchMedia?.(NARROW).matches) {
      this.#view.stage.scrollIntoView({ block: "start" });
    }
  }
  #render() {
    this.#view.texts = textsWith(this.state.info.texts, this.#texts);
    if (this.state.name !== null) {
      attempt(() => this.#view.show(this.#screen));
    }
    attempt(() => this.#replays.follow(this.state));
  }
  get #screen() {
    const can = (action) => this.#getSite().can(action);
    return screenOf(this.state, this.#element, { hasVideo: this.api !== null, can });
  }
};

// room/element.js
var JitsiLiveRoom = class extends HTMLElement {
  static observedAttributes = ["event-id", "base-url", "room-url", "status-url", "stream-url"];
  static define(tag = "jitsi-live-room", registry = customElements) {
    if (!registry.get(tag)) {
      registry.define(tag, this);
    }
  }
  #room;
  #connected = null;
  constructor() {
    super();
    this.#room = new RoomController(this, this.attachShadow({ mode: "open" }));
    this.#takeOver();
  }
  get state() {
    return this.#room.state.name;
  }
  get reason() {
    return this.#room.state.reason;
  }
  get participantRole() {
    return this.#room.state.info.role ?? null;
  }
  get isLive() {
    return isLive(this.#room.state);
  }
  get api() {
    return this.#room.api;
  }
  get eventId() {
    return this.getAttribute("event-id");
  }
  set eventId(value) {
    this.setAttribute("event-id", value);
  }
  get client() {
    return this.#room.client;
  }
  set client(client) {
    if ((client ?? null) !== this.#room.client) {
      this.#room.client = client ?? null;
      this.#room.restart();
    }
  }
  get texts() {
    return this.#room.texts;
  }
  set texts(texts) {
    this.#room.texts = texts;
  }
  start() {
    return this.#room.act("start");
  }
  backstage() {
    return this.#room.act("backstage");
  }
  join() {
    return this.#room.act("join");
  }
  leave() {
    return this.#room.act("leave");
  }
  extend() {
    return this.#room.act("extend");
  }
  end() {
    return this.#room.act("end");
  }
  reopen() {
    return this.#room.act("reopen");
  }
  removeParticipant(participant) {
    return this.#room.act("remove", participant).then(() => {
    });
  }
  readmitParticipant(participant) {
    return this.#room.act("readmit", participant);
  }
  askToJoin() {
    return this.#room.act("ask");
  }
  admitParticipant(participant) {
    return this.#room.act("admit", participant);
  }
  declineParticipant(participant) {
    return this.#room.act("decline", participant);
  }
  move(server) {
    return this.#room.act("move", null, server);
  }
  connectedCallback() {
    this.#takeOver();
    this.#connected = new AbortController();
    const { signal } = this.#connected;
    const on = (target, name, act2) => target.addEventListener(name, act2, { signal });
    on(document, "visibilitychange", () => this.#room.onPage("visibility"));
    on(window, "online", () => this.#room.onPage("online"));
    on(window, "offline", () => this.#room.onPage("offline"));
    on(window, "pagehide", () => this.#room.stop());
    on(window, "pageshow", ({ persisted }) => persisted && this.#room.begin());
    if (document.readyState === "loading") {
      on(document, "DOMContentLoaded", () => this.#room.begin());
    } else {
      this.#room.begin();
    }
  }
  disconnectedCallback() {
    this.#connected.abort();
    this.#room.disconnect();
  }
  attributeChangedCallback(_name, before, after) {
    if (before !== after) {
      this.#room.restart();
    }
  }
  #takeOver() {
    for (const [name, { set }] of PROPERTIES) {
      if (Object.hasOwn(this, name)) {
        const value = this[name];
        Reflect.deleteProperty(this, name);
        attempt(() => set?.call(this, value));
      }
    }
  }
};
var PROPERTIES = Object.entries(Object.getOwnPropertyDescriptors(JitsiLiveRoom.prototype)).filter(
  ([, { get }]) => get
);

// room/index.js
JitsiLiveRoom.define();
export {
  JitsiLiveRoom,
  TEXTS
};
