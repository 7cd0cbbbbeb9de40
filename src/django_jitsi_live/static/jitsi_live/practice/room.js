// Built from src/js by `npm run build`: change the sources, not this file.

// practice/page.js
var one = (selector, root = document) => root.querySelector(selector);
var all = (selector, root = document) => [...root.querySelectorAll(selector)];
var pause = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));
var hasWebRtc = Boolean(window.RTCPeerConnection && window.MediaStream);
var query = new URLSearchParams(location.search);
var hash = readHash();
var token = hash.get("jwt") ?? query.get("jwt") ?? "";
function readHash() {
  const values = /* @__PURE__ */ new Map();
  for (const part of location.hash.slice(1).split("&")) {
    const [name, ...rest] = part.split("=");
    try {
      values.set(name, JSON.parse(decodeURIComponent(rest.join("="))));
    } catch {
    }
  }
  return values;
}
var nameInToken = () => userInToken().name ?? "";
var userIdInToken = () => userInToken().id ?? "";
function userInToken() {
  try {
    const base64 = token.split(".")[1].replaceAll("-", "+").replaceAll("_", "/");
    const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
    return Object(JSON.parse(new TextDecoder().decode(bytes)).context.user);
  } catch {
    return {};
  }
}

// practice/view.js
function show(view) {
  const parts = all("[data-view]");
  const isNew = (part) => part.dataset.view === view;
  const hadFocus = parts.some((part) => !isNew(part) && part.contains(document.activeElement));
  for (const part of parts) {
    part.hidden = !isNew(part);
  }
  if (hadFocus) {
    const controls = all(`[data-view=${view}] button`).filter((button) => button.offsetParent);
    (controls[0] ?? parts.find(isNew)).focus();
  }
}
function announce(text) {
  one("[data-status]").textContent = text;
}
async function ask(question, { yes = "OK", no = "" } = {}) {
  const dialog = one("[data-dialog]");
  if (!dialog.showModal) {
    return confirm(question);
  }
  if (dialog.open) {
    await closed(dialog);
  }
  one("#question").textContent = question;
  one("[data-yes]").textContent = yes;
  one("[data-no]").textContent = no;
  one("[data-no]").hidden = !no;
  dialog.returnValue = "";
  dialog.showModal();
  await closing(dialog);
  return dialog.returnValue === "yes";
}
function closing(dialog) {
  return new Promise((resolve) => dialog.addEventListener("close", resolve, { once: true }));
}
function closed(dialog) {
  const isClosed = closing(dialog);
  dialog.close("no");
  return isClosed;
}

// practice/chat.js
var Chat = class {
  #unread = 0;
  constructor(onWrite) {
    this.panel = one("[data-chat]");
    this.button = one(".bar [data-action=chat]");
    const form = one("[data-write]");
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      onWrite(form.elements.message.value);
      form.reset();
    });
    this.panel.addEventListener("keydown", (event) => {
      if (event.key === "Escape") {
        this.toggle();
      }
    });
  }
  allow(mayChat) {
    one("[data-write]").hidden = !mayChat;
    one("[data-chat-off]").hidden = mayChat;
  }
  toggle() {
    const isOpen = this.panel.hidden;
    this.panel.hidden = !isOpen;
    this.button.setAttribute("aria-expanded", isOpen);
    this.#count(0);
    const message = one("#message");
    (isOpen && message.offsetParent ? message : this.button).focus();
  }
  add(nick, text, isPrivate) {
    const line = document.createElement("li");
    const who = document.createElement("b");
    who.textContent = isPrivate ? `${nick} (to you alone)` : nick;
    line.append(who, text);
    const words = one("[data-words]");
    words.append(line);
    words.parentNode.scrollTop = words.scrollHeight;
  }
  receive({ nick, message, privateMessage }) {
    this.add(nick, message, privateMessage);
    if (this.panel.hidden) {
      this.#count(this.#unread + 1);
      announce(`${nick}: ${message}`);
    }
  }
  #count(unread) {
    this.#unread = unread;
    one("[data-label]", this.button).textContent = unread ? `Chat (${unread} new)` : "Chat";
  }
  close() {
    if (!this.panel.hidden) {
      this.toggle();
    }
  }
};

// practice/commands.js
var COMMANDS = {
  "display-name": (room, [text]) => room.connection.act("name", { name: text }),
  "end-conference": (room) => room.connection.act("end"),
  "kick-participant": (room, [id]) => room.connection.act("kick", { who: id }),
  "mute-everyone": (room, [media = "audio"]) => {
    room.connection.act("mute", { media });
    if (room.isModerator) {
      room.media.mute(media);
    }
  },
  "send-chat-message": (room, [text, to]) => room.me.mayChat && room.write(text, to),
  "start-recording": (room, [options]) => room.recording.start(options),
  "stop-recording": (room, [mode]) => room.recording.stop(mode),
  subject: (room, [text]) => room.connection.act("subject", { subject: text }),
  "toggle-audio": (room) => room.media.toggle("audio"),
  "toggle-chat": (room) => room.chat.toggle(),
  "toggle-raise-hand": (room) => room.connection.act("hand", { raised: !room.me.handRaised }),
  "toggle-video": (room) => room.media.toggle("video")
};

