"""The questions of the audience: a host and two attendees, each in a browser of their own."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest

from django_jitsi_live import services
from django_jitsi_live.questions import public_list
from django_jitsi_live.questions import services as questions
from django_jitsi_live.questions.models import Question, QuestionState, Vote
from django_jitsi_live.questions.web import description
from tests.e2e.guests import be_guest, link_for
from tests.e2e.test_accessibility import FINDINGS, SMALLEST
from tests.e2e.visitor import Visitor
from tests.patience import until
from tests.projects.webinar.webinars.models import Registration
from tests.words import words

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page, Route

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("site")]

HTML = "<b>Bold?</b> <img src=x onerror=window.broken=1> <script>window.broken=1</script>"
# Too small for a finger. The boxes of words are as large as their labels.
TOO_SMALL = """(element) => ["button", "summary", "textarea", "label:has(input)"]
  .flatMap((selector) => [...element.shadowRoot.querySelectorAll(selector)])
  .filter((each) => each.checkVisibility())
  .map((each) => [each.innerText || each.ariaLabel, each.getBoundingClientRect()])
  .filter(([, { width, height }]) => height < 44 || width < 44)
  .map(([words, { width, height }]) => `${words}: ${width} by ${height}`)"""
FOCUSED = """() => {
  let found = document.activeElement;
  while (found.shadowRoot?.activeElement) { found = found.shadowRoot.activeElement; }
  return found.getAttribute("aria-label") ?? found.innerText;
}"""


class Asker:
    """A person who looks at the questions."""

    def __init__(self, visitor: Visitor) -> None:
        self.page: Page = visitor.page
        self.visitor = visitor
        self.element = self.page.locator("jitsi-live-questions")
        # Not what is there without JavaScript, which is hidden.
        self.shown = self.page.locator("jitsi-live-questions section.questions")

    @property
    def field(self) -> Locator:
        return self.shown.get_by_role("textbox", name="Your question")

    @property
    def status(self) -> Locator:
        return self.shown.get_by_role("status")

    def texts(self, section: str = "open") -> list[str]:
        return self.shown.locator(f".section.{section} .text").all_inner_texts()

    def card(self, text: str) -> Locator:
        return self.shown.locator("li").filter(has_text=text)

    def button(self, text: str, name: str) -> Locator:
        """Of the question with that text."""
        return self.card(text).get_by_role("button", name=name, exact=True)

    def vote(self, text: str) -> Locator:
        return self.card(text).get_by_role("button", name="Vote")

    def ask(self, text: str) -> None:
        self.field.fill(text)
        self.shown.get_by_role("button", name="Ask", exact=True).click()

    def open_more(self, text: str) -> None:
        self.card(text).locator("summary").click()

    def see(self, *texts: str, section: str = "open") -> None:
        """Wait for these questions in this order."""
        until(lambda: self.texts(section) == list(texts))

    def look_away(self) -> None:
        """With neither pointer nor focus in the list."""
        self.page.mouse.move(0, 0)
        self.page.evaluate("document.activeElement?.blur()")

    def focused(self) -> str:
        return str(self.page.evaluate(FOCUSED))


@pytest.fixture(autouse=True)
def often(monkeypatch: Any) -> None:
    for module in (public_list, description):
        monkeypatch.setattr(module, "POLL_SECONDS", 1)
    monkeypatch.setattr(public_list, "MIN_PAUSE", 0.0)


@pytest.fixture
def sara(make_user: Any, event: Any) -> Any:
    user = make_user("sara", first_name="Sara", last_name="Student")
    Registration.objects.create(event=event, user=user)
    return user


@pytest.fixture
def look(visit: Any, event: Any) -> Callable[..., Asker]:
    def look(user: Any, page: str = "asked", **options: Any) -> Asker:
        asker = Asker(visit(user, f"/{page}/{event.pk}/", **options))
        if options.get("java_script_enabled", True):
            asker.page.wait_for_selector('jitsi-live-questions[data-state="ready"]')
        return asker

    return look


# Together


def test_people_ask_vote_and_read_answers(
    look: Any, host: Any, student: Any, sara: Any, event: Any
) -> None:
    helen, sam, sara_ = look(host), look(student), look(sara)
    sam.ask("First?")
    sam.see("First?")
    assert sam.field.input_value() == ""
    sara_.see("First?")
    sara_.ask("Second?")
    for each in (helen, sam, sara_):
        each.see("First?", "Second?")
    sam.vote("Second?").click()
    assert sam.vote("Second?").get_attribute("aria-pressed") == "true"
    sam.look_away()
    for each in (helen, sam, sara_):
        each.see("Second?", "First?")
    helen.button("Second?", "Answered live").click()
    helen.open_more("First?")
    helen.button("First?", "Answer in writing").click()
    helen.card("First?").get_by_role("textbox", name="Answer").fill("Yes,\nof course.")
    helen.button("First?", "Send the answer").click()
    for each in (helen, sam, sara_):
        each.look_away()
        each.see("First?", "Second?", section="answered")
    assert sam.card("First?").locator(".reply-text").inner_text() == "Yes,\nof course."
    assert sam.card("Second?").get_by_text("Answered live").is_visible()
    assert sam.shown.get_by_role("button", name="Vote").count() == 0
    assert Vote.objects.count() == 1


def test_a_host_approves_pins_merges_and_puts_aside(
    look: Any, host: Any, student: Any, sara: Any, event: Any, settings: Any
) -> None:
    settings.JITSI_LIVE_QUESTIONS_APPROVAL = True
    helen, sam, sara_ = look(host), look(student), look(sara)
    for asker, text in [(sam, "Early?"), (sara_, "At dawn?"), (sara_, "Rubbish?")]:
        asker.ask(text)
        asker.card(text).get_by_text("Waits for a host to approve it").wait_for()
        helen.card(text).wait_for()
    assert sam.texts() == []
    for text in ("Early?", "At dawn?"):
        helen.button(text, "Approve").click()
        helen.button(text, "Answered live").wait_for()
    helen.button("Rubbish?", "Put aside").click()
    sam.see("Early?", "At dawn?")
    sam.vote("Early?").click()
    sara_.vote("At dawn?").click()
    helen.open_more("At dawn?")
    helen.button("At dawn?", "Pin").click()
    helen.see("At dawn?", "Early?")
    helen.open_more("Early?")
    helen.button("Early?", "Merge").click()
    helen.card("Early?").get_by_role("button", name="Merge into that one").click()
    helen.see("At dawn?")
    sam.look_away()
    sam.see("At dawn?")
    until(lambda: sam.vote("At dawn?").get_attribute("aria-label") == "Vote, 2 so far")
    until(lambda: sam.vote("At dawn?").get_attribute("aria-pressed") == "true")
    assert sam.card("At dawn?").get_by_text("Pinned").is_visible()
    assert sam.card("Rubbish?").count() == 0
    assert Question.objects.get(text="Rubbish?").state == QuestionState.DISMISSED
    helen.shown.locator("details.dismissed > summary").click()
    helen.button("Rubbish?", "Take up again").click()
    sam.see("At dawn?", "Rubbish?")


def test_whoever_asks_anonymously_is_named_to_hosts_alone(
    look: Any, host: Any, student: Any, sara: Any
) -> None:
    helen, sam, sara_ = look(host), look(student), look(sara)
    sam.field.focus()
    sam.shown.get_by_role("checkbox", name="Ask anonymously").check()
    sam.ask("Who am I?")
    sara_.card("Who am I?").get_by_text("Anonymous", exact=True).wait_for()
    helen.card("Who am I?").get_by_text("Anonymous (you see: Sam Student)").wait_for()
    questions = sara_.element.evaluate("(it) => it.questions")
    assert "Sam" not in words(sara_.page.content() + str(questions))


def test_whoever_has_asked_takes_it_back(look: Any, student: Any, sara: Any) -> None:
    sam, sara_ = look(student), look(sara)
    sam.ask("A mistake?")
    sara_.see("A mistake?")
    assert sara_.button("A mistake?", "Withdraw").count() == 0
    sam.button("A mistake?", "Withdraw").click()
    sam.see()
    sara_.look_away()
    sara_.see()


def test_speakers_answer_and_do_not_moderate(
    look: Any, speaker: Any, student: Any, event: Any
) -> None:
    questions.ask(student, event.pk, "For Sofia?")
    sofia = look(speaker)
    sofia.open_more("For Sofia?")
    names = sofia.card("For Sofia?").get_by_role("button").all_inner_texts()
    assert [each for each in names if not each.isdigit()] == ["Answered live", "Answer in writing"]
    sofia.button("For Sofia?", "Answered live").click()
    sofia.see("For Sofia?", section="answered")


def test_a_guest_asks_under_the_name_of_the_link(
    visit: Any, look: Any, host: Any, event: Any
) -> None:
    visitor = visit(None, "/about/")
    be_guest(visitor, link_for(event), event)
    visitor.open(f"/asked/{event.pk}/")
    ada = Asker(visitor)
    ada.ask("From outside?")
    ada.see("From outside?")
    helen = look(host)
    assert helen.card("From outside?").get_by_text("Dr. Ada Guest").is_visible()
    helen.vote("From outside?").click()
    until(lambda: ada.vote("From outside?").get_attribute("aria-label") == "Vote, 1 so far")


def test_html_in_questions_names_and_answers_stays_text(
    look: Any, host: Any, student: Any, event: Any
) -> None:
    student.first_name = "<i>Sam</i>"
    student.save()
    sam = look(student)
    sam.ask(HTML)
    sam.see(HTML)
    [question] = Question.objects.all()
    questions.answer(host, event.pk, question.pk, HTML)
    sam.look_away()
    sam.see(HTML, section="answered")
    assert sam.shown.locator(".reply-text").inner_text() == HTML
    assert "<i>Sam</i>" in sam.shown.locator(".name").inner_text()
    assert sam.page.evaluate("() => window.broken ?? null") is None
    again = look(student, java_script_enabled=False)
    shown = again.page.locator(".jitsi-live-questions")
    assert shown.locator("li").filter(has_text=HTML).first.is_visible()
    assert shown.locator("b, img, i").count() == 0


# The list stands still, and speaks in time


def test_the_list_does_not_move_under_the_pointer_or_the_keyboard(
    look: Any, student: Any, sara: Any, event: Any
) -> None:
    questions.ask(sara, event.pk, "Old?")
    sam = look(student)
    sam.vote("Old?").focus()
    new = questions.ask(sara, event.pk, "New?")
    questions.vote(sara, event.pk, new.pk)
    sam.shown.get_by_role("button", name="1 new question").wait_for()
    assert sam.texts() == ["Old?"]
    assert sam.focused() == "Vote, 0 so far"
    sam.shown.get_by_role("button", name="1 new question").focus()
    sam.page.keyboard.press("Enter")
    sam.see("New?", "Old?")
    assert sam.focused() == "Open questions (2)"
    sam.look_away()
    sam.card("Old?").hover()
    questions.ask(sara, event.pk, "Third?")
    sam.shown.get_by_role("button", name="1 new question").wait_for()
    assert sam.texts() == ["New?", "Old?"]
    sam.look_away()
    sam.see("New?", "Old?", "Third?")


def test_the_focus_stays_with_the_question_that_moves(
    look: Any, host: Any, student: Any, event: Any
) -> None:
    for text in ("One?", "Two?"):
        questions.ask(student, event.pk, text)
    helen = look(host)
    helen.open_more("Two?")
    helen.button("Two?", "Pin").focus()
    helen.page.keyboard.press("Enter")
    helen.see("Two?", "One?")
    assert helen.focused() == "Unpin"
    helen.open_more("One?")
    helen.button("One?", "Put aside").focus()
    helen.page.keyboard.press("Enter")
    helen.see("Two?")
    assert helen.focused() == "Questions"  # no question stood below


def test_the_list_stands_still_for_a_while_after_a_finger(
    look: Any, student: Any, sara: Any, event: Any
) -> None:
    questions.ask(sara, event.pk, "Old?")
    sam = look(student, has_touch=True)
    sam.visitor.stop_clock()
    sam.card("Old?").locator(".text").tap()
    questions.ask(sara, event.pk, "New?")
    sam.visitor.run_clock(2)
    sam.shown.get_by_role("button", name="1 new question").wait_for()
    assert sam.texts() == ["Old?"]
    sam.visitor.run_clock(4)
    sam.see("Old?", "New?")


def test_new_questions_are_said_in_one_sentence_and_not_while_somebody_types(
    look: Any, student: Any, sara: Any, event: Any
) -> None:
    sam = look(student)
    assert sam.shown.get_by_role("status").count() == 1
    sam.visitor.stop_clock()
    sam.field.press_sequentially("I think")
    questions.ask(sara, event.pk, "One?")
    questions.ask(sara, event.pk, "Two?")
    sam.visitor.run_clock(2)
    sam.see("One?", "Two?")
    said = sam.status.inner_text()
    sam.field.press_sequentially("!")
    sam.visitor.run_clock(3)
    assert (said, sam.status.inner_text()) == ("", "")
    sam.visitor.run_clock(2)
    assert sam.status.inner_text() == "2 new questions."
    assert sam.field.input_value() == "I think!"


def test_a_question_and_a_vote_need_no_pointer(look: Any, student: Any, sara: Any) -> None:
    sam, sara_ = look(student), look(sara)
    sam.field.focus()
    sam.page.keyboard.type("By keys?")
    sam.page.keyboard.press("Tab")  # the box
    sam.page.keyboard.press("Space")
    sam.page.keyboard.press("Tab")
    sam.page.keyboard.press("Enter")
    sam.see("By keys?")
    assert sam.status.inner_text() == "Your question is in the list."
    sara_.see("By keys?")
    sara_.field.focus()
    for _ in ("the box", "the button", "the vote"):
        sara_.page.keyboard.press("Tab")
    assert sara_.focused() == "Vote, 0 so far"
    sara_.page.keyboard.press("Space")
    until(lambda: sara_.focused() == "Vote, 1 so far")
    until(lambda: Vote.objects.count() == 1)


# What goes wrong


def refuse(route: Route) -> None:
    route.fulfill(status=503, body="down", headers={"Retry-After": "1"})


def test_a_site_that_is_down_for_a_moment_costs_nothing(
    look: Any, student: Any, sara: Any, event: Any
) -> None:
    questions.ask(sara, event.pk, "Before?")
    sam = look(student)
    sam.page.route("**/questions/**", refuse)
    sam.ask("Lost?")
    sam.shown.get_by_text("The site could not do this.").wait_for()
    assert sam.field.input_value() == "Lost?"
    vote = sam.vote("Before?")
    vote.click()
    sam.card("Before?").get_by_role("alert").get_by_text("The site could not").wait_for()
    assert vote.get_attribute("aria-pressed") == "false"
    assert vote.get_attribute("aria-label") == "Vote, 0 so far"
    sam.shown.get_by_text("The list may be out of date.").wait_for()
    questions.ask(sara, event.pk, "Meanwhile?")
    sam.page.unroute("**/questions/**")
    sam.look_away()
    sam.see("Before?", "Meanwhile?")
    assert not sam.shown.get_by_text("The list may be out of date.").is_visible()
    sam.shown.get_by_role("button", name="Ask", exact=True).click()
    sam.see("Before?", "Meanwhile?", "Lost?")


def test_whoever_is_logged_out_keeps_what_was_typed(look: Any, student: Any) -> None:
    sam = look(student)
    sam.page.context.clear_cookies()
    sam.ask("Kept?")
    sam.shown.get_by_text("You are not logged in any more, so nothing was sent.").wait_for()
    assert sam.field.input_value() == "Kept?"
    sam.visitor.log_in(student)
    sam.shown.get_by_role("button", name="Ask", exact=True).click()
    sam.see("Kept?")


def test_a_key_that_has_expired_is_replaced_without_a_word(
    look: Any, student: Any, sara: Any, event: Any
) -> None:
    sam = look(student)
    keys: list[str] = []

    def expire(route: Route) -> None:
        keys.append(route.request.url)
        body = '{"code": "key_expired", "detail": "Too old."}'
        route.fulfill(status=403, body=body, content_type="application/json")

    sam.page.route("**/questions/**?key=**", expire, times=1)
    until(lambda: keys, pause=lambda: sam.page.wait_for_timeout(50))
    questions.ask(sara, event.pk, "After?")
    sam.see("After?")
    assert sam.shown.get_by_role("alert").all_inner_texts() == ["", "", ""] or all(
        not each.is_visible() for each in sam.shown.get_by_role("alert").all()
    )


def test_a_question_that_is_too_long_is_not_cut(look: Any, student: Any, settings: Any) -> None:
    settings.JITSI_LIVE_QUESTIONS_MAX_LENGTH = 10
    sam = look(student)
    sam.ask("🙂" * 12)
    sam.shown.get_by_text("Shorten it by 2 characters.").wait_for()
    assert sam.field.input_value() == "🙂" * 12
    assert not Question.objects.exists()
    sam.ask("🙂" * 10)
    sam.see("🙂" * 10)


def test_a_question_without_words_is_not_sent(look: Any, student: Any) -> None:
    sam = look(student)
    sam.ask("  ")
    sam.shown.get_by_role("alert").get_by_text("Write your question first.").wait_for()
    assert not Question.objects.exists()


def test_after_the_event_the_list_is_read_only(
    look: Any, host: Any, student: Any, live: Any
) -> None:
    questions.ask(student, live.pk, "Still here?")
    services.end(host, live.pk)
    sam = look(student)
    sam.see("Still here?")
    assert sam.shown.get_by_text("questions are no longer taken").is_visible()
    assert not sam.field.is_visible()
    assert sam.shown.get_by_role("button", name="Vote").count() == 0


def test_what_was_typed_when_the_event_ended_can_be_copied(
    look: Any, host: Any, student: Any, live: Any
) -> None:
    sam = look(student)
    sam.field.fill("Too late?")
    services.end(host, live.pk)
    sam.shown.get_by_role("button", name="Ask", exact=True).click()
    sam.shown.get_by_role("alert").get_by_text("The event is over").wait_for()
    sam.shown.get_by_text("questions are no longer taken.", exact=True).or_(
        sam.shown.locator("p.hint").get_by_text("The event is over")
    ).first.wait_for()
    assert sam.field.input_value() == "Too late?"


# Everybody


def test_without_javascript_people_ask_vote_and_answer(
    look: Any, host: Any, student: Any, sara: Any, event: Any
) -> None:
    sam = look(student, java_script_enabled=False)
    sam.page.get_by_label("Your question").fill("By a form?")
    sam.page.get_by_role("button", name="Ask", exact=True).click()
    sam.page.get_by_text("Your question was sent.").wait_for()
    sara_ = look(sara, java_script_enabled=False)
    sara_.page.get_by_role("button", name="Vote: By a form?").click()
    sara_.page.get_by_role("button", name="Take your vote back: By a form?").wait_for()
    assert Vote.objects.get().user == sara
    helen = look(host, java_script_enabled=False)
    helen.page.get_by_text("More for: By a form?").click()
    helen.page.get_by_label("Answer (leave").fill("Yes.")
    helen.page.get_by_role("button", name="Answer", exact=True).click()
    helen.page.get_by_text("The question is answered.").wait_for()
    assert Question.objects.get().answer == "Yes."


@pytest.mark.parametrize("page", ["asked", "beside"])
def test_every_eye_and_finger_can_use_it(
    look: Any, host: Any, student: Any, sara: Any, live: Any, axe: str, page: str
) -> None:
    texts = ["Short?", "Long? " + "word " * 60, "W" * 200, "Answered?", "Away?"]
    asked = [questions.ask(sara, live.pk, text) for text in texts]
    questions.answer(host, live.pk, asked[3].pk, "So it is.")
    questions.dismiss(host, live.pk, asked[4].pk)
    questions.pin(host, live.pk, asked[1].pk, pinned=True)
    for user in (host, student):
        asker = look(user, page)
        if user == host:
            asker.open_more("Short?")
            asker.button("Short?", "Answer in writing").click()
        for scheme in ("light", "dark"):
            asker.page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
            asker.page.evaluate(axe)
            assert asker.page.evaluate(FINDINGS) == []
        asker.page.set_viewport_size(SMALLEST)
        assert asker.page.evaluate("() => document.documentElement.scrollWidth") == 320
        assert asker.element.evaluate(TOO_SMALL) == []


def test_hosts_take_the_questions_with_them(look: Any, host: Any, student: Any, event: Any) -> None:
    questions.ask(student, event.pk, "=1+1?")
    helen = look(host)
    with helen.page.expect_download() as found:
        helen.shown.get_by_role("link", name="CSV").click()
    assert "1+1?" in found.value.path().read_text()
    assert look(student).shown.get_by_role("link", name="CSV").count() == 0


def test_words_of_the_page_are_read(look: Any, student: Any) -> None:
    sam = look(student)
    sam.element.evaluate("(it) => { it.texts = { ask: 'Los', title: '<b>Fragen</b>' }; }")
    sam.field.focus()
    assert sam.shown.get_by_role("heading", name="<b>Fragen</b>").is_visible()
    assert sam.shown.get_by_role("button", name="Los").is_visible()


def test_scripts_ask_vote_and_hear_of_changes(look: Any, student: Any, sara: Any) -> None:
    sam = look(student)
    sam.element.evaluate(
        """async (it) => {
          window.told = [];
          it.addEventListener("jitsi-live-questions:change", ({ detail }) => told.push(detail));
          it.addEventListener("jitsi-live-questions:error", ({ detail }) => told.push(detail));
          await it.ask("By a script?");
          await it.vote(it.questions[0].id);
          await it.vote(it.questions[0].id);
          await it.unvote(it.questions[0].id);
          await it.refresh();
        }"""
    )
    assert Question.objects.get().text == "By a script?"
    assert not Vote.objects.exists()
    assert sam.page.evaluate("() => told.at(-1).count") == 1
    code = sam.element.evaluate("(it) => it.ask('').catch(({ code }) => code)")
    assert code == "question_empty"


def test_element_that_was_made_early_takes_its_properties(look: Any, student: Any) -> None:
    sam = look(student)
    found = sam.page.evaluate(
        """async () => {
          const old = document.querySelector("jitsi-live-questions");
          const early = document.createElement("x-early");
          early.texts = { title: "Early" };
          early.fetch = (...all) => { window.asked = true; return fetch(...all); };
          early.setAttribute("questions-url", old.getAttribute("questions-url"));
          document.body.append(early);
          class Late extends customElements.get("jitsi-live-questions") {}
          customElements.define("x-early", Late);
          await new Promise((done) => early.addEventListener("jitsi-live-questions:change", done));
          return [early.shadowRoot.querySelector("h2").textContent, window.asked, early.state];
        }"""
    )
    assert found == ["Early", True, "ready"]
