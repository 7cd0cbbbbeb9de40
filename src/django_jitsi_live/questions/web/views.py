"""What stands at the addresses: the API, before it who sends a form or opens a page, and before all
of them the readers."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponseBase

from ...web import outside_transactions
from . import api
from .forms import with_forms
from .pages import with_page
from .reader import with_readers

View = Callable[..., HttpResponseBase]


def _open(view: View) -> View:
    """The views themselves say who has to be logged in."""
    return login_not_required(view)


# Not in a transaction, where nothing would be read from the cache.
questions = outside_transactions(
    _open(with_readers(with_page(with_forms(api.QuestionsView.as_view(), "ask"))))
)
vote = outside_transactions(_open(with_forms(api.VoteView.as_view(), "vote")))
answer = _open(with_forms(api.AnswerView.as_view(), "answer"))
approve = _open(with_forms(api.ApproveView.as_view(), "approve"))
pin = _open(with_forms(api.PinView.as_view(), "pin"))
dismiss = _open(with_forms(api.DismissView.as_view(), "dismiss"))
restore = _open(with_forms(api.RestoreView.as_view(), "restore"))
merge = _open(with_forms(api.MergeView.as_view(), "merge"))
withdraw = _open(with_forms(api.WithdrawView.as_view(), "withdraw"))
export = _open(api.ExportView.as_view())