// practice/connection.js
var RETRY_PAUSE = 1e3;
var RETRIES = 15;
var Refusal = class extends Error {
  constructor(error, status) {
    super(error.message);
    this.error = error;
    this.isGone = status === 410;
  }
};
var Connection = class {
  #id = null;
  #isOpen = false;
  #outbox = Promise.resolve();
  async #post(what, body, options = {}) {
    const response = await fetch(`${location.pathname}/${what}`, {
      method: "POST",
      headers: { "Content-Type": "application/json", "X-Practice-Token": token },
      credentials: "omit",
      body: JSON.stringify(body),
      ...options
    });
    const answer = await response.json();
    if (answer.error) {
      throw new Refusal(answer.error, response.status);
    }
    return answer;
  }
  async enter(name) {
    const answer = await this.#withRetries(() => this.#post("join", { name }));
    this.#id = answer.me.id;
    this.#isOpen = true;
    return answer;
  }
  async listen(onMessage) {
    const id = this.#id;
    const isCurrent = () => this.#isOpen && id === this.#id;
    try {
      await this.#receive(id, isCurrent, onMessage);
    } catch (error) {
      if (isCurrent()) {
        throw error;
      }
    }
  }
  async #receive(id, isCurrent, onMessage) {
    let after = 0;
    while (isCurrent()) {
      const answer = await this.#withRetries(() => this.#post("news", { id, after }));
      for (const message of answer.news) {
        after = message.number;
        if (isCurrent()) {
          this.#deliver(message, onMessage);
        }
      }
    }
  }
  #deliver(message, onMessage) {
    try {
      onMessage(message);
    } catch (error) {
      reportError(error);
    }
  }
  async #withRetries(ask2) {
    for (let attempt = 0; ; attempt += 1) {
      try {
        return await ask2();
      } catch (error) {
        if (error instanceof Refusal || attempt >= RETRIES) {
          throw error;
        }
        await pause(RETRY_PAUSE);
      }
    }
  }
  act(kind, content = {}) {
    const body = { id: this.#id, kind, ...content };
    this.#outbox = this.#outbox.then(() => this.#post("act", body)).catch((error) => console.warn(`${kind}: ${error.message}`));
  }
  close() {
    this.#isOpen = false;
  }
  leave() {
    if (this.#isOpen) {
      this.close();
      this.#post("act", { id: this.#id, kind: "leave" }, { keepalive: true }).catch(() => {
      });
    }
  }
};

// practice/devices.js
var LABELS = { audio: ["Mute", "Unmute"], video: ["Stop camera", "Start camera"] };
var ICONS = { audio: "microphone", video: "camera" };
var PROBLEMS = { NotFoundError: "was found", NotAllowedError: "may be used here" };
var Devices = class {
  #failures = {};
  fail(kind, error) {
    const device = ICONS[kind];
    this.#failures[kind] = `No ${device} ${PROBLEMS[error.name] ?? "works"}`;
  }
  show(media) {
    for (const kind of ["audio", "video"]) {
      const isMuted = media.isMuted(kind);
      const button = one(`[data-action=${kind}]`);
      one("[data-label]", button).textContent = LABELS[kind][Number(isMuted)];
      one("use", button).setAttribute("href", `#${ICONS[kind]}${isMuted ? "-off" : ""}`);
      button.toggleAttribute("data-off", isMuted);
      if (!isMuted) {
        delete this.#failures[kind];
      }
    }
    this.#showFailures();
  }
  #showFailures() {
    const texts = Object.values(this.#failures);
    const line = one("[data-devices]");
    line.hidden = texts.length === 0;
    const rest = texts.length > 1 ? " You can see, hear and write." : "";
    line.textContent = texts.map((text) => `${text}.`).join(" ") + rest;
  }
};
async function fillDevices(form) {
  const devices = await navigator.mediaDevices?.enumerateDevices().catch(() => []) ?? [];
  const selects = { audioinput: form.elements.audio, videoinput: form.elements.video };
  for (const { kind, deviceId, label } of devices) {
    const first = selects[kind]?.length === 1;
    selects[kind]?.add(new Option(label || "On", deviceId, first, first));
  }
}
function turnOnSound() {
  one("[data-action=sound]").hidden = true;
  all("audio").forEach((player) => player.play());
}

