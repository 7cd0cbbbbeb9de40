// Shows every <time data-format> in the reader's own time zone. Without this file the page
// shows the server's zone and says so.

const FORMATS = {
  month: { month: "short" },
  day: { day: "numeric" },
  date: { weekday: "long", day: "numeric", month: "long", year: "numeric" },
  short: { weekday: "short", day: "numeric", month: "short", hour: "numeric", minute: "2-digit" },
  time: { hour: "numeric", minute: "2-digit" },
  "time-zone": { hour: "numeric", minute: "2-digit", timeZoneName: "short" },
};

// The reader's variant of the page's language, so that words and dates match.
const pageLanguage = document.documentElement.lang;
const locale = navigator.languages.find((name) => name.startsWith(pageLanguage)) ?? pageLanguage;

for (const time of document.querySelectorAll("time[data-format]")) {
  const format = new Intl.DateTimeFormat(locale, FORMATS[time.dataset.format]);
  time.textContent = format.format(new Date(time.dateTime));
}
