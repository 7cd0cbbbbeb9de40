/** Counts down to a moment: draws, with the moment and the seconds until then, at each second. */
export class Countdown {
  #timer = null;
  #draw;

  constructor(draw) {
    this.#draw = draw;
  }

  /** To no moment: there are 0 seconds. */
  to(moment) {
    clearTimeout(this.#timer);
    const seconds = moment ? Math.ceil((moment - Date.now()) / 1000) : 0;
    this.#draw(moment, seconds);
    if (seconds > 0) {
      this.#timer = setTimeout(() => this.to(moment), 1000);
    }
  }

  stop() {
    clearTimeout(this.#timer);
  }
}