// practice/door.js
var KINDS = ["audio", "video"];
var START_MUTED = { audio: "config.startWithAudioMuted", video: "config.startWithVideoMuted" };
var Door = class {
  #form = one("[data-door]");
  #picture = one("[data-door] video");
  #looks = 0;
  async open(onJoin) {
    const { elements } = this.#form;
    elements.name.value = nameInToken() || (hash.get("userInfo.displayName") ?? "");
    this.#form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#close();
      const isOn = (kind) => elements[kind].value !== "off";
      const devices = KINDS.filter(isOn).map((kind) => [kind, elements[kind].value]);
      onJoin(elements.name.value, Object.fromEntries(devices));
    });
    elements.video.addEventListener("change", () => this.#look());
    await fillDevices(this.#form);
    for (const kind of KINDS.filter((each) => hash.get(START_MUTED[each]) === true)) {
      elements[kind].value = "off";
    }
    show("door");
    this.#look();
    return elements.name.value;
  }
  async #look() {
    this.#close();
    const look = this.#looks;
    const { value } = this.#form.elements.video;
    const video = value ? { deviceId: { exact: value } } : true;
    const stream = value === "off" ? null : await borrow({ video });
    if (look === this.#looks) {
      this.#picture.srcObject = stream;
      this.#picture.hidden = !stream;
    } else {
      stop(stream);
    }
  }
  #close() {
    this.#looks += 1;
    stop(this.#picture.srcObject);
    this.#picture.srcObject = null;
    this.#picture.hidden = true;
  }
};
async function borrow(wanted) {
  try {
    return await navigator.mediaDevices.getUserMedia(wanted);
  } catch {
    return null;
  }
}
function stop(stream) {
  stream?.getTracks().forEach((track) => track.stop());
}

// practice/embedder.js
var Embedder = class {
  #scope = null;
  constructor(onCommand, onRequest) {
    const id = hash.get("jitsi_meet_external_api_id");
    if (id === void 0 || window.parent === window) {
      return;
    }
    this.#scope = `jitsi_meet_external_api_${id}`;
    window.addEventListener("message", ({ source, origin, data }) => {
      if (source !== window.parent || origin !== location.origin) {
        return;
      }
      const message = this.#parsed(data);
      if (message?.scope !== this.#scope || message.method !== "message") {
        return;
      }
      const params = message.params;
      if (params.type === "event") {
        onCommand(params.data.name, params.data.data);
      } else if (params.type === "request") {
        const result = onRequest(params.data.name);
        const answer = result === void 0 ? { error: "unknown" } : { result };
        this.#post({ type: "response", id: params.id, ...answer });
      }
    });
  }
  emit(name, payload = {}) {
    this.#post({ type: "event", data: { name, ...payload } });
  }
  pass(recording) {
    if (this.#scope) {
      window.parent.postMessage({ scope: this.#scope, recording }, location.origin);
    }
  }
  #post(params) {
    if (this.#scope) {
      const message = { postis: true, scope: this.#scope, method: "message", params };
      window.parent.postMessage(JSON.stringify(message), location.origin);
    }
  }
  #parsed(text) {
    try {
      return JSON.parse(text);
    } catch {
      return null;
    }
  }
};

// practice/media.js
var VIDEO = { width: { ideal: 640 }, height: { ideal: 360 } };
var Media = class {
  tracks = { audio: null, video: null };
  devices = { audio: null, video: null };
  constructor(onChange, onFailure) {
    this.onChange = onChange;
    this.onFailure = onFailure;
  }
  isMuted(kind) {
    return !this.tracks[kind]?.enabled;
  }
  async turnOn(kinds) {
    try {
      if (kinds.length > 0) {
        const stream = await this.#capture(kinds);
        stream.getTracks().forEach((track) => this.#take(track));
      }
    } catch (error) {
      if (kinds.length > 1 && !["NotAllowedError", "NotSupportedError"].includes(error.name)) {
        await this.turnOn(kinds.slice(0, 1));
        await this.turnOn(kinds.slice(1));
      } else {
        kinds.forEach((kind) => this.onFailure(kind, error));
      }
    }
  }
  async #capture(kinds) {
    if (!navigator.mediaDevices) {
      throw new DOMException("This address is neither https nor localhost.", "NotSupportedError");
    }
    const wanted = kinds.map((kind) => [kind, this.#constraint(kind)]);
    return navigator.mediaDevices.getUserMedia(Object.fromEntries(wanted));
  }
  #constraint(kind) {
    const deviceId = this.devices[kind] ? { deviceId: { exact: this.devices[kind] } } : {};
    return kind === "video" ? { ...VIDEO, ...deviceId } : deviceId;
  }
  #take(track) {
    this.tracks[track.kind]?.stop();
    this.tracks[track.kind] = track;
    track.addEventListener("ended", () => this.mute(track.kind));
    this.onChange(track.kind);
  }
  async unmute(kind) {
    const track = this.tracks[kind];
    if (track?.readyState === "live") {
      track.enabled = true;
      this.onChange(kind);
    } else {
      await this.turnOn([kind]);
    }
  }
  mute(kind) {
    const track = this.tracks[kind];
    if (!track) {
      return;
    }
    track.enabled = false;
    if (kind === "video") {
      track.stop();
      this.tracks.video = null;
    }
    this.onChange(kind);
  }
  toggle(kind) {
    return this.isMuted(kind) ? this.unmute(kind) : this.mute(kind);
  }
  stop() {
    for (const kind of ["audio", "video"]) {
      this.tracks[kind]?.stop();
      this.tracks[kind] = null;
    }
  }
};

// practice/peer.js
var Peer = class {
  #connection = new RTCPeerConnection();
  #isMakingOffer = false;
  #isIgnoring = false;
  #received = Promise.resolve();
  constructor({ isPolite, tracks, onTrack, send }) {
    this.isPolite = isPolite;
    this.tracks = tracks;
    this.send = send;
    const connection = this.#connection;
    connection.ontrack = ({ track }) => onTrack(track);
    connection.onicecandidate = ({ candidate }) => send({ candidate });
    connection.onnegotiationneeded = () => this.#offer();
    connection.onconnectionstatechange = () => {
      if (connection.connectionState === "failed") {
        connection.restartIce();
      }
    };
  }
  call() {
    for (const kind of ["audio", "video"]) {
      this.#connection.addTransceiver(kind, { direction: "sendrecv" });
      this.use(kind);
    }
  }
  use(kind) {
    const isOfKind = ({ receiver }) => receiver.track.kind === kind;
    const transceiver = this.#connection.getTransceivers().find(isOfKind);
    return transceiver?.sender.replaceTrack(this.tracks[kind]);
  }
  async #offer() {
    try {
      this.#isMakingOffer = true;
      await this.#connection.setLocalDescription();
      this.send({ description: this.#connection.localDescription });
    } catch (error) {
      console.warn(error);
    } finally {
      this.#isMakingOffer = false;
    }
  }
  receive(data) {
    this.#received = this.#received.then(() => this.#take(data)).catch(console.warn);
  }
  async #take({ description, candidate }) {
    if (description) {
      await this.#describe(description);
    } else {
      try {
        await this.#connection.addIceCandidate(candidate ?? void 0);
      } catch (error) {
        if (!this.#isIgnoring) {
          throw error;
        }
      }
    }
  }
  async #describe(description) {
    const connection = this.#connection;
    const isOffer = description.type === "offer";
    const collides = this.#isMakingOffer || connection.signalingState !== "stable";
    this.#isIgnoring = isOffer && collides && !this.isPolite;
    if (this.#isIgnoring) {
      return;
    }
    await connection.setRemoteDescription(description);
    if (isOffer) {
      for (const transceiver of connection.getTransceivers()) {
        transceiver.direction = "sendrecv";
      }
      await Promise.all(["audio", "video"].map((kind) => this.use(kind)));
      await connection.setLocalDescription();
      this.send({ description: connection.localDescription });
    }
  }
  close() {
    this.#connection.onconnectionstatechange = null;
    this.#connection.close();
  }
};

