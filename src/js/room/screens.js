// What each state shows, as data.

/** By state; for hosts and speakers also by `state role`, over that of the state. `text` and `heading`
 * are keys of TEXTS. The button to end it stands in each state in which a host may, and in no list
 * here. */
export const SCREENS = {
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
  "waiting speaker": { text: "waitingSpeakerText" },
  live: { icon: "live", tone: "live", heading: "liveTitle", text: "liveText", actions: ["join"] },
  "live host": { text: "liveHostText" },
  "live speaker": { text: "liveSpeakerText" },
  joining: { icon: "wait", heading: "joiningTitle", text: "joiningText", actions: ["cancel"] },
  lobby: { icon: "door", heading: "joiningTitle", text: "lobbyText" },
  joined: { heading: "label", text: "joinedText" },
  left: { icon: "door", heading: "leftTitle", text: "leftText", actions: ["joinAgain", "back"] },
  ended: {
    icon: "done",
    tone: "good",
    heading: "endedTitle",
    text: "endedText",
    actions: ["back"],
  },
  "ended host": { text: "endedHostText", actions: ["goLiveAgain", "back"] },
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
  "unreachable host": { text: "unreachableHostText" },
  refused: {
    icon: "stop",
    tone: "bad",
    heading: "refusedTitle",
    text: "refusedOther",
    actions: ["retry", "back"],
  },
};

/** By `state reason`, over the screen of the state; for hosts by `state reason host` as well. */
export const REASONS = {
  "live soon": { text: "soonText" },
  "left closed": { text: "roomClosedText" },
  "left closed host": { text: "roomClosedHostText" },
  "unreachable misconfigured": { heading: "misconfiguredTitle", text: "serverSays" },
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
    actions: ["openRoom", "back"],
  },
};

/** What a button calls, or which address a link leads to. */
export const ACTIONS = {
  goLive: { method: "start" },
  goLiveAgain: { method: "start" },
  join: { method: "join" },
  joinAgain: { method: "join" },
  logInAgain: { link: "login", kind: "quiet" },
  cancel: { method: "leave", kind: "quiet" },
  leave: { method: "leave", kind: "quiet" },
  end: { method: "end", kind: "danger", hint: "endHint" },
  retry: { method: "retry" },
  back: { link: "event", kind: "quiet" },
  register: { link: "register" },
  logIn: { link: "login" },
  openRoom: { link: "room" },
};
