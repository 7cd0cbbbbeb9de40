import { REPLAY_TEXTS } from "../replay/texts.js";
import { attempt, report } from "./report.js";
import { STAGE_TEXTS } from "./stage_texts.js";

// What people read. A page overrides words by the property `texts`; {% jitsi_room %} brings those of
// the visitor's language.
export const TEXTS = {
  ...REPLAY_TEXTS,
  ...STAGE_TEXTS,
  label: "Live session",
  live: "Live",
  host: "You host this event",
  speaker: "You are on stage: you can be heard and seen",
  attendee: "You take part",
  present: "Present: {count}",
  people: "People",
  awayPerson: "{name} (not in the room)",
  removedPeople: "Removed",
  remove: "Remove",
  removePerson: "Remove {name}",
  readmit: "Readmit",
  readmitPerson: "Readmit {name}",
  removeAndMove: "Remove and move everybody else",
  removeQuestion:
    "Remove {name}? This site does not let them into this event any more, from any device, until you readmit them.",
  outByServer: "The video server puts them out at once.",
  outByPage: "Their page leaves within a minute.",
  lockToo:
    "The video server cannot put out who has the room open without this page: lock and move for that.",
  holdQuestion:
    "{name} was put out in the video, and can come back at once. Shall it hold? Then this site does not let them into this event any more, from any device, until you readmit them.",
  letReturn: "They may come back",
  lockAndMove: "Lock and move",
  moveQuestion:
    "Move everybody to a new room? The pages of all who are in take them along. Who was removed, and who has the room open without this page, stays behind.",
  moveNow: "Move to a new room",
  whereTo: "Where to move",
  onSame: "New room, same server",
  onServer: "Server {server}",
  removedNow: "{name} was removed, and is out.",
  removedSoon: "{name} was removed. Their page leaves within a minute.",
  removalPending:
    "{name} was removed. The video server has not confirmed yet that they are out; the site tries again. If that cannot wait, lock and move.",
  readmittedNow: "{name} may come in again.",
  askToJoin: "Ask to be let in",
  askingTitle: "You have asked to be let in",
  askingText:
    "The hosts see that you ask. Stay on this page: it notices as soon as one of them has answered.",
  declinedTitle: "The hosts have not let you in",
  declinedText:
    "Write to the organisers if that is a mistake. This page notices if a host lets you in after all.",
  asksNow: "{name} asks to be let in.",
  askingCount: "{count} people ask to be let in.",
  admit: "Admit",
  admitPerson: "Admit {name}",
  decline: "Decline",
  declinePerson: "Decline {name}",
  admittedNow: "{name} may come in.",
  declinedNow: "{name} is not let in.",
  movedHere: "A host has moved everybody to this new room.",
  guestHere: "You are here as {name}, by a personal link.",
  guestNotMe: "Not you?",
  guestPerson: "{name} (guest)",
  personalLinks: "Personal links",
  linkWithdrawnTitle: "Your personal link does not open this event any more",
  linkWithdrawnText:
    "It was withdrawn, or its time is over. Ask the people who sent it to you for a new one.",
  linkInUseTitle: "Your personal link is in use",
  linkInUseText:
    "Somebody is in the room with your link, on another device. If that is you, leave there first, then try again here. If not, tell the people who sent it to you.",
  linkLost:
    "This browser does not know your personal link any more. You stay in the room. To be recorded as present, open your link again in another tab.",
  recordingNow: "Recording",
  streamingNow: "Live stream",
  recordingOn: "This event is being recorded.",
  recordingOff: "The recording has stopped.",
  streamOn: "This event is being streamed live.",
  streamOff: "The live stream has stopped.",
  record: "Record",
  stopRecording: "Stop recording",
  stopRecordingQuestion:
    "Stop recording? What is recorded so far is kept. Whoever records again later makes a second file.",
  stream: "Stream live",
  streamHint:
    "On YouTube, turn on auto-start for the broadcast, or start it there when the picture has come. Otherwise nobody can watch and nothing is kept, whatever this page says.",
  streamQuestion: "Stream this event live? Whoever has the link can watch it then.",
  streamNow: "Stream now",
  stopStream: "Stop the stream",
  stopStreamQuestion:
    "Stop the live stream? Whoever watches it sees it end, and some sites do not take it up again.",
  recorderBegins: "The video server is asked to begin …",
  recorderStops: "The video server is asked to stop …",
  recorderBusy:
    "Each recorder of the video server makes one recording or one live stream at a time, and none is free. Stop the other one first, or try again in a few minutes.",
  recorderFull: "The video server has not enough power left for this. Try again in a few minutes.",
  recorderPolicy:
    "The video server does not let you do this, or was asked too often. Try again in a minute; if it goes on, tell the people who run this site.",
  recorderMissing:
    "The video server has no recorder that works. Go on without, and tell the people who run it.",
  recorderUnexpected:
    "The video server is at it already, or has not finished the last one. Look at what is shown below the video, and try again in a minute.",
  recorderFailed:
    "The recorder has failed. Try again; if it goes on, tell the people who run the video server.",
  recorderBroke: "The recorder has failed, and what it did has ended. Begin again.",
  recorderLate:
    "The video server has not answered. It may still do what it was asked for; if nothing changes within a minute, try again, or tell the people who run it.",
  startsAt: "Starts {when}",
  startsSoon: "It should start any moment.",
  countdown: "Time until the start",
  backstage: "Backstage",
  backstageHere: "Only hosts and speakers hear and see you",
  goLive: "Go live",
  goLiveAgain: "Go live again",
  goLiveNow: "Go live now",
  openBackstage: "Open the backstage",
  enterBackstage: "Enter the backstage",
  closeBackstage: "Close the backstage",
  join: "Join live session",
  joinAgain: "Join again",
  leave: "Leave",
  leaveOnly: "Leave, the session goes on",
  cancel: "Cancel",
  end: "End for everyone",
  endHint: "Ends the live session. A button in the video can close only the room there.",
  endQuestion: "End the session for everyone? People in the room: {count}.",
  endUncounted: "End the session for everyone?",
  earlyQuestion:
    "This event starts {when}. Going live lets the audience in now. The backstage is for hosts and speakers only.",
  earlyBackstage: "This event starts {when}. Going live lets the audience in now.",
  extend: "Extend",
  closesIn: "Ends by itself in {time}",
  closingSoon:
    "This session ends by itself in two minutes, unless two or more people are in the room then. To go on in any case, press “Extend” below the video.",
  closingForGood:
    "This session ends by itself in two minutes. It has reached the longest time that this site allows.",
  reopen: "Take it back: the session goes on",
  report: "Who attended",
  retry: "Try again",
  register: "Register",
  logIn: "Log in to join",
  back: "Back to the event",
  openRoom: "Open the video server's page",
  close: "Close this message",
  video: "Video room",
  checkingTitle: "One moment …",
  closedTitle: "This event is not open.",
  closedText: "Perhaps it is not published yet, or was taken off the programme.",
  waitingTitle: "Not live yet",
  waitingText:
    "The host has not started yet. Stay on this page: you will be let in as soon as this event is live.",
  waitingSpeakerText:
    "You speak at this event. Stay on this page: you will be let in as soon as the host has started.",
  waitingClickText:
    "The host has not started yet. You can join here as soon as this event is live.",
  waitingHostTitle: "Ready when you are",
  waitingHostText: "You host this event. It is not live yet.",
  opensAt: "You can go live from {when} on.",
  backstageTitle: "The backstage is open",
  backstageText: "The team meets there. The audience waits until the event goes live.",
  noteRecorded:
    "This event may be recorded or streamed live. If you join, your picture, voice, name and what you write in the chat can be in it.",
  noteGoLive: "Going live lets the audience in: everybody in the room can hear and see you.",
  noteBackstage: "In the backstage, only hosts and speakers hear and see each other.",
  noteTeam:
    "Everybody in the room, the audience too, hears and sees you while your microphone and camera are on.",
  noteAttendee: "Everybody in the room hears and sees you while your microphone and camera are on.",
  noteMuted:
    "You come in muted and with your camera off. Nobody hears or sees you until you turn them on.",
  noteOpen: "You come in with microphone and camera on: everybody in the room hears and sees you.",
  noteWait: "If you wait here, you are let in when the event goes live.",
  notePending:
    "The video server has not confirmed yet that the room is closed. The site tries again by itself.",
  mutedHere: "You came in muted, with your camera off",
  prejoinText: "Look at your own picture, and then join in the video",
  liveTitle: "Live now",
  liveText: "The session is running. Come in!",
  liveSpeakerText: "The session is running. Come in: you can be heard and seen there.",
  soonText: "Many people are coming in. You will be let in within {seconds} seconds.",
  liveHostText: "The session is running, and people can join.",
  joiningTitle: "Joining …",
  joiningText: "Your browser may ask whether this page may use your camera and microphone.",
  lobbyText: "You are at the door. The host has to let you in.",
  joinedText: "You are in the room.",
  fullTitle: "The room is full",
  fullText:
    "You are in line. Stay on this page: you are let in by itself as soon as a seat is free and it is your turn.",
  leaveLine: "Leave the line",
  watchStream: "Live stream",
  watchLink: "Watch the stream on its own page",
  watchTitle: "Live now",
  watchingText:
    "You can watch the stream here. Only people who are registered for this event can join its room.",
  mayWatchText:
    "The host has not started yet. You can watch the stream here as soon as this event is live.",
  leftTitle: "You have left the room",
  leftText: "The session goes on. You can come back.",
  closedThereText:
    "The room was closed on the video server. This page finds out whether the session goes on.",
  roomClosedText:
    "The room was closed on the video server. The event is still live: you can come back.",
  roomClosedHostText:
    "The room was closed on the video server, by a button in the video. The event is still live, and people can come back: join again, or end it for everyone here.",
  endedTitle: "The live session has ended.",
  endedText: "Thank you for being here.",
  endedHostText: "Everyone has been told. Going live again opens a new room.",
  replays: "Recordings",
  replay: "Recording",
  captions: "Captions",
  transcriptFile: "Transcript",
  chatFile: "Chat",
  replayComing: "{title}: on its way to this site.",
  replayPercent: "{title}: on its way to this site, {percent} % are here.",
  replayLost: "{title}: lost. {problem}",
  manageReplays: "All recordings, and who may watch them",
  removedTitle: "A host has removed you from this event",
  removedText:
    "You are not let in any more. If you think that this is a mistake, ask the people who organise it. This page notices when you are readmitted.",
  unregisteredTitle: "Registration is needed",
  unregisteredText: "Only people who are registered for this event can join its live session.",
  loggedOutTitle: "Please log in",
  loggedOutText: "The live session is for people who are logged in and take part in this event.",
  offlineTitle: "Connection lost",
  offlineText: "This page goes on by itself as soon as the connection is back.",
  unreachableTitle: "The video server cannot be reached",
  unreachableText:
    "This page tries again by itself. If it goes on, tell the people who run this site.",
  tooEarlyTitle: "The team is not in the room yet",
  tooEarlyText:
    "You are let in as soon as a host or speaker is in the room. This page tries again by itself.",
  misconfiguredTitle: "There is no video at the moment",
  refusedTitle: "The video server did not let you in",
  unreachableHostText:
    "This page tries again by itself. If it goes on, ask the people who run this site to run manage.py jitsi_live_doctor.",
  refusedToken:
    "It does not accept the pass that this site has given you. The people who run this site have been told. Try again later.",
  refusedTokenHost:
    "It does not accept the passes of this site. Ask the people who run this site to run manage.py jitsi_live_doctor: its finding “login” says what to compare.",
  refusedNotAllowed:
    "It says that this room is not open to you. The people who run this site have been told. Try again later.",
  refusedNotAllowedHost:
    "It says that this room is not open to you. Ask the people who run this site to run manage.py jitsi_live_doctor: its finding “token” says what to compare.",
  refusedLobby: "The host did not let you in from the lobby.",
  refusedFull: "The room is full. Try again when somebody has left.",
  kickedTitle: "You are no longer in the room",
  refusedKicked: "You were put out of the room in the video.",
  kickedText: "You were put out of the room in the video. You may join again.",
  refusedReservation: "It says: {message}",
  unsupportedTitle: "This browser cannot show the video",
  refusedUnsupported:
    "Open this page in another browser, such as a current Chrome, Edge, Firefox or Safari. From the video server's own page, a phone can also open Jitsi's app.",
  refusedOther: "It gave no reason that helps. Try again in a minute.",
  refusedOtherHost:
    "It gave no reason that helps. The log of this site has its words: ask the people who run this site to read them.",
  loginThere:
    "The video server waits for somebody who may open the room, and may ask for a login of its own.",
  passwordThere: "The room has a password. Ask the host for it.",
  slowThere:
    "The video server has not let you in yet. If the video asks nothing of you, cancel and try again.",
  serverSays: "{message}",
  failed: "This did not work. Please try again.",
  failedServer:
    "The site could not do this. Try again in a minute; if it goes on, tell the people who run this site.",
  failedLoggedOut:
    "You are not logged in any more, so nothing was done. Log in in another tab, then press the button again.",
  failedCsrf:
    "This site refuses what its own pages send, and reloading does not help. Tell the people who run it: CSRF_TRUSTED_ORIGINS must have {origin}, and a proxy must pass on the headers Host and X-Forwarded-Proto.",
  loggedOutHere:
    "You are not logged in on this site any more. You stay in the room. To end the session, and to be recorded as present, log in again in another tab.",
  logInAgain: "Log in once more",
  failedOffline: "The site did not answer. Check your connection and try again.",
  hostNotModerator:
    "You host this event, but the video server did not make you a moderator: you may be unable to mute or remove people.",
  attendeeIsModerator:
    "The video server makes moderators of people who do not host: they may be able to mute or remove others.",
  rolesHelp: "What to do about it",
  blockedDevices:
    "This page keeps the room from using your camera and microphone, so that nobody can see or hear you. Tell the people who run this site that its Permissions-Policy header must allow them for {origin}.",
  blockedByPage:
    "This page is shown inside of another one, which keeps your camera and microphone from it, so that nobody can see or hear you. Tell the people who run {outer} that the iframe around this page needs the attribute allow, with camera; microphone; display-capture; fullscreen.",
  insecure:
    "Browsers lend camera and microphone to pages with https only. Tell the people who run this site.",
};

/** Our words, with those of each source in their place. What is no text there is left out.
 *
 * @param {any[]} sources
 * @returns {Record<string, string>}
 */
export function textsWith(...sources) {
  const texts = { ...TEXTS };
  for (const key of Object.keys(TEXTS)) {
    for (const source of sources) {
      const text = attempt(() => source?.[key]);
      if (typeof text === "string" || typeof text === "number") {
        texts[key] = `${text}`;
      } else if (text !== undefined && text !== null) {
        report(new TypeError(`The text "${key}" is no string`));
      }
    }
  }
  return texts;
}