// practice/recorder.js
var WIDTH = 1280;
var HEIGHT = 720;
var RATE = 12;
var PIECE = 1e3;
var AUDIO_LIMIT = 1e3;
var TYPES = ["video/webm;codecs=vp8,opus", "video/webm", "video/mp4"];
var Recorder = class {
  #recorder = null;
  #audio = null;
  #heard = /* @__PURE__ */ new Map();
  #canvas = document.createElement("canvas");
  #painting;
  #begun = 0;
  constructor({ ownAudio, onPiece }) {
    this.ownAudio = ownAudio;
    this.onPiece = onPiece;
  }
  async start() {
    const mimeType = TYPES.find((type) => window.MediaRecorder?.isTypeSupported(type));
    if (!mimeType) {
      throw new DOMException("This browser cannot record.", "NotSupportedError");
    }
    Object.assign(this.#canvas, { width: WIDTH, height: HEIGHT });
    this.#paint();
    const stream = this.#canvas.captureStream(RATE);
    (await this.#mixed()).forEach((track) => stream.addTrack(track));
    this.#recorder = new MediaRecorder(stream, { mimeType, videoBitsPerSecond: 1e6 });
    this.#recorder.addEventListener("dataavailable", ({ data }) => {
      this.onPiece(data, performance.now() - this.#begun);
    });
    this.#begun = performance.now();
    this.#recorder.start(PIECE);
    this.#painting = setInterval(() => this.#paint(), 1e3 / RATE);
    return mimeType.split(";")[0];
  }
  async stop() {
    clearInterval(this.#painting);
    const recorder = this.#recorder;
    if (recorder && recorder.state !== "inactive") {
      const stopped = new Promise((resolve) => recorder.addEventListener("stop", resolve));
      recorder.stop();
      await stopped;
    }
    await this.#audio?.close();
  }
  async #mixed() {
    this.#audio = new AudioContext();
    const late = new Promise((resolve) => setTimeout(resolve, AUDIO_LIMIT));
    await Promise.race([this.#audio.resume(), late]);
    if (this.#audio.state !== "running") {
      return [];
    }
    this.mix = this.#audio.createMediaStreamDestination();
    const silence = this.#audio.createConstantSource();
    silence.offset.value = 0;
    silence.connect(this.mix);
    silence.start();
    return this.mix.stream.getAudioTracks();
  }
  #hear() {
    const streams = all("[data-tiles] audio").map(({ srcObject }) => srcObject);
    const tracks = streams.flatMap((stream) => stream?.getAudioTracks() ?? []);
    for (const track of [...tracks, this.ownAudio()]) {
      if (this.mix && track?.readyState === "live" && !this.#heard.has(track)) {
        const source = this.#audio.createMediaStreamSource(new MediaStream([track]));
        source.connect(this.mix);
        this.#heard.set(track, source);
      }
    }
  }
  #paint() {
    this.#hear();
    const context = this.#canvas.getContext("2d");
    context.fillStyle = "#111";
    context.fillRect(0, 0, WIDTH, HEIGHT);
    const tiles = all("[data-tiles] > *");
    const columns = Math.ceil(Math.sqrt(tiles.length));
    const rows = Math.ceil(tiles.length / columns);
    const [width, height] = [WIDTH / columns, HEIGHT / rows];
    tiles.forEach((tile, index) => {
      const [left, top] = [index % columns * width, Math.floor(index / columns) * height];
      paintTile(context, tile, { left, top, width, height });
    });
  }
};
function paintTile(context, tile, { left, top, width, height }) {
  const video = one("video", tile);
  const { videoWidth, videoHeight } = video;
  context.fillStyle = "#fff";
  if (!video.hidden && videoWidth > 0) {
    const scale = Math.min(width / videoWidth, height / videoHeight);
    const [wide, high] = [videoWidth * scale, videoHeight * scale];
    const place = [left + (width - wide) / 2, top + (height - high) / 2];
    context.drawImage(video, ...place, wide, high);
  } else {
    context.font = `600 ${height / 5}px system-ui, sans-serif`;
    context.textAlign = "center";
    context.fillText(one(".initials", tile).textContent, left + width / 2, top + height * 0.57);
  }
  context.font = "24px system-ui, sans-serif";
  context.textAlign = "left";
  context.fillText(tile.dataset.name, left + 16, top + height - 16, width - 32);
}

// practice/recording.js
var Recording = class {
  isOn = false;
  #recorder = null;
  constructor(room) {
    this.room = room;
  }
  enter({ recording, recordings }) {
    this.url = recordings;
    if (recording) {
      this.#tell(true);
    }
  }
  async start({ mode } = {}) {
    const problem = this.#problem(mode);
    if (problem) {
      this.#fail(mode, problem);
      return;
    }
    const recorder = new Recorder({
      ownAudio: () => this.room.media.tracks.audio,
      onPiece: (piece, end) => this.#pass("piece", { piece, end })
    });
    this.#recorder = recorder;
    try {
      const { url, room } = this;
      const started = (/* @__PURE__ */ new Date()).toISOString();
      const about = { url, token, room: room.name, started, initiator: userIdInToken() };
      this.#pass("begin", about);
      await recorder.start();
      room.connection.act("record", { on: true });
    } catch (error) {
      console.warn(error);
      this.#drop();
      this.#fail(mode, "service-unavailable");
    }
  }
  #problem(mode) {
    if (mode !== "file" || !this.room.isModerator) {
      return "unexpected-request";
    }
    if (!this.url) {
      return "service-unavailable";
    }
    return this.isOn || this.#recorder ? "busy" : null;
  }
  stop(mode) {
    if (mode === "file" && this.room.isModerator && this.isOn) {
      this.room.connection.act("record", { on: false });
    }
  }
  changed({ on, by }) {
    if (on && by !== this.room.me.id) {
      this.#drop();
    } else if (!on) {
      this.finish();
    }
    this.#tell(on);
  }
  async finish() {
    const recorder = this.#recorder;
    this.#recorder = null;
    if (recorder) {
      await recorder.stop();
      this.#pass("end");
    }
  }
  leave() {
    this.finish();
    if (this.isOn) {
      this.#tell(false);
    }
  }
  #drop() {
    this.#recorder?.stop();
    if (this.#recorder) {
      this.#pass("drop");
    }
    this.#recorder = null;
  }
  #tell(on) {
    this.isOn = on;
    one("[data-recording]").hidden = !on;
    announce(on ? "This is recorded." : "This is recorded no more.");
    this.room.embedder.emit("recording-status-changed", { on, mode: "file" });
  }
  #fail(mode = "file", error) {
    this.room.embedder.emit("recording-status-changed", { on: this.isOn, mode, error });
  }
  #pass(what, about = {}) {
    this.room.embedder.pass({ what, ...about });
  }
};

