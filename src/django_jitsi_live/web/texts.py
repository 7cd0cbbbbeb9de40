"""The texts of ``<jitsi-live-room>``, for translation. ``room.js`` has the same in English."""

from __future__ import annotations

from django.utils.translation import gettext_noop as _

from .link_texts import LINK_TEXTS
from .people_texts import PEOPLE_TEXTS
from .recorder_texts import RECORDER_TEXTS
from .replay_texts import REPLAY_TEXTS, Texts
from .stage_texts import STAGE_TEXTS

ROOM_TEXTS = {
    **REPLAY_TEXTS,
    **PEOPLE_TEXTS,
    **LINK_TEXTS,
    **RECORDER_TEXTS,
    **STAGE_TEXTS,
    "label": _("Live session"),
    "live": _("Live"),
    "host": _("You host this event"),
    "speaker": _("You are on stage: you can be heard and seen"),
    "attendee": _("You take part"),
    "present": _("Present: {count}"),
    "startsAt": _("Starts {when}"),
    "startsSoon": _("It should start any moment."),
    "countdown": _("Time until the start"),
    "backstage": _("Backstage"),
    "backstageHere": _("Only hosts and speakers hear and see you"),
    "goLive": _("Go live"),
    "goLiveAgain": _("Go live again"),
    "goLiveNow": _("Go live now"),
    "openBackstage": _("Open the backstage"),
    "enterBackstage": _("Enter the backstage"),
    "closeBackstage": _("Close the backstage"),
    "join": _("Join live session"),
    "joinAgain": _("Join again"),
    "leave": _("Leave"),
    "leaveOnly": _("Leave, the session goes on"),
    "cancel": _("Cancel"),
    "end": _("End for everyone"),
    "endHint": _("Ends the live session. A button in the video can close only the room there."),
    "endQuestion": _("End the session for everyone? People in the room: {count}."),
    "endUncounted": _("End the session for everyone?"),
    "earlyQuestion": _(
        "This event starts {when}. Going live lets the audience in now. The backstage is for hosts "
        "and speakers only."
    ),
    "earlyBackstage": _("This event starts {when}. Going live lets the audience in now."),
    "extend": _("Extend"),
    "closesIn": _("Ends by itself in {time}"),
    "closingSoon": _(
        "This session ends by itself in two minutes, unless two or more people are in the room "
        "then. To go on in any case, press “Extend” below the video."
    ),
    "closingForGood": _(
        "This session ends by itself in two minutes. It has reached the longest time that this "
        "site allows."
    ),
    "reopen": _("Take it back: the session goes on"),
    "report": _("Who attended"),
    "retry": _("Try again"),
    "register": _("Register"),
    "logIn": _("Log in to join"),
    "back": _("Back to the event"),
    "openRoom": _("Open the video server's page"),
    "close": _("Close this message"),
    "video": _("Video room"),
    "checkingTitle": _("One moment …"),
    "closedTitle": _("This event is not open."),
    "closedText": _("Perhaps it is not published yet, or was taken off the programme."),
    "waitingTitle": _("Not live yet"),
    "waitingText": _(
        "The host has not started yet. Stay on this page: you will be let in as soon as this event "
        "is live."
    ),
    "waitingSpeakerText": _(
        "You speak at this event. Stay on this page: you will be let in as soon as the host has "
        "started."
    ),
    "waitingClickText": _(
        "The host has not started yet. You can join here as soon as this event is live."
    ),
    "waitingHostTitle": _("Ready when you are"),
    "waitingHostText": _("You host this event. It is not live yet."),
    "opensAt": _("You can go live from {when} on."),
    "backstageTitle": _("The backstage is open"),
    "backstageText": _("The team meets there. The audience waits until the event goes live."),
    "noteGoLive": _("Going live lets the audience in: everybody in the room can hear and see you."),
    "noteBackstage": _("In the backstage, only hosts and speakers hear and see each other."),
    "noteTeam": _(
        "Everybody in the room, the audience too, hears and sees you while your microphone and "
        "camera are on."
    ),
    "noteAttendee": _(
        "Everybody in the room hears and sees you while your microphone and camera are on."
    ),
    "noteMuted": _(
        "You come in muted and with your camera off. Nobody hears or sees you until you turn them "
        "on."
    ),
    "noteOpen": _(
        "You come in with microphone and camera on: everybody in the room hears and sees you."
    ),
    "noteWait": _("If you wait here, you are let in when the event goes live."),
    "notePending": _(
        "The video server has not confirmed yet that the room is closed. The site tries again by "
        "itself."
    ),
    "mutedHere": _("You came in muted, with your camera off"),
    "prejoinText": _("Look at your own picture, and then join in the video"),
    "liveTitle": _("Live now"),
    "liveText": _("The session is running. Come in!"),
    "liveSpeakerText": _("The session is running. Come in: you can be heard and seen there."),
    "soonText": _("Many people are coming in. You will be let in within {seconds} seconds."),
    "liveHostText": _("The session is running, and people can join."),
    "joiningTitle": _("Joining …"),
    "joiningText": _("Your browser may ask whether this page may use your camera and microphone."),
    "lobbyText": _("You are at the door. The host has to let you in."),
    "joinedText": _("You are in the room."),
    "fullTitle": _("The room is full"),
    "fullText": _(
        "You are in line. Stay on this page: you are let in by itself as soon as a seat is free "
        "and it is your turn."
    ),
    "leaveLine": _("Leave the line"),
    "watchStream": _("Live stream"),
    "watchLink": _("Watch the stream on its own page"),
    "watchTitle": _("Live now"),
    "watchingText": _(
        "You can watch the stream here. Only people who are registered for this event can join "
        "its room."
    ),
    "mayWatchText": _(
        "The host has not started yet. You can watch the stream here as soon as this event is live."
    ),
    "leftTitle": _("You have left the room"),
    "leftText": _("The session goes on. You can come back."),
    "closedThereText": _(
        "The room was closed on the video server. This page finds out whether the session goes on."
    ),
    "roomClosedText": _(
        "The room was closed on the video server. The event is still live: you can come back."
    ),
    "roomClosedHostText": _(
        "The room was closed on the video server, by a button in the video. The event is still "
        "live, and people can come back: join again, or end it for everyone here."
    ),
    "endedTitle": _("The live session has ended."),
    "endedText": _("Thank you for being here."),
    "endedHostText": _("Everyone has been told. Going live again opens a new room."),
    "replays": _("Recordings"),
    "replay": _("Recording"),
    "captions": _("Captions"),
    "transcriptFile": _("Transcript"),
    "chatFile": _("Chat"),
    "replayComing": _("{title}: on its way to this site."),
    "replayPercent": _("{title}: on its way to this site, {percent} % are here."),
    "replayLost": _("{title}: lost. {problem}"),
    "manageReplays": _("All recordings, and who may watch them"),
    "removedTitle": _("A host has removed you from this event"),
    "removedText": _(
        "You are not let in any more. If you think that this is a mistake, ask the people who "
        "organise it. This page notices when you are readmitted."
    ),
    "unregisteredTitle": _("Registration is needed"),
    "unregisteredText": _(
        "Only people who are registered for this event can join its live session."
    ),
    "loggedOutTitle": _("Please log in"),
    "loggedOutText": _(
        "The live session is for people who are logged in and take part in this event."
    ),
    "offlineTitle": _("Connection lost"),
    "offlineText": _("This page goes on by itself as soon as the connection is back."),
    "unreachableTitle": _("The video server cannot be reached"),
    "unreachableText": _(
        "This page tries again by itself. If it goes on, tell the people who run this site."
    ),
    "tooEarlyTitle": _("The team is not in the room yet"),
    "tooEarlyText": _(
        "You are let in as soon as a host or speaker is in the room. This page tries again by "
        "itself."
    ),
    "misconfiguredTitle": _("There is no video at the moment"),
    "refusedTitle": _("The video server did not let you in"),
    "unreachableHostText": _(
        "This page tries again by itself. If it goes on, ask the people who run this site to run "
        "manage.py jitsi_live_doctor."
    ),
    "refusedToken": _(
        "It does not accept the pass that this site has given you. The people who run this site "
        "have been told. Try again later."
    ),
    "refusedTokenHost": _(
        "It does not accept the passes of this site. Ask the people who run this site to run "
        "manage.py jitsi_live_doctor: its finding “login” says what to compare."
    ),
    "refusedNotAllowed": _(
        "It says that this room is not open to you. The people who run this site have been told. "
        "Try again later."
    ),
    "refusedNotAllowedHost": _(
        "It says that this room is not open to you. Ask the people who run this site to run "
        "manage.py jitsi_live_doctor: its finding “token” says what to compare."
    ),
    "refusedLobby": _("The host did not let you in from the lobby."),
    "refusedFull": _("The room is full. Try again when somebody has left."),
    "kickedTitle": _("You are no longer in the room"),
    "refusedKicked": _("You were put out of the room in the video."),
    "kickedText": _("You were put out of the room in the video. You may join again."),
    "refusedReservation": _("It says: {message}"),
    "unsupportedTitle": _("This browser cannot show the video"),
    "refusedUnsupported": _(
        "Open this page in another browser, such as a current Chrome, Edge, Firefox or Safari. "
        "From the video server's own page, a phone can also open Jitsi's app."
    ),
    "refusedOther": _("It gave no reason that helps. Try again in a minute."),
    "refusedOtherHost": _(
        "It gave no reason that helps. The log of this site has its words: ask the people who run "
        "this site to read them."
    ),
    "loginThere": _(
        "The video server waits for somebody who may open the room, and may ask for a login of its "
        "own."
    ),
    "passwordThere": _("The room has a password. Ask the host for it."),
    "slowThere": _(
        "The video server has not let you in yet. If the video asks nothing of you, cancel and try "
        "again."
    ),
    "serverSays": _("{message}"),
    "failed": _("This did not work. Please try again."),
    "failedServer": _(
        "The site could not do this. Try again in a minute; if it goes on, tell the people who run "
        "this site."
    ),
    "failedLoggedOut": _(
        "You are not logged in any more, so nothing was done. Log in in another tab, then press "
        "the button again."
    ),
    "failedCsrf": _(
        "This site refuses what its own pages send, and reloading does not help. Tell the people "
        "who run it: CSRF_TRUSTED_ORIGINS must have {origin}, and a proxy must pass on the headers "
        "Host and X-Forwarded-Proto."
    ),
    "loggedOutHere": _(
        "You are not logged in on this site any more. You stay in the room. To end the session, "
        "and to be recorded as present, log in again in another tab."
    ),
    "logInAgain": _("Log in once more"),
    "failedOffline": _("The site did not answer. Check your connection and try again."),
    "hostNotModerator": _(
        "You host this event, but the video server did not make you a moderator: you may be unable "
        "to mute or remove people."
    ),
    "attendeeIsModerator": _(
        "The video server makes moderators of people who do not host: they may be able to mute or "
        "remove others."
    ),
    "rolesHelp": _("What to do about it"),
    "blockedDevices": _(
        "This page keeps the room from using your camera and microphone, so that nobody can see or "
        "hear you. Tell the people who run this site that its Permissions-Policy header must allow "
        "them for {origin}."
    ),
    "blockedByPage": _(
        "This page is shown inside of another one, which keeps your camera and microphone from it, "
        "so that nobody can see or hear you. Tell the people who run {outer} that the iframe "
        "around this page needs the attribute allow, with camera; microphone; display-capture; "
        "fullscreen."
    ),
    "insecure": _(
        "Browsers lend camera and microphone to pages with https only. Tell the people who run "
        "this site."
    ),
}


_TEXTS = Texts(ROOM_TEXTS)


def room_texts() -> dict[str, str]:
    """The texts in the active language that differ from the English ones."""
    return _TEXTS.translated()
