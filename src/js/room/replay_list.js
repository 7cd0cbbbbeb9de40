import { JitsiLiveReplay } from "../replay/element.js";
import { linkTo } from "./addresses.js";
import { arrange, make } from "./dom.js";
import { attempt } from "./report.js";

const FILES = { transcript: "transcriptFile", chat: "chatFile" };
const STATES = { announced: "replayComing", arriving: "replayComing", lost: "replayLost" };

/** The recordings below the words of a session that is over: players, and for hosts what becomes of
 * those that are not here. */
export class ReplayList {
  #text;

  constructor(text) {
    this.#text = text;
    this.heading = make("h3", { part: "replays-title", id: "replays" });
    this.players = make("div", { part: "replay-players" });
    this.absent = make("ul", { part: "replay-states", role: "list" });
    this.files = make("div", { part: "actions replay-files" });
    const { heading, players, absent, files } = this;
    const about = { part: "replays", hidden: true, "aria-labelledby": "replays" };
    this.element = make("section", about, heading, players, absent, files);
  }

  /** `recordings` as the site lists them; `texts` are words of the page's own, by key. */
  show(recordings, { role, links, texts }) {
    const isHost = role === "host";
    const here = (recordings ?? []).filter(({ state, url }) => state === "here" && url);
    const videos = here.filter(({ kind }) => kind === "video");
    const missing = isHost ? (recordings ?? []).filter(({ state }) => STATES[state]) : [];
    const files = isHost ? here.filter(({ kind }) => FILES[kind]) : [];
    this.heading.textContent = this.#text("replays");
    this.#fill(this.players, videos, (known, each) => this.#player(known, each, texts));
    this.#fill(this.absent, missing, (known, each) => this.#state(known, each));
    this.#showFiles(files, isHost && recordings?.length > 0 ? links.replay : null);
    const parts = [this.players, this.absent, this.files];
    this.element.hidden = parts.every(({ hidden }) => hidden);
  }

  /** Those that stay are left alone: they may be playing. */
  #fill(place, recordings, draw) {
    const known = new Map([...place.children].map((row) => [row.dataset.recording, row]));
    const rows = recordings.map((each) => {
      const row = attempt(() => draw(known.get(each.id), each));
      row?.setAttribute("data-recording", each.id);
      return row;
    });
    arrange(place, rows.filter(Boolean));
    place.hidden = place.children.length === 0;
  }

  #player(known, recording, texts) {
    const player = known ?? this.#makePlayer(recording);
    player.firstChild.textContent = recording.title || this.#text("replay");
    player.lastChild.texts = texts;
    return player;
  }

  #makePlayer({ url, poster_url, captions_url, seconds, title }) {
    JitsiLiveReplay.define();
    const about = { controls: true, preload: "none", part: "replay-video" };
    const video = make("video", { ...about, src: linkTo(url).href });
    video.setAttribute("playsinline", ""); // else phones take the whole screen
    video.setAttribute("aria-label", title || this.#text("replay"));
    if (poster_url) {
      video.poster = poster_url;
    }
    if (captions_url) {
      const label = this.#text("captions");
      video.append(make("track", { kind: "captions", src: linkTo(captions_url).href, label }));
    }
    const replay = make("jitsi-live-replay", {}, video);
    replay.dataset.seconds = seconds ?? "";
    return make("article", { part: "replay" }, make("h4", { part: "replay-title" }), replay);
  }

  #state(known, { state, title, problem, received, size }) {
    const row = known ?? make("li", { part: "replay-state" });
    const share = received > 0 && size >= received ? Math.floor((100 * received) / size) : null;
    const key = share !== null && state !== "lost" ? "replayPercent" : STATES[state];
    const values = { title: title || this.#text("replay"), problem: problem ?? "", percent: share };
    row.textContent = this.#text(key, values).trim();
    return row;
  }

  #showFiles(files, replay) {
    const link = (href, textContent, about) =>
      attempt(() => make("a", { part: "button", className: "quiet", href, textContent, ...about }));
    const links = files.map(({ url, kind, title }) =>
      link(linkTo(url).href, title || this.#text(FILES[kind]), { download: "" }),
    );
    const page = replay ? [link(replay, this.#text("manageReplays"), {})] : [];
    this.files.replaceChildren(...[...links, ...page].filter(Boolean));
    this.files.hidden = this.files.children.length === 0;
  }
}
