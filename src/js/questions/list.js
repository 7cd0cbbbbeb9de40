// The list of questions: what is in it, in which order, and what has changed. No DOM, no clock.

/** States that everybody sees. */
export const PUBLIC = new Set(["open", "answered"]);

/** Of whatever the site has sent, what is a question. */
export function questionsOf(answer) {
  const given = Array.isArray(answer) ? answer : [];
  return given.filter((each) => typeof each?.id === "string" && typeof each.text === "string");
}

export const idsOf = (questions) => questions.map(({ id }) => id);

const byId = (questions) => new Map(questions.map((each) => [each.id, each]));

/** Pinned first, then by votes, then by time; answered ones by the time of the answer. */
export function inOrder(questions) {
  return [...questions].sort(
    (a, b) =>
      Number(b.is_pinned === true) - Number(a.is_pinned === true) ||
      (a.state === "answered" && b.state === "answered"
        ? later(a.answered_at, b.answered_at)
        : votesOf(b) - votesOf(a)) ||
      -later(a.asked_at, b.asked_at),
  );
}

/** Below zero where the first moment is the later one. Moments come as the site writes them. */
function later(a, b) {
  return (Date.parse(b) || 0) - (Date.parse(a) || 0);
}

export const votesOf = ({ votes }) => (Number.isFinite(votes) ? votes : 0);

/** With another one in the place of that id, or at the end; in order. */
export function withQuestion(questions, question) {
  const isThere = questions.some(({ id }) => id === question.id);
  const changed = questions.map((each) =>
    each.id === question.id ? { ...each, ...question } : each,
  );
  return inOrder(isThere ? changed : [...questions, question]);
}

export const without = (questions, id) => questions.filter((each) => each.id !== id);

/** One vote more or less, without a new order. */
export function withVote(questions, id, difference) {
  return questions.map((each) =>
    each.id === id ? { ...each, votes: Math.max(0, votesOf(each) + difference) } : each,
  );
}

/** What stands there while people read or press in it: the same questions in the same order, with
 * the votes of the newer list. */
export function heldWith(shown, questions) {
  const known = byId(questions);
  return shown.map((each) => {
    const now = known.get(each.id);
    return now ? { ...each, votes: now.votes } : each;
  });
}

/** What a held list does not show yet: how many new questions, and whether there is anything. */
export function changesBetween(shown, questions) {
  const known = byId(shown);
  const added = questions.filter(({ id }) => !known.has(id)).length;
  const isSame = JSON.stringify(shown) === JSON.stringify(questions);
  return { added, isSame };
}

/** What people who do not look are told: new questions, those that wait, and answers. */
export function newsBetween(before, after, ownIds) {
  const known = byId(before);
  const fresh = after.filter(({ id }) => !known.has(id) && !ownIds.includes(id));
  const isNew = (state) => fresh.filter((each) => each.state === state).length;
  const wasAnswered = after.filter(
    ({ id, state }) => state === "answered" && known.has(id) && known.get(id).state !== state,
  );
  return { questions: isNew("open"), waiting: isNew("waiting"), answers: wasAnswered.length };
}

export const NO_NEWS = Object.freeze({ questions: 0, waiting: 0, answers: 0 });

export function addedNews(a, b) {
  return {
    questions: a.questions + b.questions,
    waiting: a.waiting + b.waiting,
    answers: a.answers + b.answers,
  };
}

export const isNews = ({ questions, waiting, answers }) => questions + waiting + answers > 0;

/** The person's own, as the list of everybody has them now. */
export function ownWith(own, questions) {
  const known = byId(questions);
  return own.map((each) => ({ ...each, ...known.get(each.id) }));
}

/** Whether something of this person was in the list of everybody, and is not any more: it was merged
 * or put aside, and only the full answer says which. */
export function hasLostOwn({ questions, ownVotes, ownQuestions }, after) {
  const now = new Set(idsOf(after));
  const mine = new Set([...ownVotes, ...idsOf(ownQuestions)]);
  return questions.some(({ id }) => mine.has(id) && !now.has(id));
}

/** By the section in which they are shown. Own ones that everybody sees stand in their place. */
export function sectionsOf(shown, own) {
  const there = new Set(idsOf(shown));
  const inState = (state) => shown.filter((each) => each.state === state);
  const hidden = own.filter(({ id, state }) => !there.has(id) && !PUBLIC.has(state));
  return {
    own: inOrder(hidden),
    waiting: inState("waiting"),
    open: inState("open"),
    answered: inState("answered"),
    dismissed: inState("dismissed"),
  };
}

/** Questions that another one may be merged into. */
export function mergeTargets(shown, id) {
  return shown.filter((each) => each.id !== id && PUBLIC.has(each.state));
}

/** Whether the person may take the own question back: nobody else votes for it or has asked the same,
 * and there is no answer. */
export function canWithdraw({ state, votes, merged }, isVoted) {
  const others = votesOf({ votes }) - (isVoted ? 1 : 0);
  return (state === "waiting" || state === "open") && others <= 0 && !(merged > 0);
}
