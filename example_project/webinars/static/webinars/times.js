// Shows every <time data-format> in the reader's own time zone. Without this file the page
// shows the server's zone and says so.

const FORMATS = {
  month: { month: "short" },
  day: { day: "numeric" },
  date: { weekday: "long", day: "numeric", month: "long", year: "numeric" },
  short: { weekday: "short", day: "numeric", month: "short", hour: "numeric", minute: "2-digit" },
};
const CLOCK = { hour: "numeric", minute: "2-digit", timeZoneName: "short" };

// The reader's variant of the page's language, so that words and dates match.
const pageLanguage = document.documentElement.lang;
const locale = navigator.languages.find((name) => name.startsWith(pageLanguage)) ?? pageLanguage;

for (const time of document.querySelectorAll("time[data-format]")) {
  const format = new Intl.DateTimeFormat(locale, FORMATS[time.dataset.format]);
  time.textContent = format.format(new Date(time.dateTime));
}

const clock = new Intl.DateTimeFormat(locale, CLOCK);
const zone = (date) => clock.formatToParts(date).find(({ type }) => type === "timeZoneName").value;

/** Both times in one form. With the zone of each, where the clock is changed in between, and without
 * dates, where it goes on after midnight. */
function between(from, until) {
  if (zone(from) === zone(until) && from.toDateString() === until.toDateString()) {
    return clock.formatRange(from, until);
  }
  return `${clock.format(from)} – ${clock.format(until)}`;
}

for (const span of document.querySelectorAll("[data-from]")) {
  span.textContent = between(new Date(span.dataset.from), new Date(span.dataset.until));
}
