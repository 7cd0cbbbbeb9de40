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
    actions: ["reopen", "goLive", "openBackstage", "personalLinks"],
  },
  "waiting speaker": { text: "waitingSpeakerText", actions: ["openBackstage"] },
  backstage: {
    icon: "door",
    tone: "good",
    heading: "backstageTitle",
    text: "backstageText",
    actions: ["enterBackstage", "goLive", "personalLinks"],
  },
  live: { icon: "live", tone: "live", heading: "liveTitle", text: "liveText", actions: ["join"] },
  "live host": { text: "liveHostText", actions: ["join", "personalLinks"] },
  "live speaker": { text: "liveSpeakerText" },
  joining: { icon: "wait", heading: "joiningTitle", text: "joiningText", actions: ["cancel"] },
  lobby: { icon: "door", heading: "joiningTitle", text: "lobbyText" },
  joined: { heading: "label", text: "joinedText" },
  full: { icon: "clock", heading: "fullTitle", text: "fullText", actions: ["leaveLine", "back"] },
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
  removed: { icon: "stop", heading: "removedTitle", text: "removedText", actions: ["back"] },
  unregistered: {
    icon: "ticket",
    heading: "unregisteredTitle",
    text: "unregisteredText",
    actions: ["register", "askToJoin"],
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
  "joining closed": { heading: "checkingTitle", text: "closedThereText" },
  "unregistered withdrawn": {
    icon: "stop",
    heading: "linkWithdrawnTitle",
    text: "linkWithdrawnText",
    actions: ["back"],
  },
  "unregistered may-watch": { icon: "clock", heading: "waitingTitle", text: "mayWatchText" },
  "unregistered watching": { icon: "live", heading: "watchTitle", text: "watchingText" },
  "unregistered watched": { icon: "done", heading: "endedTitle", text: "endedText" },
  "unregistered asking": { icon: "clock", heading: "askingTitle", text: "askingText" },
  "unregistered declined": { icon: "stop", heading: "declinedTitle", text: "declinedText" },
  "left closed": { text: "roomClosedText" },
  "left closed host": { text: "roomClosedHostText" },
  "left kicked": { heading: "kickedTitle", text: "kickedText" },
  "unreachable early": {
    icon: "clock",
    tone: null,
    heading: "tooEarlyTitle",
    text: "tooEarlyText",
  },
  "unreachable misconfigured": { heading: "misconfiguredTitle", text: "serverSays" },
  "refused in-use": { heading: "linkInUseTitle", text: "linkInUseText" },
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

const REMOVING = { actions: ["removeNow", "removeAndMove", "dismiss"], focus: "dismiss" };
const HOLDING = { actions: ["removeNow", "removeAndMove", "letReturn"], focus: "letReturn" };

/** What people are asked before something is done: the words, the buttons, and that which has the
 * keyboard's focus, by which nothing happens that cannot be undone. Those about a person depend on
 * what puts people out. */
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
  remove: { text: "removeQuestion outByPage lockToo", ...REMOVING },
  "remove server": { text: "removeQuestion outByServer", ...REMOVING },
  hold: { text: "holdQuestion lockToo", ...HOLDING },
  "hold server": { text: "holdQuestion", ...HOLDING },
  invited: {
    text: "invited",
    actions: ["speak", "speakCamera", "notNow"],
    focus: "notNow",
  },
  speakAgain: { text: "speakAgain", actions: ["speak", "speakCamera", "notNow"], focus: "notNow" },
  move: { text: "moveQuestion", actions: ["moveNow", "dismiss"], focus: "dismiss" },
  stopRecording: {
    text: "stopRecordingQuestion",
    actions: ["stopRecordingNow", "dismiss"],
    focus: "dismiss",
  },
  stream: {
    text: "streamQuestion streamHint",
    actions: ["streamNow", "dismiss"],
    focus: "dismiss",
  },
  stopStream: {
    text: "stopStreamQuestion",
    actions: ["stopStreamNow", "dismiss"],
    focus: "dismiss",
  },
};

