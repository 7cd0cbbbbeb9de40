// The room tells the page when the webinar goes live and when that ends: the badge follows.

const badge = document.querySelector(".page-head .badge");
const before = { className: badge.className, textContent: badge.textContent };
const live = { className: "badge live", textContent: "Live" };
const over = { className: "badge over", textContent: "Over" };
const upcoming = { className: "badge upcoming", textContent: "Upcoming" };
let wasLive = before.className === live.className;

/** A webinar that was tried out before its time is still to come. */
function notLive() {
  if (!wasLive) return before;
  if (new Date(badge.dataset.startsAt) <= new Date()) return over;
  return before.className === live.className ? upcoming : before;
}

document.addEventListener("jitsi-live:state", ({ detail: { isLive } }) => {
  // Leaving the room or losing the connection does not end a webinar. Where it is not known whether
  // it is live, `isLive` is null.
  if (isLive === null) return;
  wasLive ||= isLive;
  Object.assign(badge, isLive ? live : notLive());
});
