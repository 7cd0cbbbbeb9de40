import { linkTo } from "./addresses.js";
import { make } from "./dom.js";
import { attempt } from "./report.js";

// Where a stream can be watched, shown in the page where that can be done safely: in a frame of another
// site, without a door into this one. The doctor knows the same addresses: sessions/watching.py.

const YOUTUBE = new Set(["youtube.com", "youtube-nocookie.com"]);
const YOUTUBE_FRAME = "https://www.youtube-nocookie.com/embed/";
const YOUTUBE_ID = /^[\w-]{6,20}$/;
const YOUTUBE_CHANNEL = /^UC[\w-]{22}$/;
const YOUTUBE_VIDEO = /^\/(?:live|embed|shorts)\/([^/]+)\/?$/;
const YOUTUBE_LIVE = /^\/channel\/([^/]+)\/live\/?$/;
const PEERTUBE_VIDEO = /^\/(?:w|videos\/watch|videos\/embed)\/([\w-]{20,40})\/?$/;
const PLAYLIST = /\.m3u8$/i;
const HLS = "application/vnd.apple.mpegurl";

/** `kind` is `frame`, `video` or `link`. Throws where the address leads nowhere.
 *
 * @param {URL} url
 * @param {string} origin of the page
 */
export function sourceOf(url, origin) {
  const isForeign = url.protocol === "https:" && url.origin !== origin;
  const frame = isForeign ? (youTubeFrame(url) ?? peerTubeFrame(url)) : null;
  if (frame) {
    return { kind: "frame", url: frame };
  }
  return { kind: PLAYLIST.test(url.pathname) ? "video" : "link", url: url.href };
}

function youTubeFrame(url) {
  const host = url.hostname.replace(/^(?:www|m)\./, "");
  const { pathname, searchParams } = url;
  if (host !== "youtu.be" && !YOUTUBE.has(host)) {
    return null;
  }
  const channel = YOUTUBE_LIVE.exec(pathname)?.[1] ?? searchParams.get("channel") ?? "";
  if (YOUTUBE_CHANNEL.test(channel)) {
    return `${YOUTUBE_FRAME}live_stream?channel=${channel}`;
  }
  const short = host === "youtu.be" ? pathname.slice(1) : null;
  const id = short ?? YOUTUBE_VIDEO.exec(pathname)?.[1] ?? searchParams.get("v") ?? "";
  return YOUTUBE_ID.test(id) ? YOUTUBE_FRAME + id : null;
}

function peerTubeFrame({ origin, pathname }) {
  const id = PEERTUBE_VIDEO.exec(pathname)?.[1];
  return id ? `${origin}/videos/embed/${id}` : null;
}

/** The stream in the page, and a link to it. */
export class Watch {
  element = make("div", { part: "watch", hidden: true });
  #address = "";
  #text;

  constructor(text) {
    this.#text = text;
  }

  /** What is shown already goes on: to draw it anew would begin it anew. */
  show(address) {
    if (address !== this.#address) {
      this.#address = address;
      const shown = address ? attempt(() => this.#draw(linkTo(address)), []) : [];
      this.element.replaceChildren(...shown);
      this.element.hidden = shown.length === 0;
    }
  }

  #draw(url) {
    const { kind, url: source } = sourceOf(url, location.origin);
    const player = kind === "frame" ? this.#frame(source) : this.#video(kind, source);
    const link = make("a", { part: "watch-link", href: url.href, target: "_blank" });
    link.rel = "noopener";
    link.textContent = this.#text("watchLink");
    return player ? [player, link] : [link];
  }

  #frame(source) {
    const frame = make("iframe", { part: "watch-frame", title: this.#text("watchStream") });
    // Of another origin, so that its scripts reach nothing of this page.
    frame.setAttribute(
      "sandbox",
      "allow-scripts allow-same-origin allow-presentation allow-popups",
    );
    frame.allow = "autoplay; fullscreen; picture-in-picture; encrypted-media";
    frame.referrerPolicy = "strict-origin-when-cross-origin"; // YouTube plays nothing without
    frame.src = source;
    return frame;
  }

  /** Where the browser plays it without a script. */
  #video(kind, source) {
    const video = make("video", { part: "watch-frame", controls: true });
    if (kind !== "video" || !video.canPlayType(HLS)) {
      return null;
    }
    video.setAttribute("playsinline", "");
    video.setAttribute("aria-label", this.#text("watchStream"));
    video.setAttribute("playsinline", "");
    video.src = source;
    return video;
  }
}
