// Turns the forms of {% jitsi_room %} into a room on the page. One file without imports:
// ManifestStaticFilesStorage does not rewrite them.

const POLL_AFTER_ACTION = 30; // seconds

const scripts = new Map();

/** Load a server's IFrame API once, however many rooms are on the page. */
function loadScript(url) {
  if (!scripts.has(url)) {
    const loading = new Promise((resolve, reject) => {
      const script = document.createElement("script");
      script.src = url;
      script.onload = resolve;
      script.onerror = () => {
        scripts.delete(url);
        script.remove();
        reject(new Unreachable());
      };
      document.head.append(script);
    });
    scripts.set(url, loading);
  }
  return scripts.get(url);
}

class Refusal extends Error {}
class ServerError extends Error {}
class Unreachable extends Error {}

class Room {
  constructor(element) {
    this.element = element;
    this.form = element.querySelector("form");
    this.video = element.querySelector("[data-video]");
    this.errorLine = element.querySelector("[data-error]");
    this.isLive = element.dataset.state === "live";
    this.hasEnded = element.dataset.state === "ended";
    this.state = null;
    this.isBusy = false;
    this.actions = 0;
    this.api = null;
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.act(event.submitter.value);
    });
    this.form.querySelector("[value=leave]").addEventListener("click", () => this.leave());
    this.show();
    this.schedule(0);
  }

  /** Show what belongs to the state, hide the rest, and tell the page around. */
  show() {
    const apart = this.isLive ? "live" : this.hasEnded ? "ended" : "waiting";
    const state = this.api ? "joined" : apart;
    if (state === this.state) {
      return;
    }
    this.state = state;
    const hadFocus = this.form.contains(document.activeElement);
    for (const part of this.element.querySelectorAll("[data-when]")) {
      part.hidden = !part.dataset.when.split(" ").includes(state);
    }
    if (hadFocus) {
      // The button that had it may have gone; the keyboard goes on from its successor.
      this.form.querySelector("button:not([hidden])")?.focus();
    }
    const event = new CustomEvent("jitsi-live:state", { bubbles: true, detail: { state } });
    this.element.dispatchEvent(event);
  }

  async act(action) {
    if (this.isBusy) {
      return;
    }
    this.setBusy(true);
    this.actions += 1;
    this.errorLine.hidden = true;
    try {
      const answer = await this.post(action);
      this.follow(answer.is_active);
      if (action === "end") {
        this.leave();
      } else {
        await this.open(answer);
      }
    } catch (error) {
      this.fail(error);
    } finally {
      this.setBusy(false);
      this.show();
      this.schedule(POLL_AFTER_ACTION);
    }
  }

  async post(action) {
    const body = new FormData(this.form);
    body.set("action", action);
    // Not form.action: the buttons are of that name.
    const response = await fetch(this.form.getAttribute("action"), {
      method: "POST",
      headers: { Accept: "application/json" },
      body,
    });
    if (response.ok) {
      return response.json();
    }
    const { detail } = await response.json().catch(() => ({}));
    throw detail ? new Refusal(detail) : new ServerError();
  }

  async open(grant) {
    await loadScript(grant.script_url);
    this.close();
    this.api = new window.JitsiMeetExternalAPI(grant.domain, {
      roomName: grant.room,
      parentNode: this.video,
      jwt: grant.jwt ?? undefined,
      lang: grant.lang,
      userInfo: { displayName: grant.display_name },
      // Who has clicked "join" need not click again, nor be sent to an app on a phone.
      configOverwrite: {
        prejoinConfig: { enabled: false },
        disableDeepLinking: true,
        ...grant.config,
      },
    });
    this.api.addListener("readyToClose", () => this.leave());
  }

  leave() {
    this.close();
    this.show();
    this.schedule(0);
  }

  close() {
    this.api?.dispose();
    this.api = null;
  }

  async poll() {
    let pause = 30;
    try {
      const asked = this.actions;
      const response = await fetch(this.element.dataset.statusUrl, { credentials: "omit" });
      if (response.ok) {
        const status = await response.json();
        pause = status.poll_after;
        // An answer from before one's own "go live" is out of date.
        if (asked === this.actions) {
          this.follow(status.is_active);
        }
      }
    } catch {
      // Offline: the next question may be answered.
    }
    this.schedule(pause);
  }

  /** Go along with what others have done: the host went live, or ended it for everyone. */
  follow(isLive) {
    this.hasEnded = !isLive && (this.hasEnded || this.isLive);
    this.isLive = isLive;
    if (!isLive) {
      this.close();
    }
    this.show();
  }

  schedule(seconds) {
    clearTimeout(this.timer);
    if (this.element.isConnected) {
      this.timer = setTimeout(() => this.poll(), seconds * 1000);
    }
  }

  /** Not by disabling the buttons: the pressed one would lose the keyboard's focus. */
  setBusy(isBusy) {
    this.isBusy = isBusy;
    this.form.setAttribute("aria-busy", isBusy);
  }

  fail(error) {
    const { offline, failed, unreachable } = this.errorLine.dataset;
    const texts = { Refusal: error.message, ServerError: failed, Unreachable: unreachable };
    this.errorLine.textContent = texts[error.constructor.name] ?? offline;
    this.errorLine.hidden = false;
  }
}

for (const element of document.querySelectorAll("[data-jitsi-live-room]")) {
  if (element.querySelector("form")) {
    new Room(element);
  }
}
