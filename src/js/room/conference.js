/** @import { JitsiMeetExternalAPI } from "../../django_jitsi_live/static/jitsi_live/room.js" */

import { RoomError } from "./error.js";
import { normalizedError } from "./errors.js";
import { withLimit } from "./limits.js";
import { attempt, report } from "./report.js";

// Jitsi's script

const SCRIPT_LIMIT = 20; // seconds

/** By address, and only as long as they load or have loaded. */
const scripts = new Map();

/** A server's external_api.js, loaded once, however many rooms are on the page. What fails, takes too
 * long or is wanted by no room any more is forgotten: the next room loads it anew. */
class ApiScript {
  #waiting = new Set();
  #isLoaded = false;
  #giveUp;

  static of(url, nonce) {
    if (!scripts.has(url)) {
      scripts.set(url, new ApiScript(url, nonce));
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
      () => this.#giveUp(),
    );
  }

  /** Resolves to the class. */
  load(room) {
    this.#waiting.add(room);
    return this.api;
  }

  /** The room does not want it any more. */
  leave(room) {
    this.#waiting.delete(room);
    if (this.#waiting.size === 0 && !this.#isLoaded) {
      this.#giveUp();
    }
  }
}

/** `subject` is what the site's log gets to know, for the doctor to examine. */
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
    // At this moment the global class is that of this server; another one's script may replace it.
    script.onload = () => {
      const { JitsiMeetExternalAPI } = /** @type {any} */ (window);
      JitsiMeetExternalAPI ? resolve(JitsiMeetExternalAPI) : fail();
    };
    document.head.append(script);
  });
}

const FAREWELL_TIMEOUT = 1.5; // seconds for the frame to end it for everyone
const HEADERS_TIMEOUT = 5; // seconds for this page's own headers

/** What Jitsi's frame emits, and the event of the machine that it becomes. */
/** @type {Record<string, (payload: any, api: any) => object>} */
const FRAME_EVENTS = {
  browserSupport: ({ supported }) => ({
    type: supported === false ? "browser-unsupported" : "frame-alive",
  }),
  ready: () => ({ type: "frame-alive" }),
  prejoinScreenLoaded: () => ({ type: "frame-asks", key: null }),
  passwordRequired: () => ({ type: "frame-asks", key: "passwordThere" }),
  videoConferenceJoined: ({ id, displayName, breakoutRoom, visitor }) => ({
    type: "conference-joined",
    id,
    displayName,
    breakoutRoom,
    isViewer: visitor === true,
  }),
  videoConferenceLeft: () => ({ type: "conference-left" }),
  readyToClose: () => ({ type: "hung-up" }),
  participantJoined: () => ({ type: "participants-changed" }),
  participantLeft: ({ id }) => ({ type: "participants-changed", left: id }),
  participantKickedOut: ({ kicked, kicker }) => ({
    type: "kicked",
    id: kicked?.id,
    local: kicked?.local,
    kicker: kicker?.id,
  }),
  audioMuteStatusChanged: ({ muted }) => ({ type: "mute-changed", kind: "audio", muted }),
  videoMuteStatusChanged: ({ muted }) => ({ type: "mute-changed", kind: "video", muted }),
  recordingStatusChanged: ({ mode, on, error }) => ({ type: "recording-changed", mode, on, error }),
  participantRoleChanged: ({ id, role }) => ({ type: "role-changed", id, role }),
  moderationStatusChanged: ({ mediaType, enabled }) => ({
    type: "moderation-changed",
    media: mediaType,
    enabled: enabled === true,
  }),
  moderationParticipantApproved: ({ id, mediaType }) => approval(id, mediaType, true),
  moderationParticipantRejected: ({ id, mediaType }) => approval(id, mediaType, false),
  raiseHandUpdated: ({ id, handRaised }, api) => ({
    type: "hand-changed",
    id,
    raised: Number(handRaised) || 0,
    name: attempt(() => api.getDisplayName?.(id)) ?? "",
  }),
  errorOccurred: ({ error }) => ({ type: "conference-error", error: normalizedError(error) }),
};

function approval(id, media, isApproved) {
  return { type: "approval-changed", id, media, isApproved };
}

/** Jitsi's frame in the room, and nothing where there is none. */
export class Conference {
  /** @type {JitsiMeetExternalAPI | null} */
  api = null;

  #script = null;

  /** Resolves to the class of the server's script. */
  load(grant, nonce) {
    this.#script = ApiScript.of(grant.script_url, nonce);
    return this.#script.load(this);
  }

  /** Put the frame into `parentNode`; `onEvent` gets what it emits. */
  open(Api, grant, { parentNode, displayName }) {
    try {
      this.api = new Api(grant.domain, frameOptions(grant, parentNode, displayName));
    } catch (error) {
      report(error);
      throw unreachable("script", error?.message ?? "");
    }
  }

  listen(onEvent) {
    const { api } = this;
    for (const [name, toEvent] of Object.entries(FRAME_EVENTS)) {
      api.addListener(name, (payload) => onEvent(toEvent(Object(payload), api)));
    }
  }

  /** Notices about what the page keeps from the frame, as `{ key, values }`. */
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

  /** For the people who are in the conference without this page. */
  async end() {
    const left = new Promise((resolve) => this.api.addListener("videoConferenceLeft", resolve));
    const timeout = new Promise((resolve) => {
      setTimeout(resolve, FAREWELL_TIMEOUT * 1000);
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
    configOverwrite: grant.config,
  };
}

/** The devices that the frame may not use: what the page does not hand on, or does not have. */
function blockedDevices(frame) {
  const policy = policyOf(frame);
  return policy ? ["camera", "microphone"].filter((name) => !policy.allowsFeature(name)) : [];
}

/** Chromium alone has it.
 *
 * @param {any} of
 */
function policyOf(of) {
  return of.permissionsPolicy ?? of.featurePolicy;
}

/** Whether the page around this one keeps the devices from it, and not this page's own headers. */
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
  const { ancestorOrigins } = location; // not in Firefox
  return ancestorOrigins?.[0] ?? (document.referrer && new URL(document.referrer).origin);
}
