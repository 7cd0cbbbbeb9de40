/** Types of client.js: the REST API of django-jitsi-live. */

/** A code of the HTTP API, or of Django REST framework; `network` where there was no answer, and
 * `unexpected` where the answer was not the API's. */
export type LiveErrorCode =
  | "not_authenticated"
  | "not_host"
  | "not_registered"
  | "not_live"
  | "not_open"
  | "not_removable"
  | "full"
  | "not_recordable"
  | "removed"
  | "not_found"
  | "server_misconfigured"
  | "busy"
  | "permission_denied"
  | "too_large"
  | "throttled"
  | "network"
  | "unexpected"
  | (string & {});

export class LiveError extends Error {
  constructor(
    code: LiveErrorCode,
    options?: {
      status?: number;
      detail?: string;
      message?: string;
      retryAfter?: number;
      watchUrl?: string;
      cause?: unknown;
    },
  );
  readonly name: "LiveError";
  readonly code: LiveErrorCode;
  /** The HTTP status; 0 where there was no answer. */
  readonly status: number;
  /** What the site said; empty where it said nothing. */
  readonly detail: string;
  /** Seconds after which the site wants to be asked again, where it said so. */
  readonly retryAfter: number | undefined;
  /** Where to watch a stream while the room is `full`; empty for nowhere. */
  readonly watchUrl: string | undefined;
}

export type LiveRole = "host" | "speaker" | "attendee";
/** The state of the session itself. The audience is told `scheduled` while it is `backstage`. */
export type LiveSessionState = "scheduled" | "backstage" | "live" | "ended";
export type EventId = string | number | bigint;

/** All that a page needs to put one person into one room. Hand it to nobody else. */
export interface JoinGrant {
  room_name: string;
  /** False in the backstage. */
  is_active: boolean;
  state: "backstage" | "live";
  role: LiveRole;
  domain: string;
  script_url: string;
  /** What the IFrame API takes as `roomName`. */
  room: string;
  /** A plain link to the room, as secret as the token. */
  url: string;
  jwt: string | null;
  /** ISO 8601. */
  expires_at: string | null;
  display_name: string;
  /** Jitsi's `configOverwrite`. */
  config: Record<string, unknown>;
  lang: string;
}

export interface LiveStatus {
  is_active: boolean;
  state: LiveSessionState;
  /** For hosts, speakers and attendees of a live event only, and for the team in the backstage. */
  room_name: string | null;
  /** ISO 8601. */
  started_at: string | null;
  /** Seconds until it is worth asking again. */
  poll_after: number;
  /** How many people are in the room; null for those who may not join. */
  present: number | null;
  /** Seconds, 0 or more, over which clients that waited spread their joins. */
  join_spread: number;
  /** The scheduled start, ISO 8601; for members only. */
  starts_at: string | null;
  /** When the site ends the session by itself, ISO 8601; for members only. It may be moved on. */
  closes_at: string | null;
}

export interface ExtendedSession {
  /** ISO 8601. */
  closes_at: string | null;
  /** Whether it may be extended once more. */
  can_extend: boolean;
}

export interface RecordedStay {
  is_active: boolean;
  /** `backstage`: one is in it, so that this is no end. */
  state?: LiveSessionState;
  /** What to name it by when it is `seen` and when it is `left`; for `joined` only. */
  stay?: string;
  /** Seconds until it has to be `seen`. */
  heartbeat?: number;
  /** The session goes on in another room: join again. */
  moved?: true;
}

/** What puts people out at once: the video server, or only their own page within a heartbeat. */
export type RemovalBy = "server" | "page";

export interface LiveRecording {
  id: string;
  kind: "video" | "transcript" | "chat";
  /** Others than hosts get those that are here. */
  state: "announced" | "arriving" | "here" | "lost" | "deleted";
  title: string;
  /** Null where the file does not tell. */
  seconds: number | null;
  /** In bytes. */
  size: number | null;
  /** Empty unless the file is here. For people who are logged in on the site. */
  url: string;
  /** WebVTT; empty for none. */
  captions_url: string;
  content_type: string;
  started_at: string | null;
  poster_url: string;
  /** This and what follows is for hosts. */
  visibility?: "team" | "registered" | "everybody";
  expires_at?: string | null;
  /** Why it has not come; empty for nothing. */
  problem?: string;
  /** In bytes. */
  received?: number;
  can_restore?: boolean;
}