// practice/tile.js
var Tile = class {
  constructor(person, { isOwn, onRemove, onSilence }) {
    this.element = one("[data-tile]").content.cloneNode(true).firstElementChild;
    this.isOwn = isOwn;
    this.onSilence = onSilence;
    this.element.classList.toggle("own", isOwn);
    this.element.dataset.id = person.id;
    one(".remove", this.element).addEventListener("click", onRemove);
    this.show(person);
    one("[data-tiles]").append(this.element);
  }
  show({ name, role, audioMuted, videoMuted, handRaised }) {
    const words = name.split(" ");
    const initials = [words[0], words.length > 1 ? words.at(-1) : ""].map((word) => [...word][0]);
    one(".initials", this.element).textContent = initials.join("").toUpperCase();
    this.element.dataset.name = name;
    one(".name", this.element).textContent = this.isOwn ? `${name} (you)` : name;
    one(".role", this.element).hidden = role !== "moderator";
    one("[data-flag=audioMuted]", this.element).hidden = !audioMuted;
    one("[data-flag=handRaised]", this.element).hidden = !handRaised;
    one(".remove", this.element).setAttribute("aria-label", `Remove ${name}`);
    one("video", this.element).hidden = videoMuted;
    one("video", this.element).setAttribute("aria-label", `Picture of ${name}`);
    this.element.classList.toggle("hand", handRaised > 0);
  }
  allowRemoving(isAllowed) {
    one(".remove", this.element).hidden = !isAllowed;
  }
  play(track) {
    const player = one(track.kind, this.element);
    player.srcObject = new MediaStream([track]);
    player.play().catch((error) => {
      if (error.name === "NotAllowedError") {
        this.onSilence();
      }
    });
  }
  remove() {
    if (this.element.contains(document.activeElement)) {
      one(".bar button").focus();
    }
    this.element.remove();
  }
};

