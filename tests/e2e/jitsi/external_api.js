// Jitsi's external_api.js, as far as <jitsi-live-room> uses it: the address of the frame, and the
// messages that page and frame send each other.

(() => {
  const EVENTS = {
    "browser-support": "browserSupport",
    "error-occurred": "errorOccurred",
    "participant-joined": "participantJoined",
    "participant-kicked-out": "participantKickedOut",
    "participant-left": "participantLeft",
    "participant-role-changed": "participantRoleChanged",
    "password-required": "passwordRequired",
    "prejoin-screen-loaded": "prejoinScreenLoaded",
    ready: "ready",
    "recording-status-changed": "recordingStatusChanged",
    "video-conference-joined": "videoConferenceJoined",
    "video-conference-left": "videoConferenceLeft",
    "video-ready-to-close": "readyToClose",
  };
  const COMMANDS = {
    endConference: "end-conference",
    hangup: "video-hangup",
    startRecording: "start-recording",
    stopRecording: "stop-recording",
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
      } else if (message.params.type === "event") {
        const { name, ...payload } = message.params.data;
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
