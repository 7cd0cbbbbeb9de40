// <jitsi-live-room>: the live room of one event, on any page. One file without imports:
// ManifestStaticFilesStorage does not rewrite them.

// What people read. A page overrides words by the property `texts`; {% jitsi_room %} brings those of
// the visitor's language.
const TEXTS = {
  label: "Live session",
  live: "Live",
  host: "You host this event",
  attendee: "You take part",
  present: "Present: {count}",
  startsAt: "Starts {when}",
  startsSoon: "It should start any moment.",
  countdown: "Time until the start",
  goLive: "Go live",
  goLiveAgain: "Go live again",
  join: "Join live session",
  joinAgain: "Join again",
  leave: "Leave",
  cancel: "Cancel",
  end: "End for everyone",
  retry: "Try again",
  register: "Register",
  logIn: "Log in to join",
  back: "Back to the event",
  close: "Close this message",
  video: "Video room",
  checkingTitle: "One moment …",
  closedTitle: "This event is not open.",
  closedText: "Perhaps it is not published yet, or was taken off the programme.",
  waitingTitle: "Not live yet",
  waitingText:
    "The host has not started yet. Stay on this page: you will be let in as soon as this event is live.",
  waitingClickText:
    "The host has not started yet. You can join here as soon as this event is live.",
  waitingHostTitle: "Ready when you are",
  waitingHostText: "You host this event. It is not live yet.",
  liveTitle: "Live now",
  liveText: "The session is running. Come in!",
  soonText: "Many people are coming in. You will be let in within {seconds} seconds.",
  liveHostText: "The session is running, and people can join.",
  joiningTitle: "Joining …",
  joiningText: "Your browser may ask whether this page may use your camera and microphone.",
  lobbyText: "You are at the door. The host has to let you in.",
  joinedText: "You are in the room.",
  leftTitle: "You have left the room",
  leftText: "The session goes on. You can come back.",
  roomClosedText:
    "The room was closed on the video server. The event is still live: you can come back.",
  endedTitle: "The live session has ended.",
  endedText: "Thank you for being here.",
  endedHostText: "Everyone has been told. Going live again opens a new room.",
  unregisteredTitle: "Registration is needed",
  unregisteredText: "Only people who are registered for this event can join its live session.",
  loggedOutTitle: "Please log in",
  loggedOutText: "The live session is for people who are logged in and take part in this event.",
  offlineTitle: "Connection lost",
  offlineText: "This page goes on by itself as soon as the connection is back.",
  unreachableTitle: "The video server cannot be reached",
  unreachableText:
    "This page tries again by itself. If it goes on, tell the people who run this site.",
  misconfiguredTitle: "There is no video at the moment",
  refusedTitle: "The video server did not let you in",
  refusedToken: "It does not accept your pass, which may have expired. Try again to get a new one.",
  refusedNotAllowed:
    "It says that this room is not open to you. Try again; if it goes on, tell the people who run this site.",
  refusedLobby: "The host did not let you in from the lobby.",
  refusedFull: "The room is full. Try again when somebody has left.",
  kickedTitle: "You are no longer in the room",
  refusedKicked: "The host has removed you from the room.",
  refusedReservation: "It says: {message}",
  refusedOther: "It gave no reason that helps. Try again in a minute.",
  loginThere:
    "The video server waits for somebody who may open the room, and may ask for a login of its own.",
  passwordThere: "The room has a password. Ask the host for it.",
  serverSays: "{message}",
  failed: "This did not work. Please try again.",
  failedServer: "The site could not do this. Reload the page and try again.",
  failedOffline: "The site did not answer. Check your connection and try again.",
  hostNotModerator:
    "You host this event, but the video server did not make you a moderator: you may be unable to mute or remove people.",
  attendeeIsModerator:
    "The video server makes moderators of people who only attend: they may be able to mute or remove others.",
  rolesHelp: "What to do about it",
  blockedDevices:
    "This page keeps the room from using your camera and microphone, so that nobody can see or hear you. Tell the people who run this site that its Permissions-Policy header must allow them for {origin}.",
  insecure:
    "Browsers lend camera and microphone to pages with https only. Tell the people who run this site.",
};

// 24 by 24, drawn by a line of 2.
const ICONS = {
  clock: "M12 3a9 9 0 1 1 0 18 9 9 0 0 1 0-18Zm0 4v5l3.500 2",
  live: "M12 10a2 2 0 1 1 0 4 2 2 0 0 1 0-4ZM7.500 7.500a6.400 6.400 0 0 0 0 9M16.500 7.500a6.400 6.400 0 0 1 0 9M4.700 4.700a10.300 10.300 0 0 0 0 14.600M19.300 4.700a10.300 10.300 0 0 1 0 14.600",
  wait: "M12 3a9 9 0 1 1-9 9",
  door: "M10 4H6a2 2 0 0 0-2 2v12a2 2 0 0 0 2 2h4m5-4 4-4-4-4m4 4H9",
  done: "M12 3a9 9 0 1 1 0 18 9 9 0 0 1 0-18Zm-4 9.500 2.700 2.700L16 9.500",
  ticket: "M4 7h16v3.500a1.500 1.500 0 0 0 0 3V17H4v-3.500a1.500 1.500 0 0 0 0-3ZM14 7v10",
  key: "M8 11a4 4 0 1 1 0 8 4 4 0 0 1 0-8Zm3 1 8-8m-3 3 3 3",
  cut: "M4 9.500a12 12 0 0 1 5-2.700M20 9.500a12 12 0 0 0-6-3M7.500 13.500a7 7 0 0 1 3-1.600M12 17.500v.5M4 4l16 16",
  stop: "M12 3a9 9 0 1 1 0 18 9 9 0 0 1 0-18ZM5.700 5.700l12.600 12.600",
};

const STYLES = `
:host {
  display: block;
  container: jitsi-live-room / inline-size;
  --_text: var(--jitsi-live-text, light-dark(#16202c, #e8edf3));
  --_muted: var(--jitsi-live-muted, light-dark(#4c5a6a, #a9b6c4));
  --_surface: var(--jitsi-live-surface, light-dark(#fff, #1a222c));
  --_border: var(--jitsi-live-border, light-dark(#d4dbe3, #384554));
  --_accent: var(--jitsi-live-accent, light-dark(#1d5fd1, #8ab4ff));
  --_on-accent: var(--jitsi-live-on-accent, light-dark(#fff, #0b1a33));
  --_danger: var(--jitsi-live-danger, light-dark(#b3261e, #ff9d94));
  --_on-danger: var(--jitsi-live-on-danger, light-dark(#fff, #3b0805));
  --_notice: var(--jitsi-live-notice, light-dark(#fff4d6, #3d3214));
  --_radius: var(--jitsi-live-radius, 0.75rem);
}
:host([theme="light"]) { color-scheme: light; }
:host([theme="dark"]) { color-scheme: dark; }
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
.message, .when { margin: 0; max-inline-size: 34rem; overflow-wrap: anywhere; }
.message { color: var(--_muted); }
.problem { margin: 0; max-inline-size: 34rem; color: var(--_danger); font-weight: 600; overflow-wrap: anywhere; }
.countdown { margin: 0; display: flex; flex-wrap: wrap; justify-content: center; gap: 0.5rem; }
.countdown span {
  padding: 0.35em 0.7em;
  border-radius: 0.5rem;
  background: color-mix(in srgb, var(--_accent) 12%, transparent);
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
.button.quiet { border-color: var(--_border); background: none; color: inherit; }
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
.bar {
  display: flex;
  flex-wrap: wrap;
  align-items: center;
  gap: 0.5rem;
  padding: 0.5rem 0.75rem;
}
.bar .who { flex: 1; min-inline-size: 6rem; color: var(--_muted); }
.present { position: relative; color: var(--_muted); }
.count { cursor: pointer; }
.present:not(:has(.people:not([hidden]))) .count { list-style: none; cursor: auto; pointer-events: none; }
.people {
  position: absolute;
  inset-block-end: calc(100% + 0.5rem);
  inset-inline-start: 0;
  z-index: 1;
  min-inline-size: 12rem;
  max-block-size: 16rem;
  margin: 0;
  padding: 0.5rem 1rem;
  overflow: auto;
  border: 1px solid var(--_border);
  border-radius: 0.5rem;
  background: var(--_surface);
  color: var(--_text);
  list-style: none;
}
.badge {
  padding: 0.15em 0.7em;
  border-radius: 1em;
  background: var(--_danger);
  color: var(--_on-danger);
  font-size: 0.85em;
  font-weight: 700;
}
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
  .stage { block-size: var(--jitsi-live-height, calc(100svh - 1rem)); }
  .controls { flex: 1 0 100%; }
  .controls .button { flex: 1; justify-content: center; }
}
@media (prefers-reduced-motion: no-preference) {
  [data-icon="wait"] .icon { animation: turn 1s linear infinite; }
  [data-tone="live"] .icon { animation: beat 2s ease-in-out infinite; }
}
@keyframes turn { to { rotate: 360deg; } }
@keyframes beat { 50% { opacity: 0.45; } }
`;

