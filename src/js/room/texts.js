import { attempt, report } from "./report.js";

// What people read. A page overrides words by the property `texts`; {% jitsi_room %} brings those of
// the visitor's language.
export const TEXTS = {
  label: "Live session",
  live: "Live",
  host: "You host this event",
  speaker: "You are on stage: you can be heard and seen",
  attendee: "You take part",
  present: "Present: {count}",
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
  noteGoLive: "Going live lets the audience in: everybody in the room can hear and see you.",
  noteBackstage: "In the backstage, only hosts and speakers hear and see each other.",
  noteTeam:
    "Everybody in the room, the audience too, hears and sees you while your microphone and camera are on.",
  noteAttendee: "Everybody in the room hears and sees you while your microphone and camera are on.",
  noteMuted:
    "You come in muted and with your camera off. Nobody hears or sees you until you turn them on.",
  noteOpen: "You come in with microphone and camera on: everybody in the room hears and sees you.",
  noteWait: "If you wait here, you are let in when the event goes live.",
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
  leftTitle: "You have left the room",
  leftText: "The session goes on. You can come back.",
  roomClosedText:
    "The room was closed on the video server. The event is still live: you can come back.",
  roomClosedHostText:
    "The room was closed on the video server, by a button in the video. The event is still live, and people can come back: join again, or end it for everyone here.",
  endedTitle: "The live session has ended.",
  endedText: "Thank you for being here.",
  endedHostText: "Everyone has been told. Going live again opens a new room.",
  unregisteredTitle: "Registration is needed",
  unregisteredText: "Only people who are registered for this event can join its live session.",
  loggedOutTitle: "Please log in",
  loggedOutText: "The live session is for people who are logged in and take part in this event.",
  offlineTitle: "Connection lost",
  offlineText: "This page goes on by itself as soon as the connection is back.",
  unreachableTitle: "The video server cannot be reached",
  unreachableText:
    "This page tries again by itself. If it goes on, tell the people who run this site.",
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
  refusedKicked: "The host has removed you from the room.",
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

/** Put values where a text has their names in braces. */
export function filled(text, values) {
  const value = (name) => (Object.hasOwn(values, name) ? values[name] : undefined);
  const isText = (each) => typeof each === "string" || typeof each === "number";
  return text.replace(/\{(\w+)\}/g, (whole, name) => (isText(value(name)) ? value(name) : whole));
}
