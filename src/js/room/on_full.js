// The room takes no more people: this person is in line, and is let in without a click.

const DEFAULT_RETRY = 10; // seconds, where the site has named none

/** The site says when to ask again, and where to watch meanwhile. */
export function standInLine(step, { retryAfter, watchUrl }) {
  const { info } = step.state;
  if (watchUrl !== undefined && watchUrl !== info.watch_url) {
    step.change({ info: { ...info, watch_url: watchUrl } });
    step.run("render");
  }
  step.moveTo("full");
  const due = { type: "line-due" };
  step.startTimer("line", retryAfter ?? DEFAULT_RETRY, due, { hasJitter: true });
}

export function lineDue(step) {
  if (step.state.name === "full") {
    step.run("ask-line");
  }
}

/** Who does not ask any more has left it. */
export function leaveLine(step) {
  step.nextVisit();
  step.stopTimer("line");
  step.moveTo("live");
  step.schedulePoll();
}
