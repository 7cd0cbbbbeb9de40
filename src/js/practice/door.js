import { config } from "./config.js";
import { fillDevices } from "./devices.js";
import { hash, nameInToken, one } from "./page.js";
import { show } from "./view.js";

const KINDS = ["audio", "video"];
const START_MUTED = { audio: "startWithAudioMuted", video: "startWithVideoMuted" };

/** The devices that shall be on at first. */
export function wantedKinds() {
  const isWanted = (kind) => config.get(START_MUTED[kind]) !== true;
  return config.get("disableInitialGUM") === true ? [] : KINDS.filter(isWanted);
}

/** Before the room: one's name, the devices, and one's own picture. */
export class Door {
  #form = one("[data-door]");
  #picture = one("[data-door] video");
  #looks = 0;

  /** `onJoin` gets the name and the devices by kind, of those that shall be on. Resolves to the name
   * that stands there at first, as soon as there is something to choose. */
  async open(onJoin) {
    const { elements } = this.#form;
    elements.name.value = nameInToken() || (hash.get("userInfo.displayName") ?? "");
    this.#form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#close();
      const isOn = (kind) => elements[kind].value !== "off";
      const devices = KINDS.filter(isOn).map((kind) => [kind, elements[kind].value]);
      onJoin(elements.name.value, Object.fromEntries(devices));
    });
    elements.video.addEventListener("change", () => this.#look());
    await fillDevices(this.#form); // before anybody chooses
    for (const kind of KINDS.filter((each) => !wantedKinds().includes(each))) {
      elements[kind].value = "off";
    }
    show("door");
    this.#look();
    return elements.name.value;
  }

  /** Show what the chosen camera sees. Where there is none, or it may not be used, there is no
   * picture; the room says why. */
  async #look() {
    this.#close();
    const look = this.#looks;
    const { value } = this.#form.elements.video;
    const video = value ? { deviceId: { exact: value } } : true;
    const stream = value === "off" ? null : await borrow({ video });
    if (look === this.#looks) {
      this.#picture.srcObject = stream;
      this.#picture.hidden = !stream;
    } else {
      stop(stream);
    }
  }

  #close() {
    this.#looks += 1;
    stop(this.#picture.srcObject);
    this.#picture.srcObject = null;
    this.#picture.hidden = true;
  }
}

async function borrow(wanted) {
  try {
    return await navigator.mediaDevices.getUserMedia(wanted);
  } catch {
    return null;
  }
}

function stop(stream) {
  stream?.getTracks().forEach((track) => track.stop());
}