const styles = new CSSStyleSheet();
styles.replaceSync(STYLES);

// In seconds.
const DEFAULT_POLL = 15;
const FIRST_RETRY = 2;
const LONGEST_RETRY = 60;
const SIGN_OF_LIFE = 20; // from the frame, after which it is given up
const BACK_AGAIN = 15; // after leaving: a move to a breakout room, or a reload within the frame
const FAREWELL = 1.5; // for the frame to end it for everyone before it is taken away
const FIRST_ROLE = 10; // in which the server says who one is; later a host may have granted it
const SECOND_ROLE = 2; // until the server corrects the role that it named first
const AGAIN = 10; // between two looks at whether somebody has registered or logged in elsewhere
const SAFETY_NET = 60; // between two polls while the site pushes
const FIRST_PUSH_RETRY = 15; // after the site has refused to push
const LONGEST_PUSH_RETRY = 600;

/** Twice as long each time. */
const growing = (first, times, longest) => Math.min(first * 2 ** times, longest);

/** Never earlier, and not all at once. */
const orLater = (seconds) => seconds * (1 + Math.random() * 0.25);

/** States in which there is a frame, or about to be one. */
const INSIDE = new Set(["joining", "lobby", "joined"]);

/** States in which one waits for what others do, and nothing else tells of it. */
const WAITING = new Set(["waiting", "live", "left", "ended"]);

/** What Jitsi's `errorOccurred` means to us, by `error.name` (lib-jitsi-meet,
 * JitsiConferenceErrors.ts and JitsiConnectionErrors.ts). */
const REFUSALS = {
  "connection.passwordRequired": "token",
  "conference.connectionError.notAllowed": "not-allowed",
  "conference.connectionError.accessDenied": "lobby",
  "conference.max_users": "full",
  "conference.reservationError": "reservation",
};

/** After these, and `connection.` errors that are fatal, Jitsi's page would load itself anew in half
 * a minute (jitsi-meet, functions.any.ts of base/lib-jitsi-meet). */
const BROKEN = new Set([
  "conference.focusDisconnected",
  "conference.focusLeft",
  "conference.iceFailed",
  "conference.offerAnswerFailed",
  "conference.videobridgeNotAvailable",
]);

/** The frame waits for somebody else, or for a login there. */
const HELD_UP = new Set(["conference.authenticationRequired", "connection.notLiveError"]);

/** States by the site's code. */
const NO_ENTRY = {
  not_registered: "unregistered",
  not_authenticated: "logged-out",
  not_found: "closed",
};

/** What keeps somebody from joining or starting. `code` is that of the HTTP API, or `network` or
 * `unexpected`. */
class RoomError extends Error {
  constructor(code, message) {
    super(message);
    this.code = code;
  }
}

// Jitsi's script

const scripts = new Map();

/** The class of a server's external_api.js, loaded once, however many rooms are on the page. */
function loadApi(url, nonce) {
  if (!scripts.has(url)) {
    const loading = loadScript(url, nonce);
    loading.catch(() => scripts.delete(url));
    scripts.set(url, loading);
  }
  return scripts.get(url);
}

function loadScript(url, nonce) {
  const script = document.createElement("script");
  return new Promise((resolve, reject) => {
    const fail = () => {
      script.remove();
      reject(new RoomError("unreachable", `${url} could not be loaded`));
    };
    script.src = url;
    if (nonce) {
      script.nonce = nonce;
    }
    script.onerror = fail;
    // At this moment the global class is that of this server; another one's script may replace it.
    script.onload = () =>
      window.JitsiMeetExternalAPI ? resolve(window.JitsiMeetExternalAPI) : fail();
    document.head.append(script);
  });
}

// The site

/** Asks the room page's address as somebody who is logged in there, whatever the host project's API
 * takes for credentials. */
class Site {
  constructor(roomUrl, statusUrl) {
    this.roomUrl = roomUrl;
    this.statusUrl = statusUrl;
    this.csrfToken = "";
  }

  async describe() {
    const info = await this.#ask(this.roomUrl, {});
    this.csrfToken = info.csrf_token;
    return info;
  }

  status() {
    return this.#ask(this.statusUrl, { credentials: "omit" });
  }

  start() {
    return this.#act({ action: "start" });
  }

  join() {
    return this.#act({ action: "join" });
  }

  end() {
    return this.#act({ action: "end" });
  }

  reportRole(role) {
    return this.#act({ action: "role", role });
  }

  /** `action` is `joined`, `seen` or `left`. It is sent even if the page goes away meanwhile. */
  recordStay(action, stay) {
    return this.#post({ action, ...(stay && { stay }) }, { keepalive: true });
  }

  async #act(fields) {
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
    return this.#ask(this.roomUrl, {
      method: "POST",
      headers: { "X-CSRFToken": this.csrfToken },
      body: new URLSearchParams(fields),
      ...options,
    });
  }

  async #ask(url, { headers, ...options }) {
    const request = { cache: "no-store", headers: { Accept: "application/json", ...headers } };
    let response;
    try {
      response = await fetch(url, { ...request, ...options });
    } catch (error) {
      throw new RoomError("network", error.message);
    }
    const answer = await response.json().catch(() => null);
    if (response.ok && answer) {
      return answer;
    }
    // Some middleware sends whoever is not logged in to a page.
    const fallback = response.redirected ? "not_authenticated" : "unexpected";
    const { code = fallback, detail } = answer ?? {};
    throw Object.assign(new RoomError(code, detail ?? ""), {
      status: response.status,
    });
  }
}

