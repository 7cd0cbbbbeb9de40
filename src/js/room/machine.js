// The states of a room: state and event in, state and effects out. No DOM, no clock, no chance:
// what depends on them comes with the event (`isHidden`, `isOnline`, `letsIn`, `entersMuted`, `chance`,
// `now`).

import * as asking from "./on_asking.js";
import * as clock from "./on_clock.js";
import * as conference from "./on_conference.js";
import * as ending from "./on_ending.js";
import * as full from "./on_full.js";
import * as hands from "./on_hands.js";
import * as joining from "./on_joining.js";
import * as line from "./on_line.js";
import * as login from "./on_login.js";
import * as moderation from "./on_moderation.js";
import * as moving from "./on_moving.js";
import * as people from "./on_people.js";
import * as recording from "./on_recording.js";
import * as removal from "./on_removal.js";
import * as site from "./on_status.js";
import * as turn from "./on_turn.js";
import { Step } from "./step.js";

const HANDLERS = {
  begin: site.begin,
  stop: site.stop,
  disconnect: site.disconnect,
  described: site.described,
  status: site.status,
  push: site.push,
  "poll-due": site.pollDue,
  "poll-overtaken": site.pollOvertaken,
  "poll-failed": site.pollFailed,
  online: site.online,
  offline: site.offline,
  visibility: site.visibility,
  "join-due": site.joinDue,
  enter: joining.enter,
  granted: joining.granted,
  "frame-opened": joining.frameOpened,
  "enter-done": joining.enterDone,
  "join-failed": joining.joinFailed,
  "line-due": full.lineDue,
  "seat-free": line.seatFree,
  "still-full": line.stillFull,
  "frame-alive": conference.frameAlive,
  "browser-unsupported": conference.browserUnsupported,
  "frame-asks": conference.frameAsks,
  "join-slow": conference.joinSlow,
  "frame-notice": conference.frameNotice,
  "conference-joined": conference.conferenceJoined,
  "conference-left": conference.conferenceLeft,
  "conference-error": conference.conferenceError,
  "doubt-over": conference.doubtOver,
  "hung-up": conference.hungUp,
  kicked: conference.kicked,
  "participants-changed": conference.participantsChanged,
  "role-changed": conference.roleChanged,
  "role-aged": conference.roleAged,
  "host-role": conference.hostRole,
  "role-report-failed": conference.roleReportFailed,
  "refusal-report-failed": conference.refusalReportFailed,
  settled: conference.settled,
  "stay-over": site.stayOver,
  "stay-failed": removal.siteRefuses,
  "stay-moved": moving.follow,
  "stay-noted": login.stayNoted,
  leave: conference.leave,
  retry: conference.retry,
  "mute-changed": conference.muteChanged,
  clock: clock.clock,
  ask: ending.ask,
  act: ending.act,
  "act-failed": ending.actFailed,
  "act-done": ending.actDone,
  "went-live": ending.wentLive,
  extended: ending.extended,
  end: ending.end,
  farewell: ending.farewell,
  "session-ended": ending.sessionEnded,
  "reopening-over": ending.reopeningOver,
  moved: moving.moved,
  "follow-failed": moving.followFailed,
  "list-toggled": people.listToggled,
  "people-due": people.listPeople,
  "people-listed": people.peopleListed,
  "people-failed": people.peopleFailed,
  "person-changed": people.personChanged,
  "was-kicked": people.wasKicked,
  "request-noted": asking.requestNoted,
  "request-answered": asking.requestAnswered,
  "recording-changed": recording.recordingChanged,
  "recorder-asked": recording.askRecorder,
  "recorder-late": recording.recorderLate,
  "recorder-failed": recording.recorderFailed,
  "record-due": recording.recordDue,
  "recording-noted": recording.recordingNoted,
  "moderation-changed": moderation.moderationChanged,
  "moderation-told": moderation.moderationTold,
  "moderation-due": moderation.moderationDue,
  "moderate-again": moderation.moderateAgain,
  "stage-set": moderation.stageSet,
  "hand-changed": hands.handChanged,
  "hands-due": hands.handsDue,
  "turns-told": hands.turnsTold,
  "hand-answered": hands.handAnswered,
  "hand-asked": turn.handAsked,
  "approval-changed": turn.approvalChanged,
  "turn-told": turn.turnTold,
  "turn-untold": turn.turnUntold,
  "turn-taken": turn.turnTaken,
  "turn-declined": turn.turnDeclined,
  "air-late": turn.airLate,
};

export const EVENTS = Object.keys(HANDLERS);

/** `[state, effects]` after the event; the state that was given is not changed. */
export function transition(state, event) {
  const step = new Step(state);
  HANDLERS[event.type](step, event);
  return [Object.freeze(step.state), step.effects];
}

/** Whether this page may end the conference in the frame too. */
export function canEndConference({ name, roles, participantId }) {
  return name === "joined" && roles[participantId] !== "participant";
}
