/** @import { JitsiMeetExternalAPI } from "../../django_jitsi_live/static/jitsi_live/room.js" */

import { RoomError } from "./error.js";
import { report } from "./report.js";

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
    script.onload = () => {
      const { JitsiMeetExternalAPI } = /** @type {any} */ (window);
      JitsiMeetExternalAPI ? resolve(JitsiMeetExternalAPI) : fail();
    };
    document.head.append(script);
  });
}

const FAREWELL_TIMEOUT = 1.5; // seconds for the frame to end it for everyone

/** What Jitsi's frame emits, and the event of the machine that it becomes. */
/** @type {Record<string, (payload: any) => object>} */
const FRAME_EVENTS = {
  browserSupport: ({ supported }) => ({
    type: supported === false ? "browser-unsupported" : "frame-alive",
  }),
  ready: () => ({ type: "frame-alive" }),
  prejoinScreenLoaded: () => ({ type: "frame-alive" }),
  passwordRequired: () => ({ type: "frame-asks", key: "passwordThere" }),
  videoConferenceJoined: ({ id, displayName, breakoutRoom }) => ({
    type: "conference-joined",
    id,
    displayName,
    breakoutRoom,
  }),
  videoConferenceLeft: () => ({ type: "conference-left" }),
  readyToClose: () => ({ type: "hung-up" }),
  participantJoined: () => ({ type: "participants-changed" }),
  participantLeft: () => ({ type: "participants-changed" }),
  participantKickedOut: ({ kicked }) => ({ type: "kicked", id: kicked?.id, local: kicked?.local }),
  participantRoleChanged: ({ id, role }) => ({ type: "role-changed", id, role }),
  errorOccurred: ({ error = {} }) => ({ type: "conference-error", error }),
};

/** Jitsi's frame in the room, and nothing where there is none. */
export class Conference {
  /** @type {JitsiMeetExternalAPI | null} */
  api = null;

  /** Resolves to the class of the server's script. */
  load(grant, nonce) {
    return loadApi(grant.script_url, nonce);
  }

  /** Put the frame into `parentNode`; `onEvent` gets what it emits. */
  open(Api, grant, { parentNode, displayName }) {
    try {
      this.api = new Api(grant.domain, frameOptions(grant, parentNode, displayName));
    } catch (error) {
      report(error);
      throw new RoomError("unreachable", error?.message ?? "");
    }
  }

  listen(onEvent) {
    for (const [name, toEvent] of Object.entries(FRAME_EVENTS)) {
      this.api.addListener(name, (payload = {}) => onEvent(toEvent(payload)));
    }
  }

  /** Notices about what the page keeps from the frame, as `{ key, values }`. */
  problems() {
    const frame = this.api.getIFrame();
    if (!window.isSecureContext) {
      return [{ key: "insecure" }];
    }
    if (blockedDevices(frame).length > 0) {
      return [{ key: "blockedDevices", values: { origin: new URL(frame.src).origin } }];
    }
    return [];
  }

  /** For the people who are in the conference without this page. */
  async end() {
    const left = new Promise((resolve) => this.api.addListener("videoConferenceLeft", resolve));
    const timeout = new Promise((resolve) => {
      setTimeout(resolve, FAREWELL_TIMEOUT * 1000);
    });
    this.api.executeCommand("endConference");
    await Promise.race([left, timeout]);
  }

  close() {
    this.api?.dispose();
    this.api = null;
  }
}

function frameOptions(grant, parentNode, displayName) {
  return {
    roomName: grant.room,
    parentNode,
    width: "100%",
    height: "100%",
    jwt: grant.jwt ?? undefined,
    lang: grant.lang,
    userInfo: { displayName: displayName ?? grant.display_name },
    // After a click on "join", no second one, and no app on a phone.
    configOverwrite: {
      prejoinConfig: { enabled: false },
      disableDeepLinking: true,
      ...grant.config,
    },
  };
}

/** The devices that the frame may not use: what the page's Permissions-Policy does not hand on. */
function blockedDevices(frame) {
  const policy = frame.permissionsPolicy ?? frame.featurePolicy; // Chromium alone tells
  return policy ? ["camera", "microphone"].filter((name) => !policy.allowsFeature(name)) : [];
}