/** Asks by the client that the page has given, of client.js or of its own. */
class ByClient {
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
    return this.#ask("checkLiveStatus");
  }

  start() {
    return this.#ask("startLiveSession");
  }

  join() {
    return this.#ask("joinLiveSession");
  }

  end() {
    return this.#ask("endLiveSession");
  }

  async reportRole(role) {
    return this.client.reportRole?.(this.eventId, role);
  }

  async recordStay(action, stay) {
    return this.client.recordStay?.(this.eventId, action, stay);
  }

  async #ask(name) {
    try {
      return await this.client[name](this.eventId);
    } catch (error) {
      const code = typeof error.code === "string" ? error.code : "network";
      throw Object.assign(new RoomError(code, error.message), { status: error.status });
    }
  }
}

/** Server push, where the site offers it. After a break the browser comes back by itself, and where
 * the site has refused, we do. */
class Push {
  isOpen = false; // and something has come through: some proxies keep it back
  #url = "";
  #source = null;
  #failures = 0;
  #timer = null;
  #onStatus;
  #onBreak;

  /** `onStatus` gets the status, and whether it is the first since the stream was opened. */
  constructor({ onStatus, onBreak }) {
    this.#onStatus = onStatus;
    this.#onBreak = onBreak;
  }

  /** Listen at this address and at no other; at none, where it is empty. */
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
    this.#source = new EventSource(this.#url);
    this.#source.addEventListener("status", ({ data }) => this.#heard(JSON.parse(data)));
    this.#source.addEventListener("error", () => this.#broken());
  }

  #heard(status) {
    const isFirst = !this.isOpen;
    this.isOpen = true;
    this.#failures = 0;
    this.#onStatus(status, isFirst);
  }

  #broken() {
    this.isOpen = false;
    if (this.#source.readyState === EventSource.CLOSED) {
      const pause = growing(FIRST_PUSH_RETRY, this.#failures, LONGEST_PUSH_RETRY);
      this.#failures += 1;
      this.#timer = setTimeout(() => this.#open(), orLater(pause) * 1000);
    }
    this.#onBreak();
  }

  #close() {
    clearTimeout(this.#timer);
    this.#source?.close();
    this.#source = null;
    this.isOpen = false;
  }
}

/** Tells the site that somebody is in the room, for the record of who attended. It asks nothing of
 * that: what is lost, the site makes up by when somebody was last seen. */
class Stay {
  #site;
  #onEnd;
  #key = null;
  #heartbeat = 60; // seconds
  #timer = null;
  #isOver = false;

  constructor(site, onEnd) {
    this.#site = site;
    this.#onEnd = onEnd;
    this.#begin();
  }

  async #begin() {
    const answer = await this.#record("joined");
    this.#key = answer?.stay ?? null;
    this.#heartbeat = answer?.heartbeat ?? this.#heartbeat;
    if (this.#isOver) {
      this.#leave();
    }
  }

  async #beat() {
    if (this.#key === null) {
      await this.#begin();
      return;
    }
    const answer = await this.#record("seen");
    if (answer?.is_active === false && !this.#isOver) {
      this.#onEnd();
    }
  }

  async #record(action) {
    this.#schedule();
    try {
      return await this.#site.recordStay(action, this.#key);
    } catch (error) {
      if (error.code === "not_found") {
        this.#key = null; // which the site has cleared away: the next beat begins another
      }
      return null;
    }
  }

  #schedule() {
    clearTimeout(this.#timer);
    if (!this.#isOver) {
      const pause = this.#heartbeat * (0.9 + Math.random() * 0.2);
      this.#timer = setTimeout(() => this.#beat(), pause * 1000);
    }
  }

  end() {
    this.#isOver = true;
    clearTimeout(this.#timer);
    this.#leave();
  }

  #leave() {
    if (this.#key !== null) {
      this.#record("left");
      this.#key = null;
    }
  }
}

// What people see

/** By state, for hosts by `state host` where that differs; `text` and `heading` are keys of TEXTS. */
const VIEWS = {
  checking: { icon: "wait", heading: "checkingTitle" },
  closed: { icon: "stop", heading: "closedTitle", text: "closedText", actions: ["back"] },
  waiting: { icon: "clock", heading: "waitingTitle", text: "waitingText" },
  "waiting host": {
    icon: "live",
    tone: "good",
    heading: "waitingHostTitle",
    text: "waitingHostText",
    actions: ["goLive"],
  },
  live: { icon: "live", tone: "live", heading: "liveTitle", text: "liveText", actions: ["join"] },
  "live host": {
    icon: "live",
    tone: "live",
    heading: "liveTitle",
    text: "liveHostText",
    actions: ["join", "end"],
  },
  joining: { icon: "wait", heading: "joiningTitle", text: "joiningText", actions: ["cancel"] },
  lobby: { icon: "door", heading: "joiningTitle", text: "lobbyText" },
  joined: { heading: "label", text: "joinedText" },
  left: { icon: "door", heading: "leftTitle", text: "leftText", actions: ["joinAgain", "back"] },
  "left host": {
    icon: "door",
    heading: "leftTitle",
    text: "leftText",
    actions: ["joinAgain", "end", "back"],
  },
  ended: {
    icon: "done",
    tone: "good",
    heading: "endedTitle",
    text: "endedText",
    actions: ["back"],
  },
  "ended host": {
    icon: "done",
    tone: "good",
    heading: "endedTitle",
    text: "endedHostText",
    actions: ["goLiveAgain", "back"],
  },
  unregistered: {
    icon: "ticket",
    heading: "unregisteredTitle",
    text: "unregisteredText",
    actions: ["register"],
  },
  "logged-out": {
    icon: "key",
    heading: "loggedOutTitle",
    text: "loggedOutText",
    actions: ["logIn"],
  },
  offline: {
    icon: "cut",
    tone: "bad",
    heading: "offlineTitle",
    text: "offlineText",
    actions: ["retry"],
  },
  unreachable: {
    icon: "cut",
    tone: "bad",
    heading: "unreachableTitle",
    text: "unreachableText",
    actions: ["retry", "back"],
  },
  refused: {
    icon: "stop",
    tone: "bad",
    heading: "refusedTitle",
    text: "refusedOther",
    actions: ["retry", "back"],
  },
};

/** By `state reason`, over the view of the state. */
const REASONS = {
  "live soon": { text: "soonText" },
  "left closed": { text: "roomClosedText" },
  "unreachable misconfigured": { heading: "misconfiguredTitle", text: "serverSays" },
  "refused token": { text: "refusedToken" },
  "refused not-allowed": { text: "refusedNotAllowed" },
  "refused lobby": { text: "refusedLobby", actions: ["back"] },
  "refused full": { text: "refusedFull" },
  "refused kicked": { heading: "kickedTitle", text: "refusedKicked", actions: ["back"] },
  "refused reservation": { text: "refusedReservation" },
};

/** What a button calls, or which address a link leads to. */
const ACTIONS = {
  goLive: { method: "start" },
  goLiveAgain: { method: "start" },
  join: { method: "join" },
  joinAgain: { method: "join" },
  cancel: { method: "leave", kind: "quiet" },
  leave: { method: "leave", kind: "quiet" },
  end: { method: "end", kind: "danger" },
  retry: { method: "retry" },
  back: { link: "event", kind: "quiet" },
  register: { link: "register" },
  logIn: { link: "login" },
};

const UNITS = [
  ["day", 86400],
  ["hour", 3600],
  ["minute", 60],
  ["second", 1],
];

/** Such as `[[3, "hour"], [5, "minute"], [0, "second"]]`: with days, seconds do not matter. */
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

