import { one } from "./page.js";

// What is to be seen

export class Tile {
  constructor(person, { isOwn, onRemove, onSilence }) {
    this.element = one("[data-tile]").content.cloneNode(true).firstElementChild;
    this.isOwn = isOwn;
    this.onSilence = onSilence;
    this.element.classList.toggle("own", isOwn);
    this.element.dataset.id = person.id;
    one(".remove", this.element).addEventListener("click", onRemove);
    this.show(person);
    one("[data-tiles]").append(this.element);
  }

  show({ name, role, audioMuted, videoMuted, handRaised }) {
    const words = name.split(" ");
    const initials = [words[0], words.length > 1 ? words.at(-1) : ""].map((word) => [...word][0]);
    one(".initials", this.element).textContent = initials.join("").toUpperCase();
    this.element.dataset.name = name; // as it is in a recording
    one(".name", this.element).textContent = this.isOwn ? `${name} (you)` : name;
    one(".role", this.element).hidden = role !== "moderator";
    one("[data-flag=audioMuted]", this.element).hidden = !audioMuted;
    one("[data-flag=handRaised]", this.element).hidden = !handRaised;
    one(".remove", this.element).setAttribute("aria-label", `Remove ${name}`);
    one("video", this.element).hidden = videoMuted;
    one("video", this.element).setAttribute("aria-label", `Picture of ${name}`);
    this.element.classList.toggle("hand", handRaised > 0);
  }

  allowRemoving(isAllowed) {
    one(".remove", this.element).hidden = !isAllowed;
  }

  /** Sound and picture apart: a picture without sound may always play. */
  play(track) {
    const player = one(track.kind, this.element);
    player.srcObject = new MediaStream([track]);
    player.play().catch((error) => {
      if (error.name === "NotAllowedError") {
        this.onSilence();
      }
    });
  }

  stop(kind) {
    one(kind, this.element).srcObject = null;
  }

  remove() {
    if (this.element.contains(document.activeElement)) {
      one(".bar button").focus();
    }
    this.element.remove();
  }
}
