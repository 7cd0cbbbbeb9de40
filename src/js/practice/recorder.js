import { all, one } from "./page.js";

const WIDTH = 1280;
const HEIGHT = 720;
const RATE = 12; // pictures in a second
const PIECE = 1000; // milliseconds of film that are lost at most when the frame is taken away
const AUDIO_LIMIT = 1000; // milliseconds
const TYPES = ["video/webm;codecs=vp8,opus", "video/webm", "video/mp4"];

/** Records the room as a film: what its tiles show, and what is to be heard. */
export class Recorder {
  #recorder = null;
  #audio = null;
  #heard = new Map(); // track -> its source
  #canvas = document.createElement("canvas");
  #painting;
  #begun = 0;

  /** `ownAudio` gives one's own track; `onPiece` gets a piece of the film, and at which
   * millisecond it ends. */
  constructor({ ownAudio, onPiece }) {
    this.ownAudio = ownAudio;
    this.onPiece = onPiece;
  }

  /** Resolves to the type of the film. Rejects where this browser cannot record. */
  async start() {
    const mimeType = TYPES.find((type) => window.MediaRecorder?.isTypeSupported(type));
    if (!mimeType) {
      throw new DOMException("This browser cannot record.", "NotSupportedError");
    }
    Object.assign(this.#canvas, { width: WIDTH, height: HEIGHT });
    this.#paint();
    const stream = this.#canvas.captureStream(RATE);
    (await this.#mixed()).forEach((track) => stream.addTrack(track));
    this.#recorder = new MediaRecorder(stream, { mimeType, videoBitsPerSecond: 1_000_000 });
    this.#recorder.addEventListener("dataavailable", ({ data }) => {
      this.onPiece(data, performance.now() - this.#begun);
    });
    this.#begun = performance.now();
    this.#recorder.start(PIECE);
    this.#painting = setInterval(() => this.#paint(), 1000 / RATE);
    return mimeType.split(";")[0];
  }

  /** Resolves when the last piece has come. */
  async stop() {
    clearInterval(this.#painting);
    const recorder = this.#recorder;
    if (recorder && recorder.state !== "inactive") {
      const stopped = new Promise((resolve) => recorder.addEventListener("stop", resolve));
      recorder.stop();
      await stopped;
    }
    await this.#audio?.close();
  }

  /** The track of all sounds; none where the browser lets no page make sounds without a click. */
  async #mixed() {
    this.#audio = new AudioContext();
    const late = new Promise((resolve) => setTimeout(resolve, AUDIO_LIMIT));
    await Promise.race([this.#audio.resume(), late]);
    if (this.#audio.state !== "running") {
      return [];
    }
    this.mix = this.#audio.createMediaStreamDestination();
    const silence = this.#audio.createConstantSource(); // so that there is sound at any time
    silence.offset.value = 0;
    silence.connect(this.mix);
    silence.start();
    return this.mix.stream.getAudioTracks();
  }

  /** Whoever has come, or has turned on a microphone. */
  #hear() {
    const streams = all("[data-tiles] audio").map(({ srcObject }) => srcObject);
    const tracks = streams.flatMap((stream) => stream?.getAudioTracks() ?? []);
    for (const track of [...tracks, this.ownAudio()]) {
      if (this.mix && track?.readyState === "live" && !this.#heard.has(track)) {
        const source = this.#audio.createMediaStreamSource(new MediaStream([track]));
        source.connect(this.mix);
        this.#heard.set(track, source); // else it may be collected as garbage
      }
    }
  }

  #paint() {
    this.#hear();
    const context = this.#canvas.getContext("2d");
    context.fillStyle = "#111";
    context.fillRect(0, 0, WIDTH, HEIGHT);
    const tiles = all("[data-tiles] > *");
    const columns = Math.ceil(Math.sqrt(tiles.length));
    const rows = Math.ceil(tiles.length / columns);
    const [width, height] = [WIDTH / columns, HEIGHT / rows];
    tiles.forEach((tile, index) => {
      const [left, top] = [(index % columns) * width, Math.floor(index / columns) * height];
      paintTile(context, tile, { left, top, width, height });
    });
  }
}

function paintTile(context, tile, { left, top, width, height }) {
  const video = one("video", tile);
  const { videoWidth, videoHeight } = video;
  context.fillStyle = "#fff";
  if (!video.hidden && videoWidth > 0) {
    const scale = Math.min(width / videoWidth, height / videoHeight);
    const [wide, high] = [videoWidth * scale, videoHeight * scale];
    const place = [left + (width - wide) / 2, top + (height - high) / 2];
    context.drawImage(video, ...place, wide, high);
  } else {
    context.font = `600 ${height / 5}px system-ui, sans-serif`;
    context.textAlign = "center";
    context.fillText(one(".initials", tile).textContent, left + width / 2, top + height * 0.57);
  }
  context.font = "24px system-ui, sans-serif";
  context.textAlign = "left";
  context.fillText(tile.dataset.name, left + 16, top + height - 16, width - 32);
}
