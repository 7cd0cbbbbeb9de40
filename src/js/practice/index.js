// The room inside the practice server's frame.

import { Room } from "./room.js";

new Room().start();
