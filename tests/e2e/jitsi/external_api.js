// Jitsi's external_api.js, as far as <jitsi-live-room> uses it: the address of the frame, and the
// messages that page and frame send each other.

(() => {
  const EVENTS = {
    "audio-mute-status-changed": "audioMuteStatusChanged",
    "browser-support": "browserSupport",
    "error-occurred": "errorOccurred",
    "moderation-participant-approved": "moderationParticipantApproved",
    "moderation-participant-rejected": "moderationParticipantRejected",
    "moderation-status-changed": "moderationStatusChanged",
    "participant-joined": "participantJoined",
    "participant-kicked-out": "participantKickedOut",
    "participant-left": "participantLeft",
    "participant-role-changed": "participantRoleChanged",
    "password-required": "passwordRequired",
    "prejoin-screen-loaded": "prejoinScreenLoaded",
    "raise-hand-updated": "raiseHandUpdated",
    ready: "ready",
    "recording-status-changed": "recordingStatusChanged",
    "video-conference-joined": "videoConferenceJoined",
    "video-conference-left": "videoConferenceLeft",
    "video-mute-status-changed": "videoMuteStatusChanged",
    "video-ready-to-close": "readyToClose",
  };
  const COMMANDS = {
    approveVideo: "approve-video",
    askToUnmute: "ask-to-unmute",
    endConference: "end-conference",
    hangup: "video-hangup",
    muteEveryone: "mute-everyone",
    muteRemoteParticipant: "mute-remote-participant",
    overwriteConfig: "overwrite-config",
    rejectParticipant: "reject-participant",
    startRecording: "start-recording",
    stopRecording: "stop-recording",
    toggleAudio: "toggle-audio",
    toggleModeration: "toggle-moderation",
    toggleRaiseHand: "toggle-raise-hand",
    toggleVideo: "toggle-video",
  };
  const ALLOW = "autoplay; camera; clipboard-write; display-capture; fullscreen; microphone";

  // As with Jitsi, rooms are beside the script.
  const ROOMS = new URL(".", document.currentScript.src);

  let instances = 0;

  class JitsiMeetExternalAPI {
    #listeners = new Map();
    #id = instances++;
    #myself = Math.random();
    #waiting = [];
    #requests = new Map();
    #requestId = 0;
    #isVisitor;
    #names = new Map();
    #isHeard = false;
    #knocking;

    constructor(_domain, { parentNode = document.body, width, height, ...options }) {
      this.frame = document.createElement("iframe");
      this.frame.name = this.frame.id = `jitsiConferenceFrame${this.#id}`;
      this.frame.allow = ALLOW;
      this.frame.style.width = width;
      this.frame.style.height = height;
      this.frame.style.border = "0";
      this.frame.src = this.#address(options);
      window.addEventListener("message", this.#onMessage);
      parentNode.append(this.frame);
      this.#knocking = setInterval(() => this.#say("__ready__", this.#myself), 50);
    }

    #address({ roomName, jwt, lang, configOverwrite = {}, userInfo = {} }) {
      const query = new URLSearchParams(Object.entries({ jwt, lang }).filter(([, value]) => value));
      const hash = [`jitsi_meet_external_api_id=${this.#id}`];
      const add = (name, value) =>
        hash.push(`${name}=${encodeURIComponent(JSON.stringify(value))}`);
      if (jwt) {
        add("jwt", jwt);
      }
      Object.entries(configOverwrite).forEach(([key, value]) => add(`config.${key}`, value));
      Object.entries(userInfo).forEach(([key, value]) => add(`userInfo.${key}`, value));
      return `${ROOMS}${roomName}?${query}#${hash.join("&")}`;
    }

    get #scope() {
      return `jitsi_meet_external_api_${this.#id}`;
    }

    #say(method, params) {
      const message = { postis: true, scope: this.#scope, method, params };
      this.frame.contentWindow?.postMessage(JSON.stringify(message), "*");
    }

    #send(params) {
      if (this.#isHeard) {
        this.#say("message", params);
      } else {
        this.#waiting.push(params);
      }
    }

    #onMessage = ({ origin, data }) => {
      const message = origin === ROOMS.origin && JSON.parse(data);
      if (!message || message.scope !== this.#scope) {
        return;
      }
      if (message.method === "__ready__") {
        this.#shakeHands(message.params);
      } else if (message.params.type === "response") {
        const { id, result, error } = message.params;
        const [resolve, reject] = this.#requests.get(id);
        result === undefined ? reject(error) : resolve(result);
      } else if (message.params.type === "event") {
        const { name, ...payload } = message.params.data;
        if (name === "video-conference-joined") {
          this.#isVisitor = payload.visitor;
        } else if (name === "participant-joined") {
          this.#names.set(payload.id, payload.displayName);
        }
        (this.#listeners.get(EVENTS[name]) ?? []).forEach((listener) => listener(payload));
      }
    };

    #shakeHands(id) {
      if (id !== this.#myself) {
        this.#say("__ready__", id);
        return;
      }
      clearInterval(this.#knocking);
      this.#isHeard = true;
      this.#waiting.splice(0).forEach((params) => this.#say("message", params));
    }

    addListener(name, listener) {
      this.#listeners.set(name, [...(this.#listeners.get(name) ?? []), listener]);
    }

    executeCommand(name, ...data) {
      this.#send({ type: "event", data: { name: COMMANDS[name], data } });
    }

    #request(name, about = {}) {
      return new Promise((resolve, reject) => {
        const id = ++this.#requestId;
        this.#requests.set(id, [resolve, reject]);
        this.#send({ type: "request", id, data: { name, ...about } });
      });
    }

    isModerationOn(mediaType) {
      return this.#request("is-moderation-on", { mediaType });
    }

    isParticipantForceMuted(participantId, mediaType) {
      return this.#request("is-participant-force-muted", { participantId, mediaType });
    }

    isAudioMuted() {
      return this.#request("is-audio-muted");
    }

    isVideoMuted() {
      return this.#request("is-video-muted");
    }

    getDisplayName(participantId) {
      return this.#names.get(participantId);
    }

    isVisitor() {
      return this.#isVisitor;
    }

    getIFrame() {
      return this.frame;
    }

    dispose() {
      clearInterval(this.#knocking);
      window.removeEventListener("message", this.#onMessage);
      this.#listeners.clear();
      this.frame.remove();
    }
  }

  window.JitsiMeetExternalAPI = JitsiMeetExternalAPI;
})();