/** What closing a question without an answer is, where it is one. */
export const ESCAPES = { invited: "notNow", speakAgain: "notNow" };

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
  leaveLine: { method: "leave", kind: "quiet" },
  leaveOnly: { method: "leave", kind: "quiet", needs: "isIn" },
  extend: { method: "extend", kind: "quiet", needs: "canExtend" },
  end: { method: "end", kind: "danger", hint: "endHint", asks: "end", needs: "canEnd" },
  endNow: { method: "end", kind: "danger", text: "end", needs: "canEnd" },
  dismiss: { kind: "quiet", text: "cancel" },
  reopen: { method: "reopen", needs: "canReopen" },
  remove: { asks: "remove", label: "removePerson", kind: "quiet" },
  removeNow: { method: "remove", text: "remove", kind: "danger" },
  removeAndMove: { method: "removeAndMove", kind: "danger", needs: "canMove" },
  letReturn: { kind: "quiet" },
  readmit: { method: "readmit", label: "readmitPerson", kind: "quiet" },
  askToJoin: { method: "ask", needs: "canAsk" },
  admit: { method: "admit", label: "admitPerson" },
  decline: { method: "decline", label: "declinePerson", kind: "quiet" },
  lockAndMove: { asks: "move", kind: "quiet" },
  moveNow: { method: "move" },
  record: { method: "record", kind: "quiet", needs: "canRecord" },
  stopRecording: { asks: "stopRecording", kind: "quiet", needs: "canStopRecording" },
  stopRecordingNow: { method: "stopRecording", text: "stopRecording", needs: "canStopRecording" },
  stream: { asks: "stream", kind: "quiet", hint: "streamHint", needs: "canStream" },
  streamNow: { method: "stream", needs: "canStream" },
  stopStream: { asks: "stopStream", kind: "quiet", needs: "canStopStream" },
  stopStreamNow: {
    method: "stopStream",
    text: "stopStream",
    kind: "danger",
    needs: "canStopStream",
  },
  moderate: { method: "moderate", kind: "quiet", needs: "canModerate" },
  openStage: { method: "openStage", kind: "quiet", needs: "canOpenStage" },
  moderateAgain: { method: "moderateAgain", needs: "canModerateAgain" },
  invite: { method: "invite", label: "invitePerson" },
  inviteCamera: { method: "inviteCamera", label: "invitePersonCamera", kind: "quiet" },
  thank: { method: "thank", label: "thankPerson" },
  lowerHand: { method: "lowerHand", label: "lowerPerson", kind: "quiet" },
  lowerHands: { method: "lowerHands", kind: "quiet" },
  raise: { method: "raise", needs: "canRaise" },
  lower: { method: "lower", kind: "quiet", needs: "canLower" },
  leaveStage: { method: "notNow", kind: "quiet", needs: "canLeaveStage" },
  speak: { method: "speak" },
  speakCamera: { method: "speakCamera", needs: "mayShow" },
  notNow: { method: "notNow", kind: "quiet" },
  report: { link: "report", kind: "quiet" },
  personalLinks: { link: "personal", kind: "quiet" },
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
  const stage = ["raise", "lower", "leaveStage", "moderateAgain", "moderate", "openStage"];
  const recorder = ["record", "stopRecording", "stream", "stopStream"];
  const out = ["extend", isIn ? "leave" : "cancel", "end", "closeBackstage"];
  return possible([...start, ...stage, ...recorder, ...out], screen);
}

/** Those of which everything is there that they need. */
export function possible(names, screen) {
  const has = ({ needs, link }) => (!needs || screen[needs]) && (!link || screen.links[link]);
  return names.filter((name) => has(ACTIONS[name]));
}

/** Who will hear and see whom, and what may be kept of it: keys of TEXTS. */
export function notesOf(screen) {
  const notes = ofStage(hearingNotes(screen), screen);
  const enters = notes.length > 0 && screen.reason !== "pending";
  return enters ? [...notes, ...furtherNotes(screen)] : notes;
}

/** The audience of a moderated stage comes in quietly, whatever else holds. */
function ofStage(notes, { isModerated, role }) {
  const isQuiet = isModerated && role === "attendee";
  return isQuiet ? notes.map((key) => (AUDIBLE.has(key) ? "noteAudience" : key)) : notes;
}

const AUDIBLE = new Set(["noteAttendee", "noteMuted", "noteOpen"]);
const CHAT_NOTES = { team: "noteChatTeam", off: "noteChatOff" };

function furtherNotes({ role, chat, mayBeRecorded }) {
  const ofChat = role === "attendee" && CHAT_NOTES[chat];
  return [...(ofChat ? [ofChat] : []), ...(mayBeRecorded ? ["noteRecorded"] : [])];
}

function hearingNotes(screen) {
  const { state, reason, role, letsIn, entersMuted, isBackstage, canOpenBackstage } = screen;
  const byItself = entersMuted ? "noteMuted" : "noteOpen";
  const comesBack = state === "full" || (state === "offline" && screen.wantsIn);
  const waits = state === "waiting" || (reason === "asking" && screen.hasAsked);
  const comesByItself = comesBack || (waits && letsIn);
  if (reason === "pending" && role === "host") {
    return ["notePending"];
  }
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
