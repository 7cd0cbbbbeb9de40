// What a front end writes, and what the compiler has to refuse. Nothing of it is run.

import {
  checkLiveStatus,
  configureLiveClient,
  createLiveClient,
  endLiveSession,
  type JoinGrant,
  joinLiveSession,
  type LiveClient,
  LiveError,
  watchLiveStatus,
} from "/static/jitsi_live/client.js";
import type { JitsiLiveRoom, LiveRoomState } from "/static/jitsi_live/room.js";

configureLiveClient({ baseUrl: new URL("https://www.example.org/api/live/"), token: "secret" });

async function refreshed(refused: string | null): Promise<string | undefined> {
  return refused === null ? "first" : undefined;
}

const client: Readonly<LiveClient> = createLiveClient({
  token: ({ refused }) => refreshed(refused),
  credentials: "include",
  fetch: globalThis.fetch,
});
createLiveClient({ csrfToken: () => "secret", csrfCookie: "xsrf", token: null });
// @ts-expect-error
createLiveClient({ bearer: "secret" });
// @ts-expect-error
createLiveClient({ token: () => 1 });
// @ts-expect-error
client.baseUrl = "/elsewhere/";

export async function enter(id: string): Promise<JoinGrant | null> {
  const { signal } = new AbortController();
  try {
    const grant = await joinLiveSession(id, { signal });
    const role: "host" | "speaker" | "attendee" = grant.role;
    // @ts-expect-error
    const token: string = grant.jwt;
    console.log(role, token);
    return grant;
  } catch (error) {
    if (error instanceof LiveError && error.code === "not_live") {
      console.log(error.status.toFixed(), error.detail.trim(), error.message);
      return null;
    }
    throw error;
  }
}

export async function follow(): Promise<void> {
  const status = await checkLiveStatus(1, { anonymous: true });
  // @ts-expect-error
  status.room_name.trim();
  // @ts-expect-error
  await joinLiveSession(1, { anonymous: true });
  // @ts-expect-error
  await joinLiveSession();
  const { ended_at } = await endLiveSession(1n);
  console.log(ended_at?.trim());
  await watchLiveStatus("a/b", ({ is_active, poll_after }) => console.log(is_active, poll_after));
}

const address: string = document.body.dataset["client"] ?? "";
const later: typeof import("/static/jitsi_live/client.js") = await import(address);
// @ts-expect-error
later.leaveLiveSession(1);

const room = document.createElement("jitsi-live-room");
const found: JitsiLiveRoom | null = document.querySelector("jitsi-live-room");
room.eventId = 1;
room.client = client;
room.client = { ...client };
room.texts = { join: "Come in" };
// @ts-expect-error
room.client = { joinLiveSession: client.joinLiveSession };
// @ts-expect-error
room.state = "joined";
// @ts-expect-error
const wrong: LiveRoomState = "open";

room.addEventListener("jitsi-live:left", ({ detail }) => {
  const known: "hangup" | "left" | "kicked" | "ended" | "moved" | "removed" | "lost" | "refused" =
    detail.reason;
  // @ts-expect-error
  console.log(known, detail.by);
});
room.addEventListener("click", ({ clientX }) => console.log(clientX, wrong));
document.addEventListener("jitsi-live:error", ({ detail }) => {
  console.log(detail.source === "server", detail.fatal ? detail.code : detail.message);
});
document.addEventListener("jitsi-live:state", ({ detail }) => {
  const known: "scheduled" | "backstage" | "live" | "ended" | null = detail.sessionState;
  // @ts-expect-error
  console.log(known, detail.sessionState === "open");
});
room.setAttribute("enters-muted", "false");
await room.backstage();
const { reopen_until } = await endLiveSession(1);
console.log(reopen_until?.trim());
const { closes_at, can_extend } = await client.extendLiveSession(1);
console.log(can_extend ? closes_at : null);
// The buttons for what a client lacks are missing.
const { openBackstage, extendLiveSession, reopenLiveSession, ...older } = client;
room.client = older;
console.log(openBackstage, extendLiveSession, reopenLiveSession);
// Who is there, and where they are.
const [recording] = await client.getRecordings(1);
console.log(recording?.url, recording?.visibility?.length);
const { people, removal, servers, asking } = await client.getPeople(1);
for (const { participant, display_name, role } of people.filter((each) => each.can_be_removed)) {
  const { is_removed } = await client.removeParticipant(1, participant);
  // @ts-expect-error
  await client.readmitParticipant(1);
  console.log(display_name, is_removed, role === "", removal === "page");
}
const moved = await client.moveLiveSession(1, { server: servers[0] });
console.log(moved.jwt);
await client.recordStay(1, "joined", null, { endpoint: "1a2b3c4d" });
await room.removeParticipant("7");
await room.readmitParticipant("7");
await room.askToJoin();
await room.admitParticipant("7");
await room.declineParticipant("7");
const { asked } = await client.askToJoin(1);
for (const { participant, asked_at } of asking) {
  // @ts-expect-error
  await client.answerRequest(1, participant, "perhaps");
  const answered = await client.answerRequest(1, participant, "admit");
  console.log(asked_at, asked === "waiting", answered.asked);
}
await room.move();
await room.move("other");
const { getPeople, removeParticipant, readmitParticipant, moveLiveSession, ...withoutPeople } =
  client;
room.client = withoutPeople;
console.log(getPeople, removeParticipant, readmitParticipant, moveLiveSession);
// The room is where Jitsi's commands are, and nowhere else.
found?.api?.executeCommand("toggleTileView");
// @ts-expect-error
room.api.executeCommand("toggleTileView");
room.join().catch((error: { code: string }) => console.log(error.code));
