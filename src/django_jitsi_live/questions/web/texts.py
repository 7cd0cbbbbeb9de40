"""The texts of ``<jitsi-live-questions>``, for translation. ``questions.js`` has the same in
English."""

from __future__ import annotations

from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

QUESTIONS_TEXTS = {
    "title": _("Questions"),
    "loading": _("One moment …"),
    "none": _("No questions yet."),
    "noneAsk": _("No questions yet. Ask the first one."),
    "askLabel": _("Your question"),
    "askAnonymously": _("Ask anonymously"),
    "askHintNamed": _("Everybody here sees your name beside it."),
    "askHintAnonymous": _("It is shown without your name."),
    "askHintApproval": _("The hosts look at it before it is shown."),
    "askHintModerators": _("Without your name, the others do not see who asks. The hosts may."),
    "ask": _("Ask"),
    "counter": _("{count} of {max} characters"),
    "tooLong": _("This is too long. Shorten it by {count} characters."),
    "empty": _("Write your question first."),
    "closed": _("The event is over: questions are no longer taken."),
    "asked": _("Your question is in the list."),
    "askedWaiting": _("Your question was sent. It appears as soon as a host has approved it."),
    "ownTitle": _("Your questions"),
    "ownWaiting": _("Waits for a host to approve it"),
    "ownDismissed": _("The hosts have put it aside"),
    "own": _("Yours"),
    "withdraw": _("Withdraw"),
    "withdrawn": _("Your question was withdrawn."),
    "waitingTitle": _("Waiting for approval"),
    "openTitle": _("Open questions"),
    "answeredTitle": _("Answered"),
    "dismissedTitle": _("Put aside"),
    "anonymous": _("Anonymous"),
    "anonymousPerson": _("Anonymous (you see: {name})"),
    "vote": _("Vote, {count} so far"),
    "votes": _("Votes: {count}"),
    "pinned": _("Pinned"),
    "answeredLive": _("Answered live"),
    "mergedCount": _("Asked by others too: {count}"),
    "answerLabel": _("Answer"),
    "answer": _("Answer in writing"),
    "answerChange": _("Change the answer"),
    "answerSend": _("Send the answer"),
    "answerLive": _("Answered live"),
    "approve": _("Approve"),
    "pin": _("Pin"),
    "unpin": _("Unpin"),
    "dismiss": _("Put aside"),
    "restore": _("Take up again"),
    "merge": _("Merge"),
    "mergeInto": _("Which question asks the same?"),
    "mergeDo": _("Merge into that one"),
    "cancel": _("Cancel"),
    "more": _("More"),
    "moreAbout": _("More for: {text}"),
    "done": _("Done."),
    "export": _("Export"),
    "exportCsv": _("CSV"),
    "exportJson": _("JSON"),
    "showMore": _("Show more ({count})"),
    "newOne": _("1 new question"),
    "newMany": _("{count} new questions"),
    "changed": _("The list has changed. Show it"),
    "saidOne": _("1 new question."),
    "saidMany": _("{count} new questions."),
    "saidWaitingOne": _("1 question waits for approval."),
    "saidWaitingMany": _("{count} questions wait for approval."),
    "saidAnswerOne": _("1 question was answered."),
    "saidAnswerMany": _("{count} questions were answered."),
    "failed": _("This did not work. Please try again."),
    "failedOffline": _(
        "The site did not answer. What you wrote is still here: check your connection and try"
        " again."
    ),
    "failedServer": _(
        "The site could not do this. Try again in a minute; if it goes on, tell the people "
        "who run this site."
    ),
    "failedLoggedOut": _(
        "You are not logged in any more, so nothing was sent. What you wrote is still here: "
        "log in in another tab, then press the button again."
    ),
    "failedCsrf": _(
        "This site refuses what its own pages send. Reload the page, after you have copied "
        "what you wrote; if that does not help, tell the people who run this site."
    ),
    "listOffline": _("The list may be out of date. This page tries again by itself."),
    "listLoggedOut": _("You are not logged in any more. Log in again, then reload this page."),
    "listRefused": _("You cannot see the questions of this event."),
}


def questions_texts() -> dict[str, str]:
    """The texts in the active language that differ from the English ones."""
    found = {key: gettext(text) for key, text in QUESTIONS_TEXTS.items()}
    return {key: text for key, text in found.items() if text != QUESTIONS_TEXTS[key]}
