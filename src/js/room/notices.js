import { linkTo } from "./addresses.js";
import { make } from "./dom.js";
import { attempt } from "./report.js";

/** Where notices lead: by their key, the link and its words. */
const NOTICE_LINKS = {
  hostNotModerator: { link: "roles", text: "rolesHelp" },
  attendeeIsModerator: { link: "roles", text: "rolesHelp" },
  loggedOutHere: { link: "login", text: "logInAgain" },
};

/** A notice above the video. `links` are addresses by name, of which one may be about it; `text`
 * gives words by their key. */
export function makeNotice(key, values, { links, text, onClose }) {
  const words = make("p", { textContent: text(key, values) });
  const about = NOTICE_LINKS[key] ?? {};
  const href = links[about.link] && attempt(() => linkTo(links[about.link]).href);
  if (href) {
    const properties = { href, target: "_blank", rel: "noopener" };
    words.append(" ", make("a", { ...properties, textContent: text(about.text) }));
  }
  const close = make("button", {
    type: "button",
    textContent: "✕",
    "aria-label": text("close"),
  });
  close.addEventListener("click", onClose);
  const notice = make("div", { part: "notice", role: "alert" }, words, close);
  notice.dataset.notice = key;
  return notice;
}
