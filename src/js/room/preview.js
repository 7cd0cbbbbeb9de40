import { make } from "./dom.js";
import { toRoomError } from "./error.js";

/** A look at the own picture before others see it. The camera is asked for by a click, or where this
 * page may use it anyway; it is let go of before the frame takes it. */
export class Preview {
  element = make("div", { part: "preview", hidden: true });
  #text;
  #stream = null;
  #isShown = false;

  constructor(text) {
    this.#text = text;
    this.video = make("video", { part: "preview-video", muted: true, autoplay: true });
    this.video.setAttribute("playsinline", "");
    this.button = make("button", { part: "button look", className: "quiet", type: "button" });
    this.button.addEventListener("click", () => void this.#look());
    this.element.append(this.button); // the picture is there only while there is one
  }

  show(isWanted) {
    const shows = isWanted && isPossible();
    if (shows === this.#isShown) {
      return;
    }
    this.#isShown = shows;
    this.element.hidden = !shows;
    this.#stop();
    if (shows) {
      this.button.textContent = this.#text("lookAtPicture");
      this.video.setAttribute("aria-label", this.#text("ownPicture"));
      void this.#lookIfGranted();
    }
  }

  #stop() {
    this.#stream?.getTracks().forEach((track) => track.stop());
    this.#stream = null;
    this.video.srcObject = null;
    this.video.remove();
    this.button.hidden = false;
  }

  async #lookIfGranted() {
    if (await isGranted()) {
      await this.#look();
    }
  }

  /** Where there is no picture, there is no button, and the invitation stays. */
  async #look() {
    try {
      const stream = await navigator.mediaDevices.getUserMedia({ video: true });
      if (!this.#isShown || this.#stream) {
        stream.getTracks().forEach((track) => track.stop());
        return;
      }
      this.#stream = stream;
      this.video.srcObject = stream;
      this.element.prepend(this.video);
    } catch (error) {
      toRoomError(error); // such as a camera that another program uses
    }
    this.button.hidden = true;
  }
}

/** Whether this page has a camera that it may ask for. */
function isPossible() {
  const policy = /** @type {any} */ (document).featurePolicy;
  const isBlocked = policy ? !policy.allowsFeature("camera") : false;
  return Boolean(window.isSecureContext && navigator.mediaDevices?.getUserMedia) && !isBlocked;
}

async function isGranted() {
  try {
    const name = /** @type {PermissionName} */ ("camera");
    const { state } = await navigator.permissions.query({ name });
    return state === "granted";
  } catch {
    return false; // some browsers do not say
  }
}
