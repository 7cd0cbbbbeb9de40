// What a React front end writes, and what the compiler has to refuse. Nothing of it is run.

import { useRef } from "react";
import { createLiveClient } from "/static/jitsi_live/client.js";
import type { JitsiLiveRoom } from "/static/jitsi_live/room.js";

const client = createLiveClient();

export function Page({ onClose }: { onClose: () => void }) {
  const room = useRef<JitsiLiveRoom>(null);
  return (
    <jitsi-live-room
      ref={room}
      event-id={1}
      theme="dark"
      auto-join="off"
      className="room"
      client={client}
      onjitsi-live:left={({ detail }) => detail.reason === "hangup" && onClose()}
      onClick={() => room.current?.leave()}
    >
      <p slot="ended">Thank you.</p>
    </jitsi-live-room>
  );
}

// @ts-expect-error
export const wrongTheme = <jitsi-live-room theme="blue" />;
// @ts-expect-error
export const wrongListener = <jitsi-live-room onjitsi-live:state={({ detail }) => detail.by} />;
// @ts-expect-error
export const wrongElement = <jitsi-live-rooms />;
