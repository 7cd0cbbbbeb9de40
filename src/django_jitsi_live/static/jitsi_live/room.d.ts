/** Types of room.js: the element <jitsi-live-room>. For React there is room-react.d.ts, too. */

import type { LiveClient, LiveRole, LiveSessionState } from "./client.js";

export type LiveRoomState =
  | "checking"
  | "closed"
  | "waiting"
  | "backstage"
  | "live"
  | "joining"
  | "lobby"
  | "joined"
  | "left"
  | "ended"
  | "unregistered"
  | "logged-out"
  | "offline"
  | "unreachable"
  | "refused"
  | "removed";

export type LeftReason =
  | "hangup"
  | "left"
  | "kicked"
  | "ended"
  | "moved"
  | "removed"
  | "lost"
  | "refused";

/** An instance of Jitsi's IFrame API, which the Jitsi server brings. */
export interface JitsiMeetExternalAPI {
  addListener(event: string, listener: (payload: any) => void): unknown;
  executeCommand(command: string, ...args: unknown[]): unknown;
  dispose(): void;
  [method: string]: (...args: any[]) => any;
}

/** What the element asks of the site; a client of client.js, or another object that does this. */
export type LiveRoomClient = Pick<
  LiveClient,
  "startLiveSession" | "joinLiveSession" | "endLiveSession" | "checkLiveStatus"
> &
  Partial<
    Pick<
      LiveClient,
      | "reportRole"
      | "reportRefusal"
      | "recordStay"
      | "openBackstage"
      | "extendLiveSession"
      | "reopenLiveSession"
      | "moveLiveSession"
      | "getRecordings"
      | "getPeople"
      | "removeParticipant"
      | "readmitParticipant"
      | "answerRequest"
      | "setStage"
      | "setHand"
      | "setTurn"
    >
  >;

export interface LiveRoomAttributes {
  "event-id"?: string | number | undefined;
  "base-url"?: string | undefined;
  "room-url"?: string | undefined;
  "status-url"?: string | undefined;
  /** Empty: no server push. */
  "stream-url"?: string | undefined;
  "participant-role"?: LiveRole | undefined;
  /** ISO 8601. */
  "starts-at"?: string | undefined;
  "display-name"?: string | undefined;
  "register-url"?: string | undefined;
  "login-url"?: string | undefined;
  "event-url"?: string | undefined;
  /** Of the report, for hosts. */
  "report-url"?: string | undefined;
  /** Of the personal links, for hosts. */
  "links-url"?: string | undefined;
  /** Where a guest leaves the event to somebody else. */
  "leave-url"?: string | undefined;
  /** Of the list of recordings. */
  "recordings-url"?: string | undefined;
  /** Of the page of recordings, for hosts. */
  "replay-url"?: string | undefined;
  theme?: "light" | "dark" | undefined;
  "auto-join"?: "off" | undefined;
  /** Whether people who are let in without a click have microphone and camera off. */
  "enters-muted"?: "true" | "false" | undefined;
}

/** The element's words in English, by key. */
export const TEXTS: Readonly<Record<string, string>>;

export class JitsiLiveRoom extends HTMLElement {
  /** Register the element; `room.js` has done so for `jitsi-live-room`. */
  static define(tag?: string, registry?: CustomElementRegistry): void;
  readonly state: LiveRoomState | null;
  readonly reason: string | null;
  readonly participantRole: LiveRole | null;
  /** Whether the session is on; null where that is not known. */
  readonly isLive: boolean | null;
  /** The IFrame API in the room, else null. */
  readonly api: JitsiMeetExternalAPI | null;
  get eventId(): string | null;
  set eventId(value: string | number);
  client: LiveRoomClient | null;
  /** Words other than the element's own, by key. */
  get texts(): Record<string, string>;
  set texts(value: Record<string, string>);
  /** These reject with an error that has a `code`. */
  start(): Promise<void>;
  backstage(): Promise<void>;
  join(): Promise<void>;
  leave(): Promise<void>;
  extend(): Promise<void>;
  end(): Promise<void>;
  reopen(): Promise<void>;
  /** By the participant id of the list of people, or of the report. */
  removeParticipant(participant: string): Promise<void>;
  readmitParticipant(participant: string): Promise<void>;
  /** Asks the hosts to let this person in, who is not registered. */
  askToJoin(): Promise<void>;
  /** Who has asked, by the participant id of the list of people. */
  admitParticipant(participant: string): Promise<void>;
  declineParticipant(participant: string): Promise<void>;
  /** Everybody, to a new room; on that server, by its alias. */
  move(server?: string): Promise<void>;

  addEventListener<Name extends keyof LiveRoomEventMap>(
    type: Name,
    listener: (this: JitsiLiveRoom, event: LiveRoomEventMap[Name]) => unknown,
    options?: boolean | AddEventListenerOptions,
  ): void;
  addEventListener<Name extends keyof HTMLElementEventMap>(
    type: Name,
    listener: (this: JitsiLiveRoom, event: HTMLElementEventMap[Name]) => unknown,
    options?: boolean | AddEventListenerOptions,
  ): void;
  addEventListener(
    type: string,
    listener: EventListenerOrEventListenerObject,
    options?: boolean | AddEventListenerOptions,
  ): void;
}

interface AboutEvent {
  eventId: string;
  role: LiveRole | null;
}

export interface StateDetail extends AboutEvent {
  state: LiveRoomState;
  previous: LiveRoomState | null;
  reason: string | null;
  /** Whether the session is on; null where that is not known. */
  isLive: boolean | null;
  /** As this person may know it; null where it is not known. */
  sessionState: LiveSessionState | null;
}

export interface JoinedDetail extends AboutEvent {
  participantId: string;
  displayName: string;
}

export interface LeftDetail extends AboutEvent {
  reason: LeftReason;
}

export interface EndedDetail extends AboutEvent {
  by: "self" | "other";
}

export interface ErrorDetail extends AboutEvent {
  code: string;
  message: string;
  source: "site" | "server";
  fatal: boolean;
}

/** In the room: on joining, and whenever something of it has changed. */
export interface StageDetail extends AboutEvent {
  /** Whether everybody may speak, or only the team and whom a host invites. */
  stage: "open" | "moderated";
  isOnStage: boolean;
  /** One's own turn to speak, as the site knows it. */
  turn: "raised" | "invited" | "speaking" | null;
}

export interface LiveRoomEventMap {
  "jitsi-live:state": CustomEvent<StateDetail>;
  "jitsi-live:joined": CustomEvent<JoinedDetail>;
  "jitsi-live:left": CustomEvent<LeftDetail>;
  "jitsi-live:ended": CustomEvent<EndedDetail>;
  "jitsi-live:error": CustomEvent<ErrorDetail>;
  "jitsi-live:stage": CustomEvent<StageDetail>;
}

declare global {
  interface HTMLElementTagNameMap {
    "jitsi-live-room": JitsiLiveRoom;
  }
  // They bubble, so that the page around may listen as well.
  interface DocumentEventMap extends LiveRoomEventMap {}
}