export interface LivePerson {
  /** What to remove and readmit the person by. */
  participant: string;
  display_name: string;
  /** Empty for guests, and for people who are removed. */
  role: LiveRole | "";
  /** False for people who have just left, and for those who are removed. */
  is_present: boolean;
  is_removed: boolean;
  can_be_removed: boolean;
  /** By which Jitsi knows the person's devices. */
  endpoints: string[];
}

export interface LivePeople {
  people: LivePerson[];
  removal: RemovalBy;
  /** Aliases of servers that the session can be moved to. */
  servers: string[];
  /** Who asks to be let in, the first one first. */
  asking: AskingPerson[];
}

export interface AskingPerson {
  participant: string;
  display_name: string;
  /** ISO 8601. */
  asked_at: string;
}

/** How a request to be let in stands. */
export type RequestState = "waiting" | "admitted" | "declined";

export interface AnsweredRequest {
  participant: string;
  display_name: string;
  /** What the first host has answered. */
  asked: RequestState;
}

export interface RemovedPerson {
  participant: string;
  display_name: string;
  is_removed: boolean;
  /** `pending`: the video server has not confirmed it yet. */
  removal: RemovalBy | "pending";
}

export interface EndedSession {
  is_active: false;
  /** ISO 8601; null where the event was never live. */
  ended_at: string | null;
  /** `scheduled` after a rehearsal, or a backstage that was closed. */
  state: "scheduled" | "ended";
  /** Until when it may be taken back, ISO 8601; null where it may not. */
  reopen_until: string | null;
  /** Whether the video server has closed the room; `page`: it has no call for that. */
  server_end: "done" | "pending" | "page";
}

export interface RequestOptions {
  signal?: AbortSignal | undefined;
}

export interface StayOptions extends RequestOptions {
  /** Seconds for which one was in the room while reports of it had no answer. */
  unheard?: number | undefined;
  /** The `id` of Jitsi's event `videoConferenceJoined`; for `joined`. */
  endpoint?: string | undefined;
  /** The `visitor` of the same event; for `joined`. */
  viewer?: boolean | undefined;
}

export interface MoveOptions extends RequestOptions {
  /** Alias of another server; the same one without it. */
  server?: string | undefined;
}

export interface StatusOptions extends RequestOptions {
  /** Send neither token nor cookies. */
  anonymous?: boolean | undefined;
}

type Awaitable<Value> = Value | PromiseLike<Value>;

/** Gives the bearer token; asked before each request, and once more with the one that the site has
 * refused. Nothing means that nobody is logged in. */
export type TokenSource = (asked: {
  refused: string | null;
}) => Awaitable<string | null | undefined>;

export interface LiveClientOptions {
  /** Where `django_jitsi_live.urls` is mounted; `/live/` by default. */
  baseUrl?: string | URL | undefined;
  token?: string | TokenSource | null | undefined;
  /** Name of the cookie with the CSRF token; `csrftoken` by default. */
  csrfCookie?: string | undefined;
  /** The CSRF token, where scripts cannot read it from the cookie. */
  csrfToken?: string | (() => Awaitable<string | null | undefined>) | undefined;
  /** `omit` with a token, else `same-origin` by default. */
  credentials?: RequestCredentials | undefined;
  fetch?: typeof globalThis.fetch | undefined;
}

export type LiveStage = "open" | "moderated";
export type TurnState = "raised" | "invited" | "speaking";

export interface LiveTurn {
  participant: string;
  display_name: string;
  state: TurnState;
  /** Whether the person is invited to show a picture as well. */
  camera: boolean;
  /** ISO 8601. */
  raised_at: string;
  /** What Jitsi calls the person's browsers in the room. */
  endpoints: string[];
}

export interface TurnOptions extends RequestOptions {
  participant?: string | undefined;
  camera?: boolean | undefined;
}