// practice/toolbar.js
var NAMES = {
  audio: "microphone",
  video: "camera",
  hand: "raisehand",
  chat: "chat",
  "mute-others": "mute-everyone",
  end: "hangup",
  leave: "hangup"
};
function hideUnwanted(wanted) {
  if (Array.isArray(wanted)) {
    for (const button of all(".bar [data-action]")) {
      button.classList.toggle("unwanted", !wanted.includes(NAMES[button.dataset.action]));
    }
  }
}
function showToModerators(isModerator) {
  for (const part of all("[data-moderator]")) {
    part.hidden = !isModerator;
  }
  one(".bar").classList.toggle("moderator", isModerator);
}

// practice/room.js
var HANGUP_PAUSE = 200;
var Room = class {
  me = null;
  devices = new Devices();
  others = /* @__PURE__ */ new Map();
  constructor() {
    const isMuted = { "is-audio-muted": "audio", "is-video-muted": "video" };
    this.embedder = new Embedder(
      (name, values) => this.command(name, values),
      (name) => isMuted[name] ? this.media.isMuted(isMuted[name]) : void 0
    );
    this.connection = new Connection();
    this.media = new Media(
      (kind) => this.mediaChanged(kind),
      (kind, error) => this.mediaFailed(kind, error)
    );
    this.recording = new Recording(this);
    this.chat = new Chat((text) => this.write(text));
    this.listenToButtons();
    window.addEventListener("pagehide", () => {
      if (this.me) {
        this.connection.leave();
        this.embedder.emit("video-conference-left", { roomName: this.name });
      }
    });
    window.addEventListener("pageshow", ({ persisted }) => {
      if (persisted) {
        location.reload();
      }
    });
  }
  listenToButtons() {
    const actions = {
      audio: () => this.media.toggle("audio"),
      video: () => this.media.toggle("video"),
      hand: () => this.connection.act("hand", { raised: !this.me.handRaised }),
      chat: () => this.chat.toggle(),
      sound: () => turnOnSound(),
      "mute-others": () => this.connection.act("mute", { media: "audio" }),
      end: () => this.askToEnd(),
      leave: () => this.hangUp(),
      rejoin: () => this.join()
    };
    for (const button of all("[data-action]")) {
      button.addEventListener("click", () => actions[button.dataset.action]());
    }
  }
  start() {
    this.embedder.emit("browser-support", { supported: hasWebRtc });
    this.embedder.emit("ready");
    if (!hasWebRtc) {
      return show("unsupported");
    }
    this.embedder.emit("recording-status-changed", { on: false });
    hideUnwanted(hash.get("config.toolbarButtons"));
    if (hash.get("config.prejoinConfig")?.enabled === false) {
      const wish = (option, kind) => hash.get(option) === true ? [] : [kind];
      const audio = wish("config.startWithAudioMuted", "audio");
      this.wanted = [...audio, ...wish("config.startWithVideoMuted", "video")];
      this.join();
    } else {
      this.openDoor();
    }
  }
  async openDoor() {
    const displayName = await new Door().open((name, devices) => {
      this.wanted = Object.keys(devices);
      Object.assign(this.media.devices, devices);
      this.join(name);
    });
    const names = { displayName, formattedDisplayName: `${displayName} (me)` };
    this.embedder.emit("prejoin-screen-loaded", { id: "local", ...names });
  }
  async join(name = nameInToken() ? "" : hash.get("userInfo.displayName")) {
    show("connecting");
    let answer;
    try {
      answer = await this.connection.enter(name);
    } catch (error) {
      this.refuse(error);
      return;
    }
    this.enter(answer);
    this.listen();
    await this.media.turnOn(this.wanted.filter((kind) => this.media.isMuted(kind)));
  }
  refuse(error) {
    const lost = { name: "connection.droppedError", type: "CONNECTION", isFatal: true };
    this.fail(error.error ?? { ...lost, message: error.message });
    one("[data-refusal]").textContent = error.error ? error.message : "The site does not answer.";
    show("refused");
  }
  fail(error) {
    this.embedder.emit("error-occurred", { error });
  }
  enter({ me, others, room, subject, ...about }) {
    this.me = me;
    this.name = room;
    this.ownTile = new Tile(me, { isOwn: true });
    this.chat.allow(me.mayChat);
    showToModerators(this.isModerator);
    show("room");
    announce("You are in the room.");
    this.devices.show(this.media);
    const joined = { breakoutRoom: false, visitor: false, avatarURL: "", email: "" };
    const names = this.namesOf(me);
    this.embedder.emit("video-conference-joined", {
      roomName: room,
      id: me.id,
      ...names,
      ...joined
    });
    this.embedder.emit("participant-role-changed", { id: me.id, role: me.role });
    this.setSubject(subject);
    this.recording.enter(about);
    for (const person of others) {
      this.addPerson(person);
      this.others.get(person.id).peer.call();
    }
    for (const kind of ["audio", "video"]) {
      if (!this.media.isMuted(kind)) {
        this.mediaChanged(kind);
      }
    }
    if (this.isModerator && hash.get("config.subject")) {
      this.connection.act("subject", { subject: hash.get("config.subject") });
    }
  }
  get isModerator() {
    return this.me.role === "moderator";
  }
  namesOf({ id, name }) {
    const formattedDisplayName = id === this.me.id ? `${name} (me)` : name;
    return { displayName: name, formattedDisplayName };
  }
  async listen() {
    try {
      await this.connection.listen((message) => this.onMessage(message));
    } catch (error) {
      this.onConnectionLost(error);
    }
  }
  onMessage({ kind, number, ...message }) {
    const handlers = {
      joined: () => this.onJoined(message),
      left: () => this.onLeft(message.id),
      changed: () => this.change(message),
      signal: () => this.others.get(message.from)?.peer.receive(message.data),
      chat: () => {
        this.chat.receive(message);
        this.embedder.emit("incoming-message", message);
      },
      kicked: () => this.kicked(message),
      mute: () => this.mutedBy(message),
      subject: () => this.setSubject(message.subject),
      recording: () => this.recording.changed(message),
      ended: () => this.ended(message)
    };
    handlers[kind]?.();
  }
  onJoined(person) {
    this.addPerson(person);
    announce(`${person.name} has joined.`);
  }
  addPerson(person) {
    const tile = new Tile(person, {
      isOwn: false,
      onRemove: () => this.askToRemove(person.id),
      onSilence: () => one("[data-action=sound]").hidden = false
    });
    tile.allowRemoving(this.isModerator);
    const peer = new Peer({
      isPolite: this.me.id < person.id,
      tracks: this.media.tracks,
      onTrack: (track) => tile.play(track),
      send: (data) => this.connection.act("signal", { to: person.id, data })
    });
    this.others.set(person.id, { person, tile, peer });
    this.embedder.emit("participant-joined", { id: person.id, ...this.namesOf(person) });
    this.embedder.emit("participant-role-changed", { id: person.id, role: person.role });
  }
  onLeft(id) {
    const other = this.others.get(id);
    if (other) {
      announce(`${other.person.name} has left.`);
      this.removePerson(id);
      this.embedder.emit("participant-left", { id });
    }
  }
  removePerson(id) {
    const { tile, peer } = this.others.get(id);
    this.others.delete(id);
    peer.close();
    tile.remove();
  }
  change(person) {
    const isOwn = person.id === this.me.id;
    const known = isOwn ? { person: this.me, tile: this.ownTile } : this.others.get(person.id);
    if (!known) {
      return;
    }
    const before = { ...known.person };
    Object.assign(known.person, person);
    known.tile.show(person);
    if (isOwn) {
      const label = one("[data-action=hand] [data-label]");
      label.textContent = person.handRaised ? "Lower hand" : "Raise hand";
    }
    this.emitChange(before, person);
  }
  emitChange(before, person) {
    const { id, name, handRaised } = person;
    if (name !== before.name) {
      const { formattedDisplayName } = this.namesOf(person);
      this.embedder.emit("display-name-change", { id, displayname: name, formattedDisplayName });
    }
    if (handRaised !== before.handRaised) {
      this.embedder.emit("raise-hand-updated", { id, handRaised });
      announce(`${name} ${handRaised ? "has raised" : "has lowered"} a hand.`);
    }
  }
  setSubject(subject) {
    const line = one("[data-subject]");
    if (line.textContent !== subject) {
      line.textContent = subject;
      line.hidden = !subject;
      this.embedder.emit("subject-change", { subject });
    }
  }
  mutedBy({ media, by }) {
    this.media.mute(media);
    announce(`${by} has turned off your ${media === "audio" ? "microphone" : "camera"}.`);
  }
  kicked({ kicked, kicker }) {
    const isOwn = kicked.id === this.me.id;
    const people = { kicked: { ...kicked, local: isOwn }, kicker };
    this.embedder.emit("participant-kicked-out", people);
    if (isOwn) {
      this.removeOwn(`${kicker.name} has removed you from the room.`);
    }
  }
  ended({ by }) {
    const error = { name: "conference.destroyed", type: "CONFERENCE", isFatal: false };
    const message = `${by} has ended this for everyone.`;
    this.fail({ ...error, message, params: [message] });
    this.removeOwn(message);
  }
  async removeOwn(message) {
    this.leaveStage(message);
    await ask(message);
    this.embedder.emit("video-ready-to-close");
  }
  onConnectionLost(error) {
    this.wanted = ["audio", "video"].filter((kind) => !this.media.isMuted(kind));
    this.leaveStage();
    one("[data-dialog]").close?.("no");
    if (error.isGone) {
      this.join();
    } else {
      this.refuse(error);
    }
  }
  hangUp() {
    if (!this.me) {
      this.embedder.emit("video-ready-to-close");
      return;
    }
    this.connection.leave();
    one("[data-dialog]").close?.("no");
    const ids = [...this.others.keys()];
    [...ids, ...ids].forEach((id) => this.embedder.emit("participant-left", { id }));
    this.leaveStage();
    setTimeout(() => this.embedder.emit("video-ready-to-close"), HANGUP_PAUSE);
  }
  leaveStage(message = "You have left the room") {
    this.connection.close();
    this.recording.leave();
    one("[data-left]").textContent = message;
    [...this.others.keys()].forEach((id) => this.removePerson(id));
    this.ownTile.remove();
    this.media.stop();
    this.chat.close();
    this.me = null;
    this.embedder.emit("video-conference-left", { roomName: this.name });
    show("left");
  }
  async askToEnd() {
    if (await ask("End this for everyone in the room?", { yes: "End for all", no: "Cancel" })) {
      this.connection.act("end");
    }
  }
  async askToRemove(id) {
    const { name } = this.others.get(id).person;
    if (await ask(`Remove ${name} from the room?`, { yes: "Remove", no: "Cancel" })) {
      this.connection.act("kick", { who: id });
    }
  }
  mediaChanged(kind) {
    const isMuted = this.media.isMuted(kind);
    const track = this.media.tracks[kind];
    if (!this.me) {
      this.media.stop();
      return;
    }
    this.me[`${kind}Muted`] = isMuted;
    this.ownTile.show(this.me);
    if (kind === "video" && track) {
      this.ownTile.play(track);
    }
    this.others.forEach(({ peer }) => peer.use(kind));
    const { audioMuted, videoMuted } = this.me;
    this.connection.act("state", { audioMuted, videoMuted });
    this.devices.show(this.media);
    this.embedder.emit(`${kind}-mute-status-changed`, { muted: isMuted });
  }
  mediaFailed(kind, error) {
    const name = kind === "audio" ? "mic-error" : "camera-error";
    this.embedder.emit(name, { type: error.name, message: error.message });
    if (this.me) {
      this.devices.fail(kind, error);
      this.devices.show(this.media);
    }
  }
  write(message, to = "") {
    this.connection.act("chat", { message, to });
    this.chat.add(`${this.me.name} (you)`, message, false);
    this.embedder.emit("outgoing-message", { message, privateMessage: Boolean(to) });
  }
  command(name, values) {
    if (name === "video-hangup") {
      this.hangUp();
    } else if (this.me) {
      COMMANDS[name]?.(this, values);
    }
  }
};

// practice/index.js
new Room().start();
