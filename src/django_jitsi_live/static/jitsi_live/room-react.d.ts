/** The element <jitsi-live-room> in React's JSX. Reference it once where the project has React. */

import type { DetailedHTMLProps, HTMLAttributes } from "react";
import type {
  JitsiLiveRoom,
  LiveRoomAttributes,
  LiveRoomClient,
  LiveRoomEventMap,
} from "./room.js";

/** As of version 19 React sets properties and adds listeners, whose names begin with `on`. */
type LiveRoomProps = LiveRoomAttributes & {
  eventId?: string | number | undefined;
  client?: LiveRoomClient | undefined;
  texts?: Record<string, string> | undefined;
} & {
  [Name in keyof LiveRoomEventMap as `on${Name}`]?:
    | ((event: LiveRoomEventMap[Name]) => void)
    | undefined;
};

declare module "react" {
  namespace JSX {
    interface IntrinsicElements {
      "jitsi-live-room": DetailedHTMLProps<HTMLAttributes<JitsiLiveRoom>, JitsiLiveRoom> &
        LiveRoomProps;
    }
  }
}
