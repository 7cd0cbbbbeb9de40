"""The README and the guide say what there is."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from django_jitsi_live.exceptions import LiveError
from django_jitsi_live.questions import exceptions, urls
from django_jitsi_live.questions.conf import QuestionsConf

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
GUIDE = (ROOT / "docs/howto/questions.md").read_text(encoding="utf-8")
SETTING = re.compile(r"^\| \[?`(JITSI_LIVE_QUESTIONS_\w+)`.*? \| `(.+?)` \|", re.MULTILINE)
BASES = {"question_refused"}  # of which only the others are raised


@pytest.mark.parametrize("page", [README, GUIDE], ids=["README", "guide"])
def test_every_setting_is_described_with_its_default(page: str) -> None:
    found = {name: ast.literal_eval(default) for name, default in SETTING.findall(page)}
    assert found == QuestionsConf._meta.defaults


@pytest.mark.parametrize("page", [README, GUIDE], ids=["README", "guide"])
def test_every_error_is_described(page: str) -> None:
    classes = [each for each in vars(exceptions).values() if isinstance(each, type)]
    codes = {each.code for each in classes if issubclass(each, LiveError)}
    for code in codes - BASES - {LiveError.code}:
        assert re.search(rf"^\| \d+ \| .*`{code}`", page, re.MULTILINE), code


def test_every_address_is_described() -> None:
    for each in urls.urlpatterns:
        assert f"| `jitsi_live_questions:{each.name}` |" in README
