// The practice server's stand-in for Jitsi's external_api.js: the same class, options, events and
// commands, as far as pages that embed a room use them. A classic script, as Jitsi's is.

(() => {
  // As with Jitsi, rooms are beside the script.
  const ROOMS = new URL(".", document.currentScript.src);

  const ALLOW = [
    "autoplay",
    "camera",
    "clipboard-write",
    "display-capture",
    "fullscreen",
    "microphone",
    "screen-wake-lock",
    "speaker-selection",
  ].join("; ");

  const EVENTS = {
    "audio-mute-status-changed": "audioMuteStatusChanged",
    "browser-support": "browserSupport",
    "camera-error": "cameraError",
    "display-name-change": "displayNameChange",
    "error-occurred": "errorOccurred",
    "incoming-message": "incomingMessage",
    "mic-error": "micError",
    "moderation-participant-approved": "moderationParticipantApproved",
    "moderation-participant-rejected": "moderationParticipantRejected",
    "moderation-status-changed": "moderationStatusChanged",
    "outgoing-message": "outgoingMessage",
    "participant-joined": "participantJoined",
    "participant-kicked-out": "participantKickedOut",
    "participant-left": "participantLeft",
    "participant-role-changed": "participantRoleChanged",
    "prejoin-screen-loaded": "prejoinScreenLoaded",
    "raise-hand-updated": "raiseHandUpdated",
    ready: "ready",
    "recording-status-changed": "recordingStatusChanged",
    "subject-change": "subjectChange",
    "video-conference-joined": "videoConferenceJoined",
    "video-conference-left": "videoConferenceLeft",
    "video-mute-status-changed": "videoMuteStatusChanged",
    "video-ready-to-close": "readyToClose",
  };

  const COMMANDS = {
    approveVideo: "approve-video",
    askToUnmute: "ask-to-unmute",
    displayName: "display-name",
    endConference: "end-conference",
    hangup: "video-hangup",
    kickParticipant: "kick-participant",
    muteEveryone: "mute-everyone",
    muteRemoteParticipant: "mute-remote-participant",
    overwriteConfig: "overwrite-config",
    password: "password",
    rejectParticipant: "reject-participant",
    sendChatMessage: "send-chat-message",
    startRecording: "start-recording",
    stopRecording: "stop-recording",
    subject: "subject",
    toggleAudio: "toggle-audio",
    toggleChat: "toggle-chat",
    toggleModeration: "toggle-moderation",
    toggleRaiseHand: "toggle-raise-hand",
    toggleVideo: "toggle-video",
  };

  const LENGTH = /^\d+(\.\d+)?(px|em|pt|%|[dls]?v[hw])$/;

  let instances = 0;

  class Emitter {
    #listeners = new Map();

    on(event, listener) {
      this.#listeners.set(event, [...this.listeners(event), listener]);
      return this;
    }

    once(event, listener) {
      const first = (...values) => {
        this.off(event, first);
        listener(...values);
      };
      return this.on(event, first);
    }

    off(event, listener) {
      const kept = listener ? this.listeners(event).filter((each) => each !== listener) : [];
      this.#listeners.set(event, kept);
      return this;
    }

    listeners(event) {
      return this.#listeners.get(event) ?? [];
    }

    emit(event, ...values) {
      const listeners = this.listeners(event);
      listeners.forEach((listener) => listener(...values));
      return listeners.length > 0;
    }

    removeAllListeners(event) {
      event === undefined ? this.#listeners.clear() : this.#listeners.delete(event);
      return this;
    }

    addListener(event, listener) {
      return this.on(event, listener);
    }

    removeListener(event, listener) {
      return this.off(event, listener);
    }

    addEventListener(event, listener) {
      this.on(event, listener);
    }

    removeEventListener(event) {
      this.removeAllListeners(event);
    }

    addEventListeners(listeners) {
      Object.entries(listeners).forEach(([event, listener]) => this.on(event, listener));
    }

    removeEventListeners(events) {
      events.forEach((event) => this.removeAllListeners(event));
    }
  }

  /** A film of the room, which the frame makes piece by piece, and this page uploads: frames are
   * taken away at any time. As Jibri's script does: announce it, send it, ask whether it is here. */
  class Recording {
    #about;
    #pieces = [];
    #end = 0;
    #session = [...crypto.getRandomValues(new Uint8Array(16))].map(hexadecimal).join("");

    constructor(about) {
      this.#about = about;
      window.addEventListener("beforeunload", this.#warn);
    }

    add({ piece, end }) {
      this.#pieces.push(piece);
      this.#end = end;
    }

    drop() {
      this.#pieces = [];
      window.removeEventListener("beforeunload", this.#warn);
    }

    /** Resolves to whether it is here. */
    async upload() {
      try {
        const film = await withLength(new Blob(this.#pieces), this.#end);
        if (film.size > 0) {
          await this.#send(film);
        }
        return true;
      } catch (error) {
        console.error("The recording of the practice room could not be uploaded:", error);
        return false;
      } finally {
        this.drop();
      }
    }

    async #send(film) {
      const { url, token, room, started, initiator } = this.#about;
      const size = film.size;
      const sha256 = await checksum(film);
      const about = { session: this.#session, room, file: "practice-room", size, sha256, started };
      const metadata = { initiator: { id: initiator } };
      const bearer = { Authorization: `Bearer ${token}` };
      const json = { ...bearer, "Content-Type": "application/json" };
      const announced = await ask(url, "POST", json, JSON.stringify({ ...about, metadata }));
      const { id, upload } = await announced.json();
      await ask(upload.url, upload.method, upload.headers, film);
      const done = new URL(`${id}/done`, new URL(url, location.href)).href;
      const { Authorization = bearer.Authorization } = upload.headers;
      await ask(done, "POST", { ...json, Authorization }, JSON.stringify({ size, sha256 }));
    }

    /** The film is in this page alone, until it is uploaded. */
    #warn = (event) => event.preventDefault();
  }

  /** The token in the header is enough; and a bucket takes no cookies. */
  async function ask(url, method, headers, body) {
    const response = await fetch(url, { method, headers, body, credentials: "omit" });
    if (!response.ok) {
      throw new Error(`${response.status}: ${await response.text()}`);
    }
    return response;
  }

  const hexadecimal = (byte) => byte.toString(16).padStart(2, "0");

  /** Empty where the browser has no means for it: then the site counts the bytes only. */
  async function checksum(film) {
    if (!crypto.subtle) {
      return ""; // neither https nor localhost
    }
    const digest = await crypto.subtle.digest("SHA-256", await film.arrayBuffer());
    return [...new Uint8Array(digest)].map(hexadecimal).join("");
  }

  const INFO = [0x15, 0x49, 0xa9, 0x66];
  const DURATION = [0x44, 0x89];
  const HEAD_BYTES = 4096;

  /** Browsers write films without their length, in which one cannot seek. It belongs into the element
   * `Info` (RFC 9559, 5.1.2); what has none is left as it is. */
  async function withLength(film, milliseconds) {
    const head = new Uint8Array(await film.slice(0, HEAD_BYTES).arrayBuffer());
    const at = find(head, INFO, 0, head.length);
    const size = at < 0 ? null : sizeAt(head, at + INFO.length);
    if (!size || size.begin + size.value > head.length) {
      return film;
    }
    const { begin, value } = size;
    const known = find(head, DURATION, begin, begin + value);
    const cut = known < 0 ? begin : known;
    const rest = known < 0 ? begin : known + DURATION.length + 1 + (head[known + 2] & 0x0f);
    const length = new Uint8Array([...DURATION, 0x88, 0, 0, 0, 0, 0, 0, 0, 0]);
    new DataView(length.buffer).setFloat64(3, milliseconds); // in milliseconds, as browsers scale it
    const grown = new Uint8Array(8);
    new DataView(grown.buffer).setUint32(4, value + length.length - (rest - cut));
    grown[0] = 0x01; // a size of eight bytes
    const info = head.slice(0, at + INFO.length);
    return new Blob([info, grown, head.slice(begin, cut), length, film.slice(rest)]);
  }

  function find(bytes, pattern, from, to) {
    for (let at = from; at + pattern.length <= to; at += 1) {
      if (pattern.every((byte, index) => bytes[at + index] === byte)) {
        return at;
      }
    }
    return -1;
  }

  /** The size that is written there, and where what it counts begins. */
  function sizeAt(bytes, at) {
    const width = Math.clz32(bytes[at]) - 23;
    if (!(width >= 1 && width <= 4)) {
      return width === 8
        ? { begin: at + 8, value: new DataView(bytes.buffer).getUint32(at + 4) }
        : null;
    }
    let value = bytes[at] & (0xff >> width);
    for (let index = 1; index < width; index += 1) {
      value = value * 256 + bytes[at + index];
    }
    return { begin: at + width, value };
  }

  class JitsiMeetExternalAPI extends Emitter {
    #recording = null;
    #id = instances++;
    #frame = document.createElement("iframe");
    #participants = new Map();
    #myId = null;
    #isVisitor;
    #isConnected = false;
    #waiting = []; // what is to be said to a frame that does not listen yet
    #requests = new Map();
    #requestId = 0;
    #onload;

    constructor(_domain, options = {}) {
      super();
      this.#onload = options.onload;
      this.#fill(options);
      window.addEventListener("message", this.#onMessage);
      (options.parentNode ?? document.body).append(this.#frame);
    }

    #fill({ width = "100%", height = "100%", sandbox, ...options }) {
      const frame = this.#frame;
      frame.name = frame.id = `jitsiConferenceFrame${this.#id}`;
      frame.title = "Practice room";
      frame.allow = ALLOW;
      frame.style.border = "0";
      frame.style.width = length(width);
      frame.style.height = length(height);
      if (sandbox) {
        frame.setAttribute("sandbox", sandbox);
      }
      frame.src = this.#address(options);
    }

    #address({ roomName = "", jwt, lang, configOverwrite, userInfo }) {
      const url = new URL(roomName, ROOMS);
      const language = lang ?? configOverwrite?.defaultLanguage;
      const parts = [`jitsi_meet_external_api_id=${this.#id}`];
      const add = (name, value) => {
        const text = JSON.stringify(value);
        if (text !== undefined) {
          parts.push(`${name}=${encodeURIComponent(text)}`);
        }
      };
      if (jwt) {
        add("jwt", jwt); // not in the query as well, as Jitsi's: the site's log shows that
      }
      if (language) {
        url.searchParams.set("lang", language);
      }
      Object.entries(configOverwrite ?? {}).forEach(([key, value]) => add(`config.${key}`, value));
      Object.entries(userInfo ?? {}).forEach(([key, value]) => add(`userInfo.${key}`, value));
      url.hash = parts.join("&");
      return url.href;
    }

    // What goes between page and frame

    get #scope() {
      return `jitsi_meet_external_api_${this.#id}`;
    }

    #post(params) {
      if (!this.#isConnected) {
        this.#waiting.push(params);
        return;
      }
      const message = { postis: true, scope: this.#scope, method: "message", params };
      this.#frame.contentWindow.postMessage(JSON.stringify(message), ROOMS.origin);
    }

    #onMessage = ({ source, origin, data }) => {
      if (source !== this.#frame.contentWindow || origin !== ROOMS.origin) {
        return;
      }
      if (data?.recording && data.scope === this.#scope) {
        this.#record(data.recording);
        return;
      }
      const message = parsed(data);
      if (message?.scope === this.#scope && message.method === "message") {
        this.#receive(message.params);
      }
    };

    #receive({ type, id, result, error, data }) {
      this.#isConnected = true;
      this.#waiting.splice(0).forEach((params) => this.#post(params));
      if (type === "response") {
        const [resolve, reject] = this.#requests.get(id) ?? [];
        this.#requests.delete(id);
        error === undefined ? resolve?.(result) : reject?.(error);
      } else if (EVENTS[data?.name]) {
        const { name, ...payload } = data;
        this.#note(name, payload);
        this.emit(EVENTS[name], payload);
      }
    }

    #record({ what, ...about }) {
      const acts = {
        begin: () => {
          this.#recording = new Recording(about);
        },
        piece: () => this.#recording?.add(about),
        end: () => this.#upload(),
        drop: () => {
          this.#recording?.drop();
          this.#recording = null;
        },
      };
      acts[what]?.();
    }

    async #upload() {
      const recording = this.#recording;
      this.#recording = null;
      if (recording && !(await recording.upload())) {
        const error = "service-unavailable";
        this.emit("recordingStatusChanged", { on: false, mode: "file", error });
      }
    }

    /** Know the people in the room, for the questions that are answered at once. */
    #note(name, payload) {
      const people = this.#participants;
      const { id, displayName, formattedDisplayName } = payload;
      const notes = {
        ready: () => this.#onload?.(),
        "video-conference-joined": () => {
          people.clear();
          this.#myId = id;
          this.#isVisitor = payload.visitor;
          const { avatarURL, email } = payload;
          people.set(id, { displayName, formattedDisplayName, avatarURL, email });
        },
        "video-conference-left": () => people.delete(this.#myId),
        "participant-joined": () => people.set(id, { displayName, formattedDisplayName }),
        "participant-left": () => people.delete(id),
        "display-name-change": () => {
          const names = { displayName: payload.displayname, formattedDisplayName };
          people.set(id, { ...people.get(id), ...names });
        },
      };
      notes[name]?.();
    }

    #request(name, about = {}) {
      return new Promise((resolve, reject) => {
        const id = ++this.#requestId;
        this.#requests.set(id, [resolve, reject]);
        this.#post({ type: "request", id, data: { name, ...about } });
      });
    }

    // What pages use

    executeCommand(name, ...values) {
      if (!COMMANDS[name]) {
        console.error(`The practice room has no command ${name}.`);
        return;
      }
      this.#post({ type: "event", data: { name: COMMANDS[name], data: values } });
    }

    /** As Jitsi's: the value of each is passed as one argument. */
    executeCommands(commands) {
      Object.entries(commands).forEach(([name, value]) => this.executeCommand(name, value));
    }

    startRecording(options) {
      this.executeCommand("startRecording", options);
    }

    stopRecording(mode) {
      this.executeCommand("stopRecording", mode);
    }

    isAudioMuted() {
      return this.#request("is-audio-muted");
    }

    isVideoMuted() {
      return this.#request("is-video-muted");
    }

    isModerationOn(mediaType) {
      return this.#request("is-moderation-on", { mediaType });
    }

    isParticipantForceMuted(participantId, mediaType) {
      return this.#request("is-participant-force-muted", { participantId, mediaType });
    }

    isVisitor() {
      return this.#isVisitor;
    }

    getNumberOfParticipants() {
      return this.#participants.size;
    }

    getParticipantsInfo() {
      return [...this.#participants].map(([participantId, known]) => ({ participantId, ...known }));
    }

    getDisplayName(id) {
      return this.#participants.get(id)?.displayName;
    }

    getEmail(id) {
      return this.#participants.get(id)?.email;
    }

    getAvatarURL(id) {
      return this.#participants.get(id)?.avatarURL;
    }

    getIFrame() {
      return this.#frame;
    }

    getSupportedCommands() {
      return Object.keys(COMMANDS);
    }

    getSupportedEvents() {
      return Object.values(EVENTS);
    }

    /** Take the frame away. As with Jitsi, no event tells of it. What it has recorded is uploaded. */
    dispose() {
      this.#upload();
      window.removeEventListener("message", this.#onMessage);
      this.removeAllListeners();
      this.#frame.remove();
    }
  }

  function parsed(text) {
    try {
      return JSON.parse(text);
    } catch {
      return null; // of somebody else
    }
  }

  function length(value) {
    if (typeof value === "number") {
      return `${value}px`;
    }
    return LENGTH.test(value) ? value : "100%";
  }

  window.JitsiMeetExternalAPI = JitsiMeetExternalAPI;
})();
