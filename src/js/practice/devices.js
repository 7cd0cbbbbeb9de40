import { all, one } from "./page.js";

const LABELS = { audio: ["Mute", "Unmute"], video: ["Stop camera", "Start camera"] };
const ICONS = { audio: "microphone", video: "camera" };
const PROBLEMS = { NotFoundError: "was found", NotAllowedError: "may be used here" };

/** The buttons of microphone and camera, and what does not work of them. */
export class Devices {
  #failures = {};

  fail(kind, error) {
    const device = ICONS[kind];
    this.#failures[kind] = `No ${device} ${PROBLEMS[error.name] ?? "works"}`;
  }

  show(media) {
    for (const kind of ["audio", "video"]) {
      const isMuted = media.isMuted(kind);
      const button = one(`[data-action=${kind}]`);
      one("[data-label]", button).textContent = LABELS[kind][Number(isMuted)];
      one("use", button).setAttribute("href", `#${ICONS[kind]}${isMuted ? "-off" : ""}`);
      button.toggleAttribute("data-off", isMuted);
      if (!isMuted) {
        delete this.#failures[kind];
      }
    }
    this.#showFailures();
  }

  #showFailures() {
    const texts = Object.values(this.#failures);
    const line = one("[data-devices]");
    line.hidden = texts.length === 0;
    const rest = texts.length > 1 ? " You can see, hear and write." : "";
    line.textContent = texts.map((text) => `${text}.`).join(" ") + rest;
  }
}

/** Fill the choice of devices before the room. */
export async function fillDevices(form) {
  const devices = (await navigator.mediaDevices?.enumerateDevices().catch(() => [])) ?? [];
  const selects = { audioinput: form.elements.audio, videoinput: form.elements.video };
  for (const { kind, deviceId, label } of devices) {
    // Browsers keep the names to themselves until a device has been lent.
    const first = selects[kind]?.length === 1;
    selects[kind]?.add(new Option(label || "On", deviceId, first, first));
  }
}

/** After a click of the person, without which the browser does not play it. */
export function turnOnSound() {
  one("[data-action=sound]").hidden = true;
  all("audio").forEach((player) => player.play());
}
