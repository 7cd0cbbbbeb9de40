import { useEffect, useRef } from "react";

import { loadRoom } from "./site.js";

const INSIDE = new Set(["joining", "lobby", "joined"]);
const OUTSIDE = new Set(["left", "ended"]);

/**
 * The live room of one event.
 *
 * With `roomName` the person has been let in already, by startLiveSession or joinLiveSession, and
 * enters without a further click; into which room, the site says. `onClose` is called with "left" or
 * "ended" when the person is out again. Whoever was not let in or was removed stays here, and reads
 * why.
 */
export function JitsiMeetComponent({ eventId, roomName, displayName, onClose }) {
  const room = useRef(null);
  const close = useRef(onClose);

  useEffect(() => {
    close.current = onClose;
  }, [onClose]);

  useEffect(() => {
    const element = room.current;
    const changed = ({ detail: { state, previous } }) => {
      if (INSIDE.has(previous) && OUTSIDE.has(state)) {
        close.current?.(state);
      }
    };
    element.addEventListener("jitsi-live:state", changed);
    return () => element.removeEventListener("jitsi-live:state", changed);
  }, []);

  // biome-ignore lint/correctness/useExhaustiveDependencies: another event is entered anew.
  useEffect(() => {
    let isMounted = true;
    // In StrictMode this runs twice; by then the first one knows that it is not meant.
    const enter = () => isMounted && roomName && room.current.join();
    // What has not worked, the room itself tells.
    loadRoom()
      .then(enter)
      .catch(() => {});
    return () => {
      isMounted = false;
    };
  }, [eventId, roomName]);

  return <jitsi-live-room ref={room} event-id={eventId} display-name={displayName} />;
}