function make(tag, { part = "", ...properties } = {}, ...children) {
  const element = Object.assign(document.createElement(tag), properties);
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

/** The shadow tree of a room: it shows what it is told, and calls `press` with the name of what
 * was pressed. */
class View {
  texts = {};
  #press;
  #language;
  #countdown = null;
  #hadFocus = false; // before the frame was taken away

  constructor(root, { press, language }) {
    this.root = root;
    this.#press = press;
    this.#language = language;
    root.adoptedStyleSheets = [styles];
    root.append(this.#build());
  }

  #build() {
    this.icon = makeIcon();
    this.heading = make("h2", { part: "heading", tabIndex: -1 });
    this.message = make("p", { part: "message" });
    this.when = make("p", { part: "when" });
    this.countdown = make("p", { part: "countdown", role: "timer" });
    this.problem = make("p", { part: "problem", role: "alert" });
    this.slot = make("slot");
    this.actions = make("div", { part: "actions" });
    const { icon, heading, message, when, countdown, problem, slot, actions } = this;
    const words = [icon, heading, message, when, countdown, problem, slot, actions];
    this.panel = make("div", { part: "panel" }, ...words);

    this.notices = make("div", { part: "notices" });
    this.video = make("div", { part: "video" });
    this.badge = make("span", { part: "badge" });
    this.who = make("span", { part: "who" });
    this.count = make("summary", { part: "count" });
    this.people = make("ul", { part: "people" });
    this.present = make("details", { part: "present" }, this.count, this.people);
    this.controls = make("div", { part: "controls" });
    const { badge, who, present, controls } = this;
    this.bar = make("div", { part: "bar" }, badge, who, present, controls);
    this.stage = make("div", { part: "stage", tabIndex: -1 }, this.notices, this.video, this.bar);

    this.news = make("p", { className: "unseen", role: "status" });
    this.main = make("section", { part: "main" }, this.panel, this.stage, this.news);
    this.besideSlot = make("slot", { name: "beside" });
    this.besideSlot.addEventListener("slotchange", () => this.#arrange());
    this.beside = make("div", { part: "beside" }, this.besideSlot);
    this.room = make("div", { part: "room" }, this.main, this.beside);
    this.#arrange();
    return this.room;
  }

  #arrange() {
    const hasBeside = this.besideSlot.assignedElements().length > 0;
    this.room.classList.toggle("has-beside", hasBeside);
    this.beside.hidden = !hasBeside;
  }

  text(key, values = {}) {
    const text = this.texts[key] ?? TEXTS[key];
    return text.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
  }

  /** `hasFrame`: the video, not words, is what there is to see. `links` are addresses by name. */
  show(room) {
    const { state, reason, role, hasFrame, hasVideo, startsAt, problem, links } = room;
    const view = this.#viewOf(room);
    this.keepFocus();
    this.main.setAttribute("aria-label", this.text("label"));
    this.stage.hidden = !hasVideo;
    this.bar.hidden = !hasFrame;
    this.panel.hidden = hasFrame;
    this.panel.dataset.tone = view.tone ?? "";
    this.panel.dataset.icon = view.icon ?? "";
    this.icon.firstElementChild.setAttribute("d", ICONS[view.icon] ?? "");
    this.heading.textContent = this.text(view.heading);
    this.#fill(this.message, view.text ? this.text(view.text, room) : "");
    this.#placeProblem(hasFrame);
    this.#fill(this.problem, problem);
    this.slot.name = state;
    this.#showActions(this.actions, view.actions ?? [], links);
    this.#showBar(state, role);
    this.#showPresent(room);
    this.#showStart(state === "waiting" ? startsAt : null);
    if (this.#hadFocus && !this.root.activeElement?.checkVisibility()) {
      this.#moveFocus(hasFrame);
    }
    this.#hadFocus = false;
  }

  /** To be called before something goes that may have the focus, such as the frame; the next
   * `show` moves it on. */
  keepFocus() {
    this.#hadFocus ||= this.root.activeElement !== null;
  }

  /** Where people look: above the video, or among the words. */
  #placeProblem(hasFrame) {
    if (hasFrame && this.problem.parentNode !== this.notices) {
      this.notices.prepend(this.problem);
    } else if (!hasFrame && this.problem.parentNode !== this.panel) {
      this.slot.before(this.problem);
    }
  }

  announce(room) {
    const { heading, text } = this.#viewOf(room);
    const words = [this.text(heading), text ? this.text(text, room) : ""];
    this.news.textContent = words.join(" ").trim();
  }

  #viewOf({ state, reason, role, letsIn }) {
    const view = (role === "host" && VIEWS[`${state} host`]) || VIEWS[state];
    const waitsToClick = state === "waiting" && role !== "host" && !letsIn;
    return {
      ...view,
      ...REASONS[`${state} ${reason}`],
      ...(waitsToClick && { text: "waitingClickText" }),
    };
  }

  #fill(element, text) {
    element.textContent = text;
    element.hidden = !text;
  }

  #showBar(state, role) {
    const isIn = state === "joined";
    this.badge.textContent = this.text("live");
    this.badge.hidden = !isIn;
    const words = { joining: "joiningTitle", lobby: "lobbyText" };
    this.who.textContent = this.text(words[state] ?? role ?? "attendee");
    const canEnd = isIn && role === "host";
    this.#showActions(this.controls, [isIn ? "leave" : "cancel", ...(canEnd ? ["end"] : [])]);
  }

  /** How many people there are; hosts see who. */
  #showPresent({ state, present, people }) {
    this.present.hidden = state !== "joined" || present === null;
    this.count.textContent = this.text("present", { count: present });
    this.people.hidden = people.length === 0;
    const names = people.map(({ display_name }) => make("li", { textContent: display_name }));
    this.people.replaceChildren(...names);
  }

  #showActions(place, names, links = {}) {
    const wanted = names.filter((name) => !ACTIONS[name].link || links[ACTIONS[name].link]);
    const made = wanted.map((name) => this.#action(place, name, links[ACTIONS[name].link]));
    // Those that stay are left where they are: moving one takes the keyboard's focus from it.
    [...place.children].filter((child) => !made.includes(child)).forEach((child) => child.remove());
    made.forEach((child, index) => {
      if (place.children[index] !== child) {
        place.insertBefore(child, place.children[index] ?? null);
      }
    });
    place.hidden = made.length === 0;
  }

  #action(place, name, href) {
    const known = [...place.children].find((child) => child.dataset.action === name);
    const action = known ?? this.#makeAction(name);
    action.textContent = this.text(name);
    if (href) {
      action.href = href;
    }
    return action;
  }

  #makeAction(name) {
    const { method, kind = "" } = ACTIONS[name];
    const action = make(method ? "button" : "a", { part: `button ${name}`, className: kind });
    action.dataset.action = name;
    if (method) {
      action.type = "button";
      // The second of two quick clicks is not meant for what has come under the pointer meanwhile.
      action.addEventListener("click", ({ detail }) => detail < 2 && this.#press(method));
    }
    return action;
  }

  /** What had the focus has gone; the keyboard goes on from its successor. */
  #moveFocus(hasFrame) {
    (hasFrame ? this.stage : (this.actions.firstElementChild ?? this.heading)).focus();
  }

  // When it starts

  #showStart(startsAt) {
    clearTimeout(this.#countdown);
    const seconds = startsAt ? Math.ceil((startsAt - Date.now()) / 1000) : 0;
    this.when.hidden = !startsAt;
    this.countdown.hidden = seconds <= 0;
    if (seconds > 0) {
      this.when.textContent = this.text("startsAt", { when: this.#moment(startsAt) });
      this.countdown.setAttribute("aria-label", this.text("countdown"));
      this.countdown.replaceChildren(...this.#chips(seconds));
      this.#countdown = setTimeout(() => this.#showStart(startsAt), 1000);
    } else if (startsAt) {
      this.when.textContent = this.text("startsSoon");
    }
  }

  #moment(date) {
    const options = { dateStyle: "full", timeStyle: "short" };
    return new Intl.DateTimeFormat(this.#language(), options).format(date);
  }

  #chips(seconds) {
    return durationParts(seconds).map(([count, unit]) => {
      const options = { style: "unit", unit, unitDisplay: "long" };
      const textContent = new Intl.NumberFormat(this.#language(), options).format(count);
      return make("span", { textContent });
    });
  }

  stop() {
    clearTimeout(this.#countdown);
  }

  // Notices above the video

  notice(key, values, link) {
    const words = make("p", { textContent: this.text(key, values) });
    if (link) {
      const properties = { href: link, target: "_blank", rel: "noopener" };
      words.append(" ", make("a", { ...properties, textContent: this.text("rolesHelp") }));
    }
    const close = make("button", {
      type: "button",
      textContent: "✕",
      ariaLabel: this.text("close"),
    });
    const notice = make("div", { part: "notice", role: "alert" }, words, close);
    notice.dataset.notice = key;
    close.addEventListener("click", () => this.noticeOver(key));
    this.notices.append(notice);
  }

  noticeOver(key) {
    const notice = this.notices.querySelector(`[data-notice="${key}"]`);
    const hadFocus = notice?.contains(this.root.activeElement);
    notice?.remove();
    if (hadFocus) {
      this.stage.focus();
    }
  }
}

/** The devices that the frame may not use: what the page's Permissions-Policy does not hand on. */
function blockedDevices(frame) {
  const policy = frame.permissionsPolicy ?? frame.featurePolicy; // Chromium alone tells
  return policy ? ["camera", "microphone"].filter((name) => !policy.allowsFeature(name)) : [];
}

/** Whether a link leads to the page that one is on. */
function isHere(url) {
  const target = new URL(url, document.baseURI);
  return target.origin + target.pathname === location.origin + location.pathname;
}

// The element

/** One person's way through one event's live session; README and docs describe its interface. */
class JitsiLiveRoom extends HTMLElement {
  static observedAttributes = ["event-id", "base-url", "room-url", "status-url", "stream-url"];

  #view;
  #state = null;
  #reason = null;
  #message = ""; // the server's own words
  #problem = ""; // why the last thing asked for was not done
  #info = {};
  #site = null;
  #client = null;
  #texts = {};
  #life = null; // aborted when the element is removed
  #beginning = null;
  #api = null;
  #hasFrame = false; // there is one, and it has given a sign of life
  #myId = null;
  #roles = new Map(); // what the server has said, by participant
  #isApart = false; // in a breakout room, or on the way between rooms
  #joinedAt = 0;
  #stay = null;
  #polls = 0;
  #asksSoon = false;
  #visit = 0; // what comes late, from an earlier one, is not heeded
  #isBusy = false;
  #isEnding = false;
  #action = "join";
  #wantsIn = false; // the connection was lost in the room, or on the way there
  #failures = 0; // of the site, one after another
  #breakdowns = 0; // of the video server
  #timers = {};
  #isPollDue = false;
  #push;
  #news = 0; // how often the site has pushed something
  #seconds = 0; // within which one is let in
  #looked = 0;
  #noticed = new Set();

  constructor() {
    super();
    this.#view = new View(this.attachShadow({ mode: "open" }), {
      // What has not worked, the state or a line of words tells.
      press: (method) => this.#press(method).catch(() => {}),
      language: () => this.closest("[lang]")?.lang || undefined,
    });
    this.#push = new Push({
      onStatus: (status, isFirst) => this.#heard(status, isFirst),
      onBreak: () => this.#schedule(this.#info.poll_after),
    });
  }

  // What the page around may use

  get state() {
    return this.#state;
  }

  get reason() {
    return this.#reason;
  }

  get participantRole() {
    return this.#info.role ?? null;
  }

  /** The `JitsiMeetExternalAPI` of the room that one is in, or null. */
  get api() {
    return this.#api;
  }

  get eventId() {
    return this.getAttribute("event-id");
  }

  set eventId(value) {
    this.setAttribute("event-id", value);
  }

  get client() {
    return this.#client;
  }

  set client(client) {
    if ((client ?? null) !== this.#client) {
      this.#client = client ?? null;
      this.#restart();
    }
  }

  get texts() {
    return this.#texts;
  }

  set texts(texts) {
    this.#texts = { ...texts };
    this.#view.texts = { ...this.#info.texts, ...this.#texts };
    this.#show();
  }

  start() {
    return this.#enter("start");
  }

  join() {
    return this.#enter("join");
  }

  async leave() {
    if (INSIDE.has(this.#state)) {
      this.#nextVisit();
      this.#close("left");
      this.#set("left");
      this.#schedule(this.#info.poll_after);
    }
  }

  async end() {
    if (this.#isBusy || this.#isEnding) {
      return;
    }
    const site = this.#getSite(); // another one, once this room is about another event
    this.#setBusy(true);
    this.#isEnding = true;
    try {
      await this.#endSession(site);
      await this.#endConference();
    } finally {
      this.#setBusy(false);
      this.#isEnding = false;
    }
    if (site === this.#site && this.#state !== "ended") {
      this.#over("self");
    }
  }

  async #endSession(site) {
    try {
      await site.end();
    } catch (error) {
      this.#tellError(error.code, error.message, "site", false);
      this.#problem = this.#wordsOf(error);
      this.#show();
      throw error;
    }
  }

  #press(method) {
    return method === "retry" ? this.#retry() : this[method]();
  }

  #retry() {
    const isAtTheDoor = this.#state === "unreachable" || this.#state === "refused";
    return isAtTheDoor ? this.#enter(this.#action) : this.#poll();
  }

  // Life of the element

  connectedCallback() {
    this.#life = new AbortController();
    const { signal } = this.#life;
    const on = (target, name, act) => target.addEventListener(name, act, { signal });
    on(document, "visibilitychange", () => this.#seen());
    on(window, "online", () => this.#online());
    on(window, "offline", () => this.#offline());
    on(window, "pagehide", () => this.#stop());
    on(window, "pageshow", ({ persisted }) => persisted && this.#begin());
    // What is in an element that is still being parsed is not there yet.
    if (document.readyState === "loading") {
      on(document, "DOMContentLoaded", () => this.#begin());
    } else {
      this.#begin();
    }
  }

  disconnectedCallback() {
    this.#life.abort();
    this.#stop();
    this.#state = null;
  }

  attributeChangedCallback(name, before, after) {
    if (before !== after) {
      this.#restart();
    }
  }

  #restart() {
    if (this.isConnected && this.#state !== null) {
      this.#stop();
      this.#begin();
    }
  }

  #stop() {
    this.#nextVisit();
    this.#push.listen("");
    this.#close("removed");
    this.#view.stop();
    this.#wantsIn = false;
    this.#site = null;
  }

  #begin() {
    this.#beginning = this.#look();
  }

  async #look() {
    const visit = this.#nextVisit();
    this.#set("checking");
    try {
      const info = this.#inlineInfo() ?? (await this.#getSite().describe());
      this.#ifCurrent(visit, () => this.#settle(info));
    } catch (error) {
      this.#ifCurrent(visit, () => this.#missed(error));
    }
  }

  #nextVisit() {
    this.#setBusy(false);
    return ++this.#visit;
  }

  #ifCurrent(visit, act) {
    if (visit === this.#visit && this.isConnected) {
      act();
    }
  }

  /** What the template tag has written into the element: the truth of that moment, so for once. */
  #inlineInfo() {
    const script = this.querySelector(':scope > script[type="application/json"]');
    if (!script || this.#client) {
      return null;
    }
    const info = JSON.parse(script.textContent);
    script.remove();
    this.#getSite().csrfToken = info.csrf_token;
    return info;
  }

  #getSite() {
    this.#site ??= this.#client ? this.#byClient() : new Site(...this.#addresses());
    return this.#site;
  }

  #addresses() {
    const base = (this.getAttribute("base-url") ?? "/live/").replace(/\/?$/, "/");
    const address = (name) =>
      this.getAttribute(`${name}-url`) ?? `${base}${name}/${encodeURIComponent(this.eventId)}/`;
    return [address("room"), address("status")];
  }

  #byClient() {
    const role = this.getAttribute("participant-role") ?? "attendee";
    return new ByClient(this.#client, this.eventId, { role });
  }

  /** Find one's place by what the site says of event and person. */
  #settle(info) {
    this.#failures = 0;
    this.#info = { ...this.#info, ...info };
    this.#view.texts = { ...info.texts, ...this.#texts };
    if (this.#wantsIn && info.is_active && info.role) {
      this.#enter("join").catch(() => {});
      return;
    }
    this.#wantsIn = false;
    this.#set(stateOf(info));
    if (info.role) {
      this.#schedule(info.poll_after);
    }
  }

  // Waiting, and what others do meanwhile

  #schedule(seconds = DEFAULT_POLL) {
    this.#pollIn(this.#push.isOpen ? Math.max(seconds, SAFETY_NET) : seconds);
  }

  #pollIn(seconds) {
    this.#later("poll", orLater(seconds), () => this.#poll());
  }

  #retryLater() {
    this.#failures += 1;
    this.#schedule(growing(FIRST_RETRY, this.#failures - 1, LONGEST_RETRY));
  }

  #later(name, seconds, act) {
    clearTimeout(this.#timers[name]);
    this.#timers[name] = setTimeout(act, seconds * 1000);
  }

  async #poll() {
    this.#asksSoon = false;
    this.#isPollDue = document.hidden && !INSIDE.has(this.#state);
    if (this.#isPollDue) {
      return; // until somebody looks
    }
    if (this.#isBusy || this.#isEnding) {
      this.#pollIn(FIRST_RETRY); // what the site says while it is doing it may be from before
      return;
    }
    const visit = this.#visit;
    const news = this.#news;
    // After a failure the person may have been logged out, or the event be gone.
    const isLost = this.#state === "offline" || this.#state === "checking";
    // In the room every other question is a full one: it tells who is there.
    const isFull = isLost || (this.#state === "joined" && this.#polls++ % 2 === 0);
    try {
      const answer = await this.#ask(isFull);
      if (news === this.#news) {
        this.#ifCurrent(visit, () => (isLost ? this.#settle(answer) : this.#follow(answer)));
      }
    } catch (error) {
      this.#ifCurrent(visit, () => this.#missed(error));
    }
  }

  /** A cache may answer from before one was let in: nobody is put out but by a full answer. */
  async #ask(isFull) {
    const site = this.#getSite();
    const answer = await (isFull ? site.describe() : site.status());
    const isDoubtful = !isFull && !answer.is_active && INSIDE.has(this.#state);
    return isDoubtful ? site.describe() : answer;
  }

  /** Have the site push exactly while somebody waits here for what others do. In the room there
   * are other ways to know. */
  #tune() {
    const wasOpen = this.#push.isOpen;
    const waits = WAITING.has(this.#state) && !document.hidden && !this.#client;
    const url = this.getAttribute("stream-url") ?? this.#info.stream_url ?? "";
    this.#push.listen(waits ? url : "");
    if (wasOpen && document.hidden) {
      this.#schedule(this.#info.poll_after);
    }
  }

  #heard(status, isFirst) {
    this.#news += 1;
    // The first may be a second behind what this page has done itself or has been told: ask again.
    const isNews = status.is_active !== Boolean(this.#info.is_active);
    if (isFirst && isNews && this.#state !== "waiting") {
      this.#pollIn(FIRST_RETRY);
    } else {
      this.#follow(status);
    }
  }

  /** The site has not answered, or not as it should. */
  #missed(error) {
    if (error.code === "not_found" || error.code === "not_authenticated") {
      this.#turnedAway(error);
      return;
    }
    this.#retryLater();
    const isSure = this.#failures > 1 || this.#state === "checking" || !navigator.onLine;
    // Whoever is in the room sees there whether the connection holds.
    if (isSure && !INSIDE.has(this.#state)) {
      this.#set("offline");
    }
  }

  /** Go along with what others have done: the host went live, or ended it for everyone. */
  #follow(answer) {
    if (this.#isEnding) {
      this.#pollIn(FIRST_RETRY); // what is heard first is the echo of what one does oneself
      return;
    }
    const { is_active, poll_after } = answer;
    const wasActive = this.#info.is_active || INSIDE.has(this.#state);
    this.#failures = 0;
    this.#info = { ...this.#info, ...answer };
    this.#schedule(poll_after);
    this.#show();
    if (wasActive && !is_active) {
      this.#over("other");
    } else if (is_active && this.#state === "waiting" && this.#letsIn) {
      this.#letIn(answer.join_spread);
    } else if (is_active && ["waiting", "ended"].includes(this.#state)) {
      this.#set("live");
    }
  }

  /** At once, or at some moment within so many seconds: a crowd would come in its one second. */
  #letIn(spread = 0) {
    if (spread > 0 && this.#info.role !== "host") {
      const pause = Math.random() * spread;
      this.#seconds = Math.ceil(pause);
      this.#set("live", "soon");
      this.#later("soon", pause, () => this.#isSoon && this.#enter("join").catch(() => {}));
    } else {
      this.#enter("join").catch(() => {});
    }
  }

  get #isSoon() {
    return this.#state === "live" && this.#reason === "soon";
  }

  get #letsIn() {
    return this.getAttribute("auto-join") !== "off";
  }

  #over(by) {
    this.#nextVisit();
    this.#info = { ...this.#info, is_active: false, has_ended: true };
    this.#close("ended");
    this.#wantsIn = false;
    this.#set("ended");
    this.#tell("ended", { by });
    this.#schedule(this.#info.poll_after);
  }

  #seen() {
    this.#tune();
    if (document.hidden) {
      return;
    }
    if (this.#isPollDue) {
      this.#poll();
    } else if (["unregistered", "logged-out"].includes(this.#state)) {
      this.#lookAgain();
    }
  }

  /** Somebody may have registered or logged in in another tab. */
  async #lookAgain() {
    if (Date.now() - this.#looked < AGAIN * 1000) {
      return;
    }
    this.#looked = Date.now();
    const visit = this.#visit;
    const info = await this.#getSite()
      .describe()
      .catch(() => null);
    this.#ifCurrent(visit, () => info?.role && this.#settle(info));
  }

  #online() {
    if (this.#state === "offline") {
      this.#poll();
    }
  }

  #offline() {
    if (["waiting", "live"].includes(this.#state)) {
      this.#set("offline");
      this.#retryLater();
    }
  }

  // Entering

  /** `action` is `start` or `join`. Rejects with the error that keeps one out. */
  async #enter(action) {
    if (this.#state === "checking") {
      await this.#beginning; // which brings words, links and the CSRF token
    }
    if (this.#isBusy || INSIDE.has(this.#state)) {
      return;
    }
    const visit = this.#nextVisit();
    this.#action = action;
    this.#set("joining");
    this.#setBusy(true);
    try {
      const grant = await this.#getSite()[action]();
      this.#ifCurrent(visit, () => this.#granted(grant));
      const Api = await loadApi(grant.script_url, this.nonce);
      this.#ifCurrent(visit, () => this.#open(Api, grant));
    } catch (error) {
      this.#ifCurrent(visit, () => this.#turnedAway(error));
      throw error;
    } finally {
      this.#ifCurrent(visit, () => this.#setBusy(false));
    }
  }

  #granted({ role }) {
    const known = { is_open: true, is_authenticated: true, is_active: true, has_ended: false };
    this.#info = { ...this.#info, ...known, role };
    this.#schedule(this.#info.poll_after);
  }

  #open(Api, grant) {
    this.#roles.clear();
    try {
      this.#api = new Api(grant.domain, this.#options(grant));
    } catch (error) {
      throw new RoomError("unreachable", error.message);
    }
    this.#listen();
    this.#prepareFrame(this.#api.getIFrame());
    const silence = new RoomError("unreachable", "The frame has not said a word");
    this.#later("life", SIGN_OF_LIFE, () => this.#turnedAway(silence));
    this.#show();
  }

  #options(grant) {
    return {
      roomName: grant.room,
      parentNode: this.#view.video,
      width: "100%",
      height: "100%",
      jwt: grant.jwt ?? undefined,
      lang: grant.lang,
      userInfo: { displayName: this.getAttribute("display-name") ?? grant.display_name },
      // Who has clicked "join" need not click again, nor be sent to an app on a phone.
      configOverwrite: {
        prejoinConfig: { enabled: false },
        disableDeepLinking: true,
        ...grant.config,
      },
    };
  }

  #prepareFrame(frame) {
    frame.title = this.#view.text("video");
    if (!window.isSecureContext) {
      this.#notice("insecure");
    } else if (blockedDevices(frame).length > 0) {
      this.#notice("blockedDevices", { origin: new URL(frame.src).origin });
    }
  }

  #listen() {
    const visit = this.#visit;
    const on = (name, act) =>
      this.#api.addListener(name, (payload = {}) => this.#ifCurrent(visit, () => act(payload)));
    on("browserSupport", () => this.#alive());
    on("ready", () => this.#alive());
    on("prejoinScreenLoaded", () => this.#alive());
    on("passwordRequired", () => this.#asked("passwordThere"));
    on("videoConferenceJoined", (payload) => this.#joined(payload));
    on("videoConferenceLeft", () => this.#away());
    on("readyToClose", () => this.#hungUp());
    on("participantJoined", () => this.#peopleChanged());
    on("participantLeft", () => this.#peopleChanged());
    on("participantKickedOut", ({ kicked }) => this.#kicked(kicked));
    on("participantRoleChanged", (payload) => this.#roleChanged(payload));
    on("errorOccurred", ({ error = {} }) => this.#failed(error));
  }

  /** What the frame shows from here on, it shows better than we. */
  #alive() {
    clearTimeout(this.#timers.life);
    if (!this.#hasFrame) {
      this.#hasFrame = true;
      this.#show();
    }
  }

  /** The frame asks something of the person. */
  #asked(key) {
    this.#alive();
    this.#notice(key);
  }

  #joined({ id, displayName, breakoutRoom }) {
    clearTimeout(this.#timers.away);
    this.#myId = id; // another one after a reload within the frame
    this.#isApart = Boolean(breakoutRoom);
    const hasEnded = () => this.#follow({ ...this.#info, is_active: false });
    this.#stay ??= new Stay(this.#getSite(), hasEnded);
    if (this.#state === "joined") {
      this.#compareRoles();
      return; // after a move to a breakout room, or a reload within the frame
    }
    this.#alive();
    this.#joinedAt = Date.now();
    this.#failures = 0;
    this.#breakdowns = 0;
    this.#set("joined");
    this.#tell("joined", { participantId: id, displayName });
    this.#askSoon();
    if (this.#info.role_mismatch === "attendee") {
      this.#notice("attendeeIsModerator");
    }
    this.#compareRoles();
  }

  // Roles: servers that make moderators of everybody, or of nobody, are the commonest complaint

  #roleChanged({ id, role }) {
    this.#roles.set(id, role);
    this.#compareRoles();
  }

  #compareRoles() {
    const role = this.#roles.get(this.#myId);
    // In breakout rooms servers make few people moderators, and nobody by our token.
    if (this.#state !== "joined" || this.#isApart || !role || role === "none") {
      return;
    }
    const isModerator = role === "moderator";
    if (this.#info.role === "host") {
      this.#later("role", SECOND_ROLE, () => this.#hostIs(isModerator, role));
    } else if (isModerator && Date.now() - this.#joinedAt < FIRST_ROLE * 1000) {
      this.#reportRole(role);
    }
  }

  #hostIs(isModerator, role) {
    if (isModerator) {
      this.#noticed.delete("hostNotModerator");
      this.#view.noticeOver("hostNotModerator");
    } else {
      this.#notice("hostNotModerator");
      this.#reportRole(role);
    }
  }

  #reportRole(role) {
    if (!this.#noticed.has("reported")) {
      this.#noticed.add("reported");
      this.#getSite()
        .reportRole(role)
        .catch(() => this.#noticed.delete("reported"));
    }
  }

  #notice(key, values) {
    if (!this.#noticed.has(key)) {
      this.#noticed.add(key);
      const isAboutRoles = key === "hostNotModerator" || key === "attendeeIsModerator";
      this.#view.notice(key, values, isAboutRoles ? this.#info.roles_url : null);
    }
  }

  // Leaving, of one's own accord or not

  /** To a breakout room, or the frame reloads, and joins again; or somebody closed it. */
  #away() {
    this.#isApart = true;
    this.#roles.clear(); // the next room says anew who one is, before it says that one is in
    clearTimeout(this.#timers.role);
    this.#endStay();
    this.#later("away", BACK_AGAIN, () => this.#hungUp());
  }

  /** Hosts alone ask at once who is there: if everybody did, a crowd would ask in its square. */
  #peopleChanged() {
    if (this.#state === "joined" && this.#info.role === "host" && !this.#asksSoon) {
      this.#askSoon();
    }
  }

  /** In a moment ask for all that there is to know. */
  #askSoon() {
    this.#asksSoon = true;
    this.#polls = 0;
    this.#schedule(FIRST_RETRY);
  }

  #endStay() {
    this.#stay?.end();
    this.#stay = null;
  }

  #hungUp() {
    this.#close("hangup");
    this.#set("left");
    this.#schedule(FIRST_RETRY);
  }

  #kicked({ id, local } = {}) {
    if (local || (id && id === this.#myId)) {
      this.#refused("kicked");
    }
  }

  /** Jitsi's own error; what passes, it shows and mends itself. */
  #failed({ name = "", message = "", params = [], isFatal }) {
    if (REFUSALS[name]) {
      this.#refused(REFUSALS[name], String(params[1] ?? message));
    } else if (name === "conference.connectionError.membersOnly") {
      this.#atTheDoor();
    } else if (HELD_UP.has(name)) {
      this.#asked("loginThere");
    } else if (name === "conference.destroyed") {
      this.#destroyed();
    } else if (BROKEN.has(name) || (name.startsWith("connection.") && isFatal !== false)) {
      this.#lost(name, message);
    } else if (isFatal && name !== "conference.passwordRequired") {
      this.#refused("other", message);
    }
  }

  #atTheDoor() {
    this.#alive();
    this.#set("lobby");
  }

  #refused(reason, message = "") {
    this.#close(reason === "kicked" ? "kicked" : "refused");
    this.#tellError(reason, message, "server", true);
    this.#set("refused", reason, message);
    this.#schedule(FIRST_RETRY);
  }

  /** The room was closed for everyone: with the session, or on the video server alone. */
  async #destroyed() {
    this.#close("ended");
    this.#set("left", "closed");
    await this.#poll();
  }

  /** Whoever was in comes back soon; a server that lets nobody in is not asked as often. */
  #lost(code, message) {
    const wasIn = this.#joinedAt > 0;
    this.#close("lost");
    this.#tellError(code, message, "server", false);
    if (wasIn) {
      this.#comeBack();
    } else {
      this.#unreachable();
    }
  }

  #comeBack() {
    this.#wantsIn = true;
    this.#set("offline");
    this.#retryLater();
  }

  /** The site does not let one in, or something on the way failed. */
  #turnedAway(error) {
    const { code, status, message } = error;
    const isNetwork = code === "network" || (code === "unexpected" && status >= 500);
    const isServer = code === "unreachable";
    this.#close("refused");
    this.#tellError(code, message, isServer ? "server" : "site", !isNetwork && !isServer);
    if (code in NO_ENTRY) {
      this.#info = { ...this.#info, role: null };
      this.#set(NO_ENTRY[code]);
    } else if (isNetwork) {
      this.#comeBack();
    } else if (isServer) {
      this.#unreachable();
    } else if (code === "server_misconfigured") {
      this.#set("unreachable", "misconfigured", message);
      this.#schedule(this.#info.poll_after);
    } else {
      this.#goBack(error);
    }
  }

  /** Be where one was, with words that say why. */
  #goBack(error) {
    const isLive = error.code !== "not_live" && this.#info.is_active;
    this.#info = { ...this.#info, is_active: isLive };
    this.#set(stateOf({ is_authenticated: true, role: "attendee", ...this.#info }));
    this.#problem = error.code === "not_live" ? "" : this.#wordsOf(error);
    this.#show();
    this.#schedule(this.#info.poll_after);
  }

  /** No script, no word from the frame, or nothing but failures. */
  #unreachable() {
    this.#set("unreachable");
    this.#schedule(this.#info.poll_after);
    this.#breakdowns += 1;
    const pause = growing(FIRST_RETRY, this.#breakdowns + 1, LONGEST_RETRY);
    this.#later("retry", orLater(pause), () => this.#retry().catch(() => {}));
  }

  /** Before the frame goes: for the people who are in the room without this page. */
  async #endConference() {
    if (this.#state !== "joined" || this.#roles.get(this.#myId) === "participant") {
      return;
    }
    this.#nextVisit(); // what the frame says from here on is known
    const left = new Promise((resolve) => this.#api.addListener("videoConferenceLeft", resolve));
    const tired = new Promise((resolve) => setTimeout(resolve, FAREWELL * 1000));
    this.#api.executeCommand("endConference");
    await Promise.race([left, tired]);
  }

  /** Take the frame away. Jitsi tells nothing of that, so that the page is told here. */
  #close(reason) {
    Object.values(this.#timers).forEach(clearTimeout);
    this.#view.keepFocus();
    this.#api?.dispose();
    this.#api = null;
    this.#hasFrame = false;
    this.#view.video.replaceChildren();
    this.#view.notices.replaceChildren();
    this.#noticed.clear();
    this.#endStay();
    if (this.#joinedAt) {
      this.#joinedAt = 0;
      this.#tell("left", { reason });
    }
  }

  // What the page around is told

  #tell(name, detail) {
    const everything = { eventId: this.eventId, role: this.participantRole, ...detail };
    const options = { bubbles: true, composed: true, detail: everything };
    const tell = (target) => target.dispatchEvent(new CustomEvent(`jitsi-live:${name}`, options));
    tell(this);
    if (!this.isConnected) {
      tell(document.body); // for those who listen further up, from where the element is gone
    }
  }

  #tellError(code, message, source, fatal) {
    this.#tell("error", { code, message, source, fatal });
  }

  // What people see

  #set(state, reason = null, message = "") {
    if (state === this.#state && reason === this.#reason) {
      return;
    }
    const previous = this.#state;
    this.#state = state;
    this.#reason = reason;
    this.#message = message;
    this.#problem = "";
    this.setAttribute("data-state", state);
    this.#tune();
    this.#show();
    this.#view.announce(this.#room);
    this.#tell("state", { state, previous, reason });
    if (state === "joined" && matchMedia("(max-width: 40rem)").matches) {
      this.#view.stage.scrollIntoView({ block: "start" });
    }
  }

  #show() {
    if (this.#state !== null) {
      this.#view.show(this.#room);
    }
  }

  get #room() {
    const startsAt = this.#info.starts_at ?? this.getAttribute("starts-at");
    return {
      state: this.#state,
      reason: this.#reason,
      role: this.participantRole,
      message: this.#message,
      problem: this.#problem,
      letsIn: this.#letsIn,
      seconds: this.#seconds,
      hasVideo: this.#api !== null,
      hasFrame: this.#hasFrame,
      startsAt: startsAt ? new Date(startsAt) : null,
      links: this.#links,
      present: this.#info.present ?? null,
      people: this.#info.people ?? [],
    };
  }

  get #links() {
    const address = (name) => this.getAttribute(`${name}-url`) ?? this.#info[`${name}_url`];
    const elsewhere = (url) => (url && !isHere(url) ? url : null);
    const login = address("login");
    return {
      event: elsewhere(address("event")),
      register: elsewhere(address("register")),
      login: login && withNext(login),
    };
  }

  #wordsOf({ code, message }) {
    const keys = { network: "failedOffline", unexpected: "failedServer" };
    return (!keys[code] && message) || this.#view.text(keys[code] ?? "failed");
  }

  #setBusy(isBusy) {
    // Not by disabling the buttons: the pressed one would lose the keyboard's focus.
    this.#isBusy = isBusy;
    this.#view.main.setAttribute("aria-busy", isBusy);
  }
}

function stateOf({ is_open, is_authenticated, role, is_active, has_ended }) {
  if (is_open === false) {
    return "closed";
  }
  if (!is_authenticated) {
    return "logged-out";
  }
  if (!role) {
    return "unregistered";
  }
  if (is_active) {
    return "live";
  }
  return has_ended ? "ended" : "waiting";
}

/** The login, which leads back to this page. */
function withNext(login) {
  const url = new URL(login, document.baseURI);
  url.searchParams.set("next", location.pathname + location.search);
  return url.href;
}

if (!customElements.get("jitsi-live-room")) {
  customElements.define("jitsi-live-room", JitsiLiveRoom);
}

export { JitsiLiveRoom, TEXTS };
