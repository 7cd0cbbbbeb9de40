// Turns the forms of {% jitsi_room %} into a room on the page. One file without imports:
// ManifestStaticFilesStorage does not rewrite them.

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
class Unreachable extends Error {}

class Room {
  constructor(element) {
    this.element = element;
    this.form = element.querySelector("form");
    this.video = element.querySelector("[data-video]");
    this.errorLine = element.querySelector("[data-error]");
    this.isLive = "live" in element.dataset;
    this.api = null;
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.act(event.submitter.value);
    });
    this.form.querySelector("[value=leave]").addEventListener("click", () => this.leave());
    this.poll();
  }

  /** Show what belongs to the state, and hide the rest. */
  show() {
    const state = this.api ? "joined" : this.isLive ? "live" : "waiting";
    for (const part of this.element.querySelectorAll("[data-when]")) {
      part.hidden = !part.dataset.when.split(" ").includes(state);
    }
  }

  async act(action) {
    this.setBusy(true);
    this.errorLine.hidden = true;
    try {
      const answer = await this.post(action);
      this.isLive = answer.is_active;
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
    }
  }

  async post(action) {
    const body = new FormData(this.form);
    body.set("action", action);
    const response = await fetch(this.form.action, {
      method: "POST",
      headers: { Accept: "application/json" },
      body,
    });
    const answer = await response.json();
    if (!response.ok) {
      throw new Refusal(answer.detail);
    }
    return answer;
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
    this.poll();
  }

  close() {
    this.api?.dispose();
    this.api = null;
  }

  async poll() {
    clearTimeout(this.timer);
    if (this.api || !this.element.isConnected) {
      return;
    }
    let pause = 30;
    try {
      const response = await fetch(this.element.dataset.statusUrl, { credentials: "omit" });
      const status = await response.json();
      if (response.ok && !this.api) {
        this.isLive = status.is_active;
        pause = status.poll_after;
        this.show();
      }
    } catch {
      // Offline: the next question may be answered.
    }
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.poll(), pause * 1000);
  }

  setBusy(busy) {
    for (const button of this.form.querySelectorAll("button")) {
      button.disabled = busy;
    }
  }

  fail(error) {
    const { offline, unreachable } = this.errorLine.dataset;
    const texts = { Refusal: error.message, Unreachable: unreachable };
    this.errorLine.textContent = texts[error.constructor.name] ?? offline;
    this.errorLine.hidden = false;
  }
}

for (const element of document.querySelectorAll("[data-jitsi-live-room]")) {
  if (element.querySelector("form")) {
    new Room(element);
  }
}
