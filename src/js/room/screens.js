// What each state shows, as data.

/** By state; for hosts and speakers also by `state role`, over that of the state. `text` and `heading`
 * are keys of TEXTS. The buttons to end it stand in each state in which a host may, and in no list
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
    actions: ["reopen", "goLive", "openBackstage"],
  },
  "waiting speaker": { text: "waitingSpeakerText", actions: ["openBackstage"] },
  backstage: {
    icon: "door",
    tone: "good",
    heading: "backstageTitle",
    text: "backstageText",
    actions: ["enterBackstage", "goLive"],
  },
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
  "ended host": {
    text: "endedHostText",
    actions: ["reopen", "goLiveAgain", "openBackstage", "report", "back"],
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

/** What people are asked before something is done: the words, the buttons, and that which has the
 * keyboard's focus, by which nothing happens that cannot be undone. */
export const QUESTIONS = {
  end: {
    text: "endQuestion",
    uncounted: "endUncounted",
    actions: ["leaveOnly", "endNow", "dismiss"],
    focus: "dismiss",
  },
  early: {
    text: "earlyQuestion",
    actions: ["openBackstage", "goLiveNow", "dismiss"],
    focus: "openBackstage",
  },
  "early backstage": {
    text: "earlyBackstage",
    actions: ["dismiss", "goLiveNow"],
    focus: "dismiss",
  },
};

/** What a button calls, or which address a link leads to; `asks` is a question before that, and
 * `needs` what the screen has to have. */
export const ACTIONS = {
  goLive: { method: "start", asks: "early", needs: "canStart" },
  goLiveAgain: { method: "start", asks: "early", needs: "canStart" },
  goLiveNow: { method: "start", needs: "canStart", kind: "danger" },
  openBackstage: { method: "backstage", kind: "quiet", needs: "canOpenBackstage" },
  enterBackstage: { method: "join" },
  closeBackstage: { method: "end", kind: "quiet", needs: "canClose" },
  join: { method: "join" },
  joinAgain: { method: "join" },
  logInAgain: { link: "login", kind: "quiet", needs: "isLoggedOut" },
  cancel: { method: "leave", kind: "quiet" },
  leave: { method: "leave", kind: "quiet" },
  leaveOnly: { method: "leave", kind: "quiet", needs: "isIn" },
  extend: { method: "extend", kind: "quiet", needs: "canExtend" },
  end: { method: "end", kind: "danger", hint: "endHint", asks: "end", needs: "canEnd" },
  endNow: { method: "end", kind: "danger", text: "end", needs: "canEnd" },
  dismiss: { kind: "quiet", text: "cancel" },
  reopen: { method: "reopen", needs: "canReopen" },
  report: { link: "report", kind: "quiet" },
  retry: { method: "retry" },
  back: { link: "event", kind: "quiet" },
  register: { link: "register" },
  logIn: { link: "login" },
  openRoom: { link: "room" },
};

/** Below the words of each state. */
export function panelActions(actions, screen) {
  const rest = actions.filter((name) => name !== "back");
  const back = actions.filter((name) => name === "back");
  return possible([...rest, "logInAgain", "end", "closeBackstage", ...back], screen);
}

/** Below the video. */
export function barActions(screen) {
  const { isIn, isBackstage } = screen;
  const start = isIn && isBackstage ? ["goLive"] : [];
  return possible([...start, "extend", isIn ? "leave" : "cancel", "end", "closeBackstage"], screen);
}

/** Those of which everything is there that they need. */
export function possible(names, screen) {
  const has = ({ needs, link }) => (!needs || screen[needs]) && (!link || screen.links[link]);
  return names.filter((name) => has(ACTIONS[name]));
}

/** Who will hear and see whom: keys of TEXTS. */
export function notesOf(screen) {
  const { state, reason, role, letsIn, entersMuted, isBackstage, canOpenBackstage } = screen;
  const byItself = entersMuted ? "noteMuted" : "noteOpen";
  const comesByItself = (state === "waiting" && letsIn) || (state === "offline" && screen.wantsIn);
  if (state === "backstage" || (state === "left" && isBackstage)) {
    return ["noteBackstage", ...(letsIn && state === "backstage" ? ["noteWait", byItself] : [])];
  }
  if (state === "waiting" && canOpenBackstage) {
    return [role === "host" ? "noteGoLive" : byItself, "noteBackstage"];
  }
  if (state === "waiting" && role === "host") {
    return ["noteGoLive"];
  }
  if (comesByItself || reason === "soon") {
    return [byItself];
  }
  const enters = ["waiting", "live", "left"].includes(state);
  return enters ? [role === "attendee" ? "noteAttendee" : "noteTeam"] : [];
}
