"""The texts of ``<jitsi-live-room>`` about the stage."""

from __future__ import annotations

from django.utils.translation import gettext_noop as _

STAGE_TEXTS = {
    "audience": _("You listen and watch"),
    "viewer": _(
        "You are a viewer: you see and hear everything. Raise your hand in the video to ask to be"
        " let in."
    ),
    "viewerPerson": _("{name} (viewer)"),
    "presentViewers": _("Present: {count}, viewers: {viewers}"),
    "noteAudience": _(
        "You listen and watch. Microphone and camera stay off until a host invites you to speak."
    ),
    "noteChatTeam": _("In the chat of the video, only hosts and speakers write."),
    "noteChatOff": _("The chat of the video is switched off."),
    "raise": _("Raise your hand"),
    "lower": _("Lower your hand"),
    "leaveStage": _("Leave the stage"),
    "invited": _("{name} invites you to speak. Everybody will hear you."),
    "speakAgain": _("You were speaking before this page was loaded. Do you want to speak again?"),
    "aHost": _("A host"),
    "speak": _("Speak now"),
    "speakCamera": _("Speak with camera"),
    "notNow": _("Not now"),
    "lookAtPicture": _("Look at your picture"),
    "ownPicture": _("Your own picture, which only you see"),
    "onStageNow": _("You are on stage. Everybody hears you while your microphone is on."),
    "airLate": _(
        "The video server has not opened your microphone yet. It is turned on as soon as it has; "
        "if that does not happen, ask a host to invite you again."
    ),
    "mayUnmute": _("A host lets you speak: you may turn your microphone on in the video."),
    "thankYou": _("Thank you. You are in the audience again."),
    "stageModerated": _(
        "From now on the team speaks, and whom a host invites. Raise your hand to speak."
    ),
    "stageOpen": _("Everybody may speak now. You may turn your microphone on in the video."),
    "moderate": _("Only the team speaks"),
    "openStage": _("Everybody may speak"),
    "moderateAgain": _("Have the server keep the audience quiet again"),
    "moderationMissing": _(
        "The video server does not keep the audience quiet: it has no moderation, or has not "
        "answered. Pages of this site still come in muted and without the buttons; whoever opens "
        "the room elsewhere can speak."
    ),
    "moderationNotModerator": _(
        "The video server did not make you a moderator, so this page cannot have it keep the "
        "audience quiet. Pages of this site still come in muted and without the buttons."
    ),
    "moderationOff": _(
        "Somebody has switched the moderation off in the video: the audience can turn on "
        "microphones there. The button below the video switches it on again."
    ),
    "microphonesEnforced": _("Microphones: enforced by the server"),
    "microphonesOpen": _("Microphones: not moderated"),
    "camerasEnforced": _("Cameras: enforced by the server"),
    "camerasAsked": _("Cameras: asked of the page"),
    "camerasOpen": _("Cameras: not moderated"),
    "chatTeamEnforced": _("Chat: for the team, enforced by the server"),
    "chatTeamAsked": _("Chat: for the team, asked of the page"),
    "chatOffEnforced": _("Chat: off, enforced by the server"),
    "chatOffAsked": _("Chat: off, asked of the page"),
    "hands": _("Hands: {count}"),
    "noHands": _("Nobody raises a hand."),
    "handsOrder": _("Raised hands, in order"),
    "onStage": _("On stage"),
    "somebody": _("Somebody"),
    "isInvited": _("{name} (invited)"),
    "isSpeaking": _("{name} (speaks)"),
    "invite": _("Invite to speak"),
    "invitePerson": _("Invite {name} to speak"),
    "inviteCamera": _("With camera"),
    "invitePersonCamera": _("Invite {name} to speak with camera"),
    "lowerHand": _("Lower the hand"),
    "lowerPerson": _("Lower the hand of {name}"),
    "lowerHands": _("Lower all hands"),
    "thank": _("Thank you"),
    "thankPerson": _("Thank you, {name}: back to the audience"),
    "invitedNow": _("{name} is invited to speak."),
    "thankedNow": _("{name} is in the audience again."),
    "raisesHand": _("{name} raises a hand."),
    "handsRaised": _("Raised hands: {count}"),
}
