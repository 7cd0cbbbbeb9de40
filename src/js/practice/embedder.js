import { hash } from "./page.js";

// The page around the frame

export class Embedder {
  #scope = null;

  constructor(onCommand, onRequest) {
    const id = hash.get("jitsi_meet_external_api_id");
    if (id === undefined || window.parent === window) {
      return;
    }
    this.#scope = `jitsi_meet_external_api_${id}`;
    window.addEventListener("message", ({ source, origin, data }) => {
      if (source !== window.parent || origin !== location.origin) {
        return;
      }
      const message = this.#parsed(data);
      if (message?.scope !== this.#scope || message.method !== "message") {
        return;
      }
      const params = message.params;
      if (params.type === "event") {
        onCommand(params.data.name, params.data.data);
      } else if (params.type === "request") {
        const { name, ...about } = params.data;
        const result = onRequest(name, about);
        const answer = result === undefined ? { error: "unknown" } : { result };
        this.#post({ type: "response", id: params.id, ...answer });
      }
    });
  }

  /** Emit an event there; the name is Jitsi's name on the wire. */
  emit(name, payload = {}) {
    this.#post({ type: "event", data: { name, ...payload } });
  }

  /** Part of a recording, which is no text. */
  pass(recording) {
    if (this.#scope) {
      window.parent.postMessage({ scope: this.#scope, recording }, location.origin);
    }
  }

  #post(params) {
    if (this.#scope) {
      const message = { postis: true, scope: this.#scope, method: "message", params };
      window.parent.postMessage(JSON.stringify(message), location.origin);
    }
  }

  #parsed(text) {
    try {
      return JSON.parse(text);
    } catch {
      return null;
    }
  }
}
