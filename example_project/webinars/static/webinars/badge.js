// The room tells the page when the webinar goes live and when that ends: the badge follows.

const badge = document.querySelector(".page-head .badge");
const before = { className: badge.className, textContent: badge.textContent };

document.addEventListener("jitsi-live:state", ({ detail }) => {
  const isLive = detail.state === "live" || detail.state === "joined";
  const wasLive = before.className.includes("live");
  const live = { className: "badge live", textContent: "Live" };
  const over = wasLive ? { className: "badge over", textContent: "Over" } : before;
  Object.assign(badge, isLive ? live : over);
});
