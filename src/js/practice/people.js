import { one } from "./page.js";
import { Peer } from "./peer.js";
import { Tile } from "./tile.js";
import { announce } from "./view.js";

/** The other people in the room: their tiles, and the connections to their browsers. Who only
 * watches has a connection and no tile; to each other viewers have none. */
export class People {
  #others = new Map(); // id -> { person, tile, peer }

  /** `room` has `askToRemove`, `connection`, `embedder`, `hand`, `isModerator`, `me`, `media`,
   * `ownTile` and `viewers`. */
  constructor(room) {
    this.room = room;
  }

  get participantIds() {
    return [...this.#others].filter(([, { tile }]) => tile).map(([id]) => id);
  }

  name(id) {
    return this.#others.get(id)?.person.name;
  }

  isModerator(id) {
    const { me } = this.room;
    const person = id === me?.id ? me : this.#others.get(id)?.person;
    return person?.role === "moderator";
  }

  namesOf({ id, name }) {
    const formattedDisplayName = id === this.room.me.id ? `${name} (me)` : name;
    return { displayName: name, formattedDisplayName };
  }

  /** Whoever is in the room already is called by the newcomer. */
  enter(others) {
    for (const person of others) {
      this.add(person);
      this.#others.get(person.id)?.peer.call();
    }
  }

  joined(person) {
    this.add(person);
    if (!person.visitor) {
      announce(`${person.name} has joined.`);
    }
  }

  add(person) {
    if (person.visitor) {
      this.room.viewers.add(person.id);
      if (!this.room.me.visitor) {
        this.#others.set(person.id, { person, tile: null, peer: this.#peer(person) });
      }
      return;
    }
    const tile = this.#tile(person);
    this.#others.set(person.id, { person, tile, peer: this.#peer(person, tile) });
    const { id, role, handRaised } = person;
    this.room.embedder.emit("participant-joined", { id, ...this.namesOf(person) });
    this.room.embedder.emit("participant-role-changed", { id, role });
    if (handRaised) {
      this.room.embedder.emit("raise-hand-updated", { id, handRaised });
    }
  }

  #tile(person) {
    const tile = new Tile(person, {
      isOwn: false,
      onRemove: () => this.room.askToRemove(person.id),
      onSilence: () => (one("[data-action=sound]").hidden = false),
    });
    tile.allowRemoving(this.room.isModerator);
    return tile;
  }

  #peer(person, tile) {
    const { connection, me, media } = this.room;
    return new Peer({
      isPolite: me.id < person.id,
      maySend: !me.visitor,
      closed: person.closed,
      tracks: media.tracks,
      onTrack: (track) => tile?.play(track),
      send: (data) => connection.act("signal", { to: person.id, data }),
    });
  }

  signal({ from, data }) {
    this.#others.get(from)?.peer.receive(data);
  }

  left(id) {
    this.room.viewers.remove(id);
    const other = this.#others.get(id);
    if (other?.tile) {
      announce(`${other.person.name} has left.`);
      this.room.embedder.emit("participant-left", { id });
    }
    this.#remove(id);
  }

  #remove(id) {
    const other = this.#others.get(id);
    this.#others.delete(id);
    other?.peer.close();
    other?.tile?.remove();
  }

  clear() {
    [...this.#others.keys()].forEach((id) => this.#remove(id));
  }

  /** Send everybody what one's own device gives now. */
  use(kind) {
    this.#others.forEach(({ peer }) => peer.use(kind));
  }

  /** How loud one's own microphone is, from 0 to 1; 0 where nobody could hear it. */
  async ownLevel() {
    const [other] = this.#others.values();
    return (await other?.peer.ownLevel()) ?? 0;
  }

  /** Somebody has another name or state, perhaps oneself. */
  change(person) {
    const isOwn = person.id === this.room.me.id;
    const known = isOwn
      ? { person: this.room.me, tile: this.room.ownTile }
      : this.#others.get(person.id);
    if (!known) {
      return;
    }
    const before = { ...known.person };
    Object.assign(known.person, person);
    known.tile?.show(person);
    known.peer?.accept(person.closed);
    if (isOwn) {
      this.room.hand.show();
    } else {
      person.closed.forEach((kind) => known.tile?.stop(kind));
    }
    this.#emitChange(before, person);
  }

  #emitChange(before, person) {
    const { id, name, handRaised } = person;
    if (name !== before.name) {
      const { formattedDisplayName } = this.namesOf(person);
      const names = { displayname: name, formattedDisplayName };
      this.room.embedder.emit("display-name-change", { id, ...names });
    }
    if (handRaised !== before.handRaised) {
      this.room.embedder.emit("raise-hand-updated", { id, handRaised });
      announce(`${name} ${handRaised ? "has raised" : "has lowered"} a hand.`);
    }
  }
}
