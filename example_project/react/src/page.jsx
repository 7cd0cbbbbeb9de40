import { StrictMode, useEffect, useRef, useState } from "react";
import { createRoot } from "react-dom/client";

import { JitsiMeetComponent } from "./JitsiMeetComponent.jsx";
import { displayName, eventId, isHost, loadClient, root } from "./site.js";

const live = await loadClient();

function Page() {
  const [status, setStatus] = useState(null);
  const [roomName, setRoomName] = useState(null);
  const [notice, setNotice] = useState("");

  useEffect(() => {
    const stopping = new AbortController();
    const { signal } = stopping;
    live.watchLiveStatus(eventId, setStatus, { signal }).catch((error) => setNotice(error.message));
    return () => stopping.abort();
  }, []);

  async function enter(ask) {
    try {
      const grant = await ask(eventId);
      setNotice("");
      setRoomName(grant.room_name);
    } catch (error) {
      setNotice(error.message);
    }
  }

  async function leave(state) {
    setRoomName(null);
    // The video may be over before the room has heard that the session is.
    const now = await live.checkLiveStatus(eventId).catch(() => null);
    const hasEnded = now ? !now.is_active : state === "ended";
    setStatus((before) => now ?? before);
    setNotice(hasEnded ? "The live session has ended." : "You have left the room.");
  }

  if (roomName) {
    return (
      <JitsiMeetComponent
        eventId={eventId}
        roomName={roomName}
        displayName={displayName}
        onClose={leave}
      />
    );
  }
  return <Door isLive={status?.is_active} notice={notice} onEnter={enter} />;
}

function Door({ isLive, notice, onEnter }) {
  return (
    <div className="card stack">
      <p role="status" data-live={isLive}>
        {isLive === undefined ? "One moment …" : isLive ? "Live now" : "Not live yet"}
      </p>
      {notice && <Notice text={notice} />}
      {isHost && isLive === false && (
        <Button onPress={() => onEnter(live.startLiveSession)}>Go live</Button>
      )}
      {isLive && <Button onPress={() => onEnter(live.joinLiveSession)}>Join</Button>}
    </div>
  );
}

/** Gets the keyboard's focus, for what had it is gone. */
function Notice({ text }) {
  const line = useRef(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another text takes the focus again.
  useEffect(() => line.current.focus(), [text]);
  return (
    <p ref={line} role="alert" tabIndex={-1} className="message">
      {text}
    </p>
  );
}

function Button({ onPress, children }) {
  const [isBusy, setBusy] = useState(false);

  async function press() {
    if (!isBusy) {
      setBusy(true);
      await onPress();
      setBusy(false);
    }
  }

  return (
    <button type="button" className="button primary" aria-busy={isBusy} onClick={press}>
      {children}
    </button>
  );
}

createRoot(root).render(
  <StrictMode>
    <Page />
  </StrictMode>,
);