export interface LiveClient {
  startLiveSession(id: EventId, options?: RequestOptions): Promise<JoinGrant>;
  /** Opens the room for hosts and speakers, and lets one in; or into the open one. */
  openBackstage(id: EventId, options?: RequestOptions): Promise<JoinGrant>;
  joinLiveSession(id: EventId, options?: RequestOptions): Promise<JoinGrant>;
  /** Has it end later by itself. */
  extendLiveSession(id: EventId, options?: RequestOptions): Promise<ExtendedSession>;
  /** Takes an end back, for a minute after it: the same run goes on. */
  reopenLiveSession(id: EventId, options?: RequestOptions): Promise<JoinGrant>;
  endLiveSession(id: EventId, options?: RequestOptions): Promise<EndedSession>;
  /** Goes on in a new room, into which pages take along all but those who were removed. */
  moveLiveSession(id: EventId, options?: MoveOptions): Promise<JoinGrant>;
  /** Who is in the room, and who is removed; for hosts. */
  /** What the caller may watch afterwards; hosts also get what is on its way, and what was lost. */
  getRecordings(id: EventId, options?: RequestOptions): Promise<LiveRecording[]>;
  getPeople(id: EventId, options?: RequestOptions): Promise<LivePeople>;
  /** Puts the person out of the event, and lets no device of theirs in any more. */
  removeParticipant(
    id: EventId,
    participant: string,
    options?: RequestOptions,
  ): Promise<RemovedPerson>;
  readmitParticipant(
    id: EventId,
    participant: string,
    options?: RequestOptions,
  ): Promise<RemovedPerson>;
  /** For users who are not registered. */
  askToJoin(id: EventId, options?: RequestOptions): Promise<{ asked: RequestState }>;
  answerRequest(
    id: EventId,
    participant: string,
    answer: "admit" | "decline",
    options?: RequestOptions,
  ): Promise<AnsweredRequest>;
  /** Has everybody speak, or only the team and whom a host invites; for hosts. */
  setStage(id: EventId, stage: LiveStage, options?: RequestOptions): Promise<{ stage: LiveStage }>;
  /** One's own hand and invitation. */
  setHand(
    id: EventId,
    hand: "raise" | "lower" | "accept" | "decline",
    options?: RequestOptions,
  ): Promise<{ turn: TurnState | null }>;
  /** Somebody's turn to speak, for hosts; `lower` without `participant` lowers all hands. */
  setTurn(
    id: EventId,
    turn: "invite" | "thank" | "lower",
    options?: TurnOptions,
  ): Promise<{ turns: LiveTurn[] }>;
  checkLiveStatus(id: EventId, options?: StatusOptions): Promise<LiveStatus>;
  /** What Jitsi made of oneself: the role in its event `participantRoleChanged`. */
  reportRole(id: EventId, role: string, options?: RequestOptions): Promise<{ is_active: boolean }>;
  /** That Jitsi did not let one in: `name` and `message` of the error in `errorOccurred`. */
  reportRefusal(
    id: EventId,
    refusal: string,
    message?: string,
    options?: RequestOptions,
  ): Promise<{ is_active: boolean }>;
  /** Record that one has joined the room, is there, or has left it. */
  recordStay(
    id: EventId,
    action: "joined" | "seen" | "left",
    stay?: string | null,
    options?: StayOptions,
  ): Promise<RecordedStay>;
  /** Call back at first and at each change, until the signal is aborted. Asks anonymously by
   * default. Rejects where asking again is of no use, such as for an event that does not exist. */
  watchLiveStatus(
    id: EventId,
    callback: (status: LiveStatus) => unknown,
    options?: StatusOptions,
  ): Promise<void>;
}

export function createLiveClient(options?: LiveClientOptions): Readonly<LiveClient>;

/** Make the functions below use these options, and none that were given before. */
export function configureLiveClient(options: LiveClientOptions): void;

export const startLiveSession: LiveClient["startLiveSession"];
export const joinLiveSession: LiveClient["joinLiveSession"];
export const openBackstage: LiveClient["openBackstage"];
export const extendLiveSession: LiveClient["extendLiveSession"];
export const reopenLiveSession: LiveClient["reopenLiveSession"];
export const endLiveSession: LiveClient["endLiveSession"];
export const moveLiveSession: LiveClient["moveLiveSession"];
export const getRecordings: LiveClient["getRecordings"];
export const getPeople: LiveClient["getPeople"];
export const removeParticipant: LiveClient["removeParticipant"];
export const readmitParticipant: LiveClient["readmitParticipant"];
export const askToJoin: LiveClient["askToJoin"];
export const answerRequest: LiveClient["answerRequest"];
export const setStage: LiveClient["setStage"];
export const setHand: LiveClient["setHand"];
export const setTurn: LiveClient["setTurn"];
export const checkLiveStatus: LiveClient["checkLiveStatus"];
export const reportRole: LiveClient["reportRole"];
export const reportRefusal: LiveClient["reportRefusal"];
export const recordStay: LiveClient["recordStay"];
export const watchLiveStatus: LiveClient["watchLiveStatus"];
