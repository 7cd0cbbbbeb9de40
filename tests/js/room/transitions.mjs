// Every transition of a room's machine: what docs/reference/room-states.md shows, and what
// machine.test.mjs runs. `given` is what is special before, `changes` what is different after,
// `to` is a state and its reason; "same" where neither changes.

export const STATES = [
  "checking",
  "closed",
  "waiting",
  "live",
  "joining",
  "lobby",
  "joined",
  "left",
  "ended",
  "unregistered",
  "logged-out",
  "offline",
  "unreachable",
  "refused",
];

export const TRANSITIONS = [
  {
    when: "The element is on a page",
    from: [
      null,
      "closed",
      "waiting",
      "live",
      "joining",
      "lobby",
      "joined",
      "left",
      "ended",
      "unregistered",
      "logged-out",
      "offline",
      "unreachable",
      "refused",
    ],
    event: {
      type: "begin",
    },
    to: "checking",
    changes: {
      info: {},
    },
    effects: ["show-state checking", "dispatch state (checking)"],
  },
  {
    when: "The element is on a page",
    from: ["checking"],
    event: {
      type: "begin",
    },
    to: "same",
    changes: {
      info: {},
    },
    effects: [],
  },
  {
    when: "The element is taken off the page",
    from: [
      "checking",
      "closed",
      "waiting",
      "live",
      "joining",
      "lobby",
      "left",
      "ended",
      "unregistered",
      "logged-out",
      "offline",
      "unreachable",
      "refused",
    ],
    event: {
      type: "stop",
    },
    to: "same",
    effects: ["close-frame", "end-stay"],
  },
  {
    when: "The element is taken off the page",
    from: ["joined"],
    event: {
      type: "stop",
    },
    to: "same",
    changes: {
      isFrameAlive: false,
      isIn: false,
    },
    effects: ["close-frame", "end-stay", "dispatch left (removed)"],
  },
  {
    when: "The element is off the page",
    from: [
      "checking",
      "closed",
      "waiting",
      "live",
      "joining",
      "lobby",
      "joined",
      "left",
      "ended",
      "unregistered",
      "logged-out",
      "offline",
      "unreachable",
      "refused",
    ],
    event: {
      type: "disconnect",
    },
    to: null,
    effects: [],
  },
  {
    when: "The site says that the event is not open",
    from: [
      "checking",
      "waiting",
      "live",
      "left",
      "ended",
      "unregistered",
      "logged-out",
      "offline",
      "unreachable",
      "refused",
    ],
    event: {
      type: "described",
      info: {
        is_open: false,
      },
    },
    to: "closed",
    changes: {
      info: {
        is_authenticated: true,
        role: "attendee",
        poll_after: 15,
        is_open: false,
      },
    },
    effects: ["show-state closed", "dispatch state (closed)"],
  },
  {
    when: "The site says that the event is not open",
    from: ["closed"],
    event: {
      type: "described",
      info: {
        is_open: false,
      },
    },
    to: "same",
    changes: {
      info: {
        is_authenticated: true,
        role: "attendee",
        poll_after: 15,
        is_open: false,
      },
    },
    effects: [],
  },
  {
    when: "The site says that nobody is logged in",
    from: [
      "checking",
      "closed",
      "waiting",
      "live",
      "left",
      "ended",
      "unregistered",
      "offline",
      "unreachable",
      "refused",
    ],
    event: {
      type: "described",
      info: {
        is_authenticated: false,
      },
    },
    to: "logged-out",
    changes: {
      info: {
        is_authenticated: false,
        role: "attendee",
        poll_after: 15,
      },
    },
    effects: ["show-state logged-out", "dispatch state (logged-out)"],
  },
  {
    when: "The site says that nobody is logged in",
    from: ["logged-out"],
    event: {
      type: "described",
      info: {
        is_authenticated: false,
      },
    },
    to: "same",
    changes: {
      info: {
        is_authenticated: false,
        role: "attendee",
        poll_after: 15,
      },
    },
    effects: [],
  },
  {
    when: "The site says that the person is not registered",
    from: [
      "checking",
      "closed",
      "waiting",
      "live",
      "left",
      "ended",
      "logged-out",
      "offline",
      "unreachable",
      "refused",
    ],
    event: {
      type: "described",
      info: {
        is_authenticated: true,
        role: null,
      },
    },
    to: "unregistered",
    changes: {
      info: {
        is_authenticated: true,
        role: null,
        poll_after: 15,
      },
    },
    effects: ["show-state unregistered", "dispatch state (unregistered)"],
  },
  {
    when: "The site says that the person is not registered",
    from: ["unregistered"],
    event: {
      type: "described",
      info: {
        is_authenticated: true,
        role: null,
      },
    },
    to: "same",
    changes: {
      info: {
        is_authenticated: true,
        role: null,
        poll_after: 15,
      },
    },
    effects: [],
  },
  {
    when: "The site says that the event is not live yet",
    from: [
      "checking",
      "closed",
      "live",
      "left",
      "ended",
      "unregistered",
      "logged-out",
      "offline",
      "unreachable",
      "refused",
    ],
    event: {
      type: "described",
      info: {
        is_authenticated: true,
        role: "attendee",
        is_active: false,
        has_ended: false,
        poll_after: 15,
      },
    },
    to: "waiting",
    changes: {
      info: {
        is_authenticated: true,
        role: "attendee",
        poll_after: 15,
        is_active: false,
        has_ended: false,
      },
    },
    effects: ["show-state waiting", "dispatch state (waiting)", "schedule-poll 15"],
  },
  {
    when: "The site says that the event is not live yet",
    from: ["waiting"],
    event: {
      type: "described",
      info: {
        is_authenticated: true,
        role: "attendee",
        is_active: false,
        has_ended: false,
        poll_after: 15,
      },
    },
    to: "same",
    changes: {
      info: {
        is_authenticated: true,
        role: "attendee",
        poll_after: 15,
        is_active: false,
        has_ended: false,
      },
    },
    effects: ["schedule-poll 15"],
  },
  {
    when: "The site says that the event is live",
    from: [
      "checking",
      "closed",
      "waiting",
      "left",
      "ended",
      "unregistered",
      "logged-out",
      "offline",
      "unreachable",
      "refused",
    ],
    event: {
      type: "described",
      info: {
        is_authenticated: true,
        role: "attendee",
        is_active: true,
        has_ended: false,
        poll_after: 15,
      },
    },
    to: "live",
    changes: {
      info: {
        is_authenticated: true,
        role: "attendee",
        poll_after: 15,
        is_active: true,
        has_ended: false,
      },
    },
    effects: ["show-state live", "dispatch state (live)", "schedule-poll 15"],
  },
  {
    when: "The site says that the event is live",
    from: ["live"],
    event: {
      type: "described",
      info: {
        is_authenticated: true,
        role: "attendee",
        is_active: true,
        has_ended: false,
        poll_after: 15,
      },
    },
    to: "same",
    changes: {
      info: {
        is_authenticated: true,
        role: "attendee",
        poll_after: 15,
        is_active: true,
        has_ended: false,
      },
    },
    effects: ["schedule-poll 15"],
  },
  {
    when: "The site says that the session is over",
    from: [
      "checking",
      "closed",
      "waiting",
      "live",
      "left",
      "unregistered",
      "logged-out",
      "offline",
      "unreachable",
      "refused",
    ],
    event: {
      type: "described",
      info: {
        is_authenticated: true,
        role: "attendee",
        is_active: false,
        has_ended: true,
        poll_after: 15,
      },
    },
    to: "ended",
    changes: {
      info: {
        is_authenticated: true,
        role: "attendee",
        poll_after: 15,
        is_active: false,
        has_ended: true,
      },
    },
    effects: ["show-state ended", "dispatch state (ended)", "schedule-poll 15"],
  },
  {
    when: "The site says that the session is over",
    from: ["ended"],
    event: {
      type: "described",
      info: {
        is_authenticated: true,
        role: "attendee",
        is_active: false,
        has_ended: true,
        poll_after: 15,
      },
    },
    to: "same",
    changes: {
      info: {
        is_authenticated: true,
        role: "attendee",
        poll_after: 15,
        is_active: false,
        has_ended: true,
      },
    },
    effects: ["schedule-poll 15"],
  },
  {
    when: "The same, and the connection was lost in the room",
    from: ["offline"],
    given: {
      wantsIn: true,
    },
    event: {
      type: "described",
      info: {
        is_authenticated: true,
        role: "attendee",
        is_active: true,
        has_ended: false,
        poll_after: 15,
      },
    },
    to: "same",
    changes: {
      info: {
        is_authenticated: true,
        role: "attendee",
        poll_after: 15,
        is_active: true,
        has_ended: false,
      },
    },
    effects: ["enter"],
  },
  {
    when: "A status: live",
    from: ["waiting"],
    event: {
      type: "status",
      status: {
        is_active: true,
        poll_after: 15,
      },
      letsIn: true,
    },
    to: "same",
    changes: {
      info: {
        is_authenticated: true,
        role: "attendee",
        poll_after: 15,
        is_active: true,
        has_ended: false,
      },
    },
    effects: ["schedule-poll 15", "render", "enter"],
  },
  {
    when: "A status: live, and `auto-join` is off",
    from: ["waiting", "ended"],
    event: {
      type: "status",
      status: {
        is_active: true,
        poll_after: 15,
      },
      letsIn: false,
    },
    to: "live",
    changes: {
      info: {
        is_authenticated: true,
        role: "attendee",
        poll_after: 15,
        is_active: true,
        has_ended: false,
      },
    },
    effects: ["schedule-poll 15", "render", "show-state live", "dispatch state (live)"],
  },
  {
    when: "A status: live, and joins are spread over 100 seconds",
    from: ["waiting"],
    event: {
      type: "status",
      status: {
        is_active: true,
        poll_after: 15,
        join_spread: 100,
      },
      letsIn: true,
      chance: 0.5,
    },
    to: "live soon",
    changes: {
      info: {
        is_authenticated: true,
        role: "attendee",
        poll_after: 15,
        is_active: true,
        join_spread: 100,
        has_ended: false,
      },
      joinsIn: 50,
    },
    effects: [
      "schedule-poll 15",
      "render",
      "show-state live",
      "dispatch state (live)",
      "start-timer join 50",
    ],
  },
  {
    when: "A status: live, and joins are spread, but this person is a speaker",
    from: ["waiting"],
    given: {
      info: {
        is_authenticated: true,
        role: "speaker",
        poll_after: 15,
      },
    },
    event: {
      type: "status",
      status: {
        is_active: true,
        poll_after: 15,
        join_spread: 100,
      },
      letsIn: true,
      chance: 0.5,
    },
    to: "same",
    changes: {
      info: {
        is_authenticated: true,
        role: "speaker",
        poll_after: 15,
        is_active: true,
        join_spread: 100,
        has_ended: false,
      },
    },
    effects: ["schedule-poll 15", "render", "enter"],
  },
  {
    when: "A status: still live",
    from: ["live", "joined", "left"],
    given: {
      info: {
        is_authenticated: true,
        role: "attendee",
        is_active: true,
        has_ended: false,
        poll_after: 15,
      },
    },
    event: {
      type: "status",
      status: {
        is_active: true,
        poll_after: 15,
      },
      letsIn: true,
    },
    to: "same",
    effects: ["schedule-poll 15", "render"],
  },
  {
    when: "A status: not live any more",
    from: ["live", "joining", "lobby", "left", "offline", "unreachable", "refused", "waiting"],
    given: {
      info: {
        is_authenticated: true,
        role: "attendee",
        is_active: true,
        has_ended: false,
        poll_after: 15,
      },
    },
    event: {
      type: "status",
      status: {
        is_active: false,
        poll_after: 15,
      },
    },
    to: "ended",
    changes: {
      info: {
        is_authenticated: true,
        role: "attendee",
        is_active: false,
        has_ended: true,
        poll_after: 15,
        present: null,
        people: [],
      },
    },
    effects: [
      "schedule-poll 15",
      "render",
      "close-frame",
      "end-stay",
      "show-state ended",
      "dispatch state (ended)",
      "dispatch ended (other)",
      "schedule-poll 15",
    ],
  },
  {
    when: "A status: not live any more",
    from: ["joined"],
    given: {
      info: {
        is_authenticated: true,
        role: "attendee",
        is_active: true,
        has_ended: false,
        poll_after: 15,
      },
    },
    event: {
      type: "status",
      status: {
        is_active: false,
        poll_after: 15,
      },
    },
    to: "ended",
    changes: {
      info: {
        is_authenticated: true,
        role: "attendee",
        is_active: false,
        has_ended: true,
        poll_after: 15,
        present: null,
        people: [],
      },
      isFrameAlive: false,
      isIn: false,
    },
    effects: [
      "schedule-poll 15",
      "render",
      "close-frame",
      "end-stay",
      "dispatch left (ended)",
      "show-state ended",
      "dispatch state (ended)",
      "dispatch ended (other)",
      "schedule-poll 15",
    ],
  },
  {
    when: "A status: not live any more",
    from: ["ended"],
    given: {
      info: {
        is_authenticated: true,
        role: "attendee",
        is_active: true,
        has_ended: false,
        poll_after: 15,
      },
    },
    event: {
      type: "status",
      status: {
        is_active: false,
        poll_after: 15,
      },
    },
    to: "same",
    changes: {
      info: {
        is_authenticated: true,
        role: "attendee",
        is_active: false,
        has_ended: true,
        poll_after: 15,
        present: null,
        people: [],
      },
    },
    effects: [
      "schedule-poll 15",
      "render",
      "close-frame",
      "end-stay",
      "dispatch ended (other)",
      "schedule-poll 15",
    ],
  },
  {
    when: "A status: still not live",
    from: ["waiting", "ended"],
    event: {
      type: "status",
      status: {
        is_active: false,
        poll_after: 15,
      },
    },
    to: "same",
    changes: {
      info: {
        is_authenticated: true,
        role: "attendee",
        poll_after: 15,
        is_active: false,
      },
    },
    effects: ["schedule-poll 15", "render"],
  },
  {
    when: "A status, while this host ends the session",
    from: ["joined"],
    given: {
      isEnding: true,
    },
    event: {
      type: "status",
      status: {
        is_active: false,
        poll_after: 15,
      },
    },
    to: "same",
    effects: ["poll-in 2"],
  },
  {
    when: "The moment to be let in has come",
    from: ["live"],
    given: {
      reason: "soon",
    },
    event: {
      type: "join-due",
    },
    to: "same",
    effects: ["enter"],
  },
  {
    when: "The moment to be let in has come, but it is over",
    from: ["ended"],
    event: {
      type: "join-due",
    },
    to: "same",
    effects: [],
  },
  {
    when: "The site pushes: live",
    from: ["waiting"],
    event: {
      type: "push",
      isFirst: true,
      status: {
        is_active: true,
        poll_after: 15,
      },
      letsIn: true,
    },
    to: "same",
    changes: {
      info: {
        is_authenticated: true,
        role: "attendee",
        poll_after: 15,
        is_active: true,
        has_ended: false,
      },
      pushes: 1,
    },
    effects: ["schedule-poll 15", "render", "enter"],
  },
  {
    when: "The site pushes at first what is not known here",
    from: ["live"],
    given: {
      info: {
        is_authenticated: true,
        role: "attendee",
        is_active: true,
        has_ended: false,
        poll_after: 15,
      },
    },
    event: {
      type: "push",
      isFirst: true,
      status: {
        is_active: false,
        poll_after: 15,
      },
    },
    to: "same",
    changes: {
      pushes: 1,
    },
    effects: ["poll-in 2"],
  },
  {
    when: "The site pushes: not live any more",
    from: ["waiting", "live", "left"],
    given: {
      info: {
        is_authenticated: true,
        role: "attendee",
        is_active: true,
        has_ended: false,
        poll_after: 15,
      },
    },
    event: {
      type: "push",
      isFirst: false,
      status: {
        is_active: false,
        poll_after: 15,
      },
    },
    to: "ended",
    changes: {
      info: {
        is_authenticated: true,
        role: "attendee",
        is_active: false,
        has_ended: true,
        poll_after: 15,
        present: null,
        people: [],
      },
      pushes: 1,
    },
    effects: [
      "schedule-poll 15",
      "render",
      "close-frame",
      "end-stay",
      "show-state ended",
      "dispatch state (ended)",
      "dispatch ended (other)",
      "schedule-poll 15",
    ],
  },
  {
    when: "Time to poll",
    from: ["waiting"],
    event: {
      type: "poll-due",
      isHidden: false,
    },
    to: "same",
    effects: ["poll"],
  },
  {
    when: "Time to poll, after a failure",
    from: ["checking", "offline"],
    event: {
      type: "poll-due",
      isHidden: false,
    },
    to: "same",
    effects: ["poll in full"],
  },
  {
    when: "Time to poll, in a hidden tab",
    from: ["waiting"],
    event: {
      type: "poll-due",
      isHidden: true,
    },
    to: "same",
    changes: {
      isPollDue: true,
    },
    effects: [],
  },
  {
    when: "Time to poll, in a hidden tab in the room",
    from: ["joined"],
    event: {
      type: "poll-due",
      isHidden: true,
    },
    to: "same",
    changes: {
      polls: 1,
    },
    effects: ["poll in full"],
  },
  {
    when: "Time for every other poll in the room",
    from: ["joined"],
    given: {
      polls: 1,
    },
    event: {
      type: "poll-due",
      isHidden: false,
    },
    to: "same",
    changes: {
      polls: 2,
    },
    effects: ["poll"],
  },
  {
    when: "Time to poll, while the site is acting",
    from: ["joining"],
    given: {
      isBusy: true,
    },
    event: {
      type: "poll-due",
      isHidden: false,
    },
    to: "same",
    effects: ["poll-in 2"],
  },
  {
    when: "The site does not answer, once",
    from: ["waiting", "joined"],
    event: {
      type: "poll-failed",
      error: {
        code: "network",
        message: "words",
      },
      isOnline: true,
    },
    to: "same",
    changes: {
      failures: 1,
    },
    effects: ["schedule-poll 2"],
  },
  {
    when: "The site does not answer, for the second time",
    from: [
      "checking",
      "closed",
      "waiting",
      "live",
      "left",
      "ended",
      "unregistered",
      "logged-out",
      "unreachable",
      "refused",
    ],
    given: {
      failures: 1,
    },
    event: {
      type: "poll-failed",
      error: {
        code: "network",
        message: "words",
      },
      isOnline: true,
    },
    to: "offline",
    changes: {
      failures: 2,
    },
    effects: ["schedule-poll 4", "show-state offline", "dispatch state (offline)"],
  },
  {
    when: "The site does not answer, for the second time",
    from: ["offline"],
    given: {
      failures: 1,
    },
    event: {
      type: "poll-failed",
      error: {
        code: "network",
        message: "words",
      },
      isOnline: true,
    },
    to: "same",
    changes: {
      failures: 2,
    },
    effects: ["schedule-poll 4"],
  },
  {
    when: "The site does not answer, for the second time, in the room",
    from: ["joining", "lobby", "joined"],
    given: {
      failures: 1,
    },
    event: {
      type: "poll-failed",
      error: {
        code: "network",
        message: "words",
      },
      isOnline: true,
    },
    to: "same",
    changes: {
      failures: 2,
    },
    effects: ["schedule-poll 4"],
  },
  {
    when: "The site does not answer, at first",
    from: ["checking"],
    event: {
      type: "poll-failed",
      error: {
        code: "network",
        message: "words",
      },
      isOnline: true,
    },
    to: "offline",
    changes: {
      failures: 1,
    },
    effects: ["schedule-poll 2", "show-state offline", "dispatch state (offline)"],
  },
  {
    when: "The site does not answer, and the browser is offline",
    from: ["waiting"],
    event: {
      type: "poll-failed",
      error: {
        code: "network",
        message: "words",
      },
      isOnline: false,
    },
    to: "offline",
    changes: {
      failures: 1,
    },
    effects: ["schedule-poll 2", "show-state offline", "dispatch state (offline)"],
  },
  {
    when: "The site says that there is no such event",
    from: [
      "checking",
      "waiting",
      "live",
      "joining",
      "lobby",
      "left",
      "ended",
      "unregistered",
      "logged-out",
      "offline",
      "unreachable",
      "refused",
    ],
    event: {
      type: "poll-failed",
      error: {
        code: "not_found",
        message: "words",
      },
      isOnline: true,
    },
    to: "closed",
    changes: {
      info: {
        is_authenticated: true,
        role: null,
        poll_after: 15,
      },
    },
    effects: [
      "close-frame",
      "end-stay",
      "dispatch error (not_found)",
      "show-state closed",
      "dispatch state (closed)",
    ],
  },
  {
    when: "The site says that there is no such event",
    from: ["closed"],
    event: {
      type: "poll-failed",
      error: {
        code: "not_found",
        message: "words",
      },
      isOnline: true,
    },
    to: "same",
    changes: {
      info: {
        is_authenticated: true,
        role: null,
        poll_after: 15,
      },
    },
    effects: ["close-frame", "end-stay", "dispatch error (not_found)"],
  },
  {
    when: "The site says that there is no such event",
    from: ["joined"],
    event: {
      type: "poll-failed",
      error: {
        code: "not_found",
        message: "words",
      },
      isOnline: true,
    },
    to: "closed",
    changes: {
      info: {
        is_authenticated: true,
        role: null,
        poll_after: 15,
      },
      isFrameAlive: false,
      isIn: false,
    },
    effects: [
      "close-frame",
      "end-stay",
      "dispatch left (refused)",
      "dispatch error (not_found)",
      "show-state closed",
      "dispatch state (closed)",
    ],
  },
  {
    when: "The browser goes offline",
    from: [
      "checking",
      "closed",
      "joining",
      "lobby",
      "joined",
      "left",
      "ended",
      "unregistered",
      "logged-out",
      "offline",
      "unreachable",
      "refused",
    ],
    event: {
      type: "offline",
    },
    to: "same",
    effects: [],
  },
  {
    when: "The browser goes offline",
    from: ["waiting", "live"],
    event: {
      type: "offline",
    },
    to: "offline",
    changes: {
      failures: 1,
    },
    effects: ["show-state offline", "dispatch state (offline)", "schedule-poll 2"],
  },
  {
    when: "The browser is online again",
    from: ["offline"],
    event: {
      type: "online",
      isHidden: false,
    },
    to: "same",
    effects: ["poll in full"],
  },
  {
    when: "The browser is online again",
    from: ["waiting"],
    event: {
      type: "online",
      isHidden: false,
    },
    to: "same",
    effects: [],
  },
  {
    when: "The tab is shown",
    from: ["waiting"],
    event: {
      type: "visibility",
      isHidden: false,
    },
    to: "same",
    effects: ["tune-push"],
  },
  {
    when: "The tab is shown, and a poll is due",
    from: ["waiting"],
    given: {
      isPollDue: true,
    },
    event: {
      type: "visibility",
      isHidden: false,
    },
    to: "same",
    changes: {
      isPollDue: false,
    },
    effects: ["tune-push", "poll"],
  },
  {
    when: "The tab is shown, perhaps after a login elsewhere",
    from: ["unregistered", "logged-out"],
    event: {
      type: "visibility",
      isHidden: false,
    },
    to: "same",
    effects: ["tune-push", "look-again"],
  },
  {
    when: "The tab is hidden",
    from: ["waiting"],
    event: {
      type: "visibility",
      isHidden: true,
    },
    to: "same",
    effects: ["tune-push"],
  },
  {
    when: "The person enters",
    from: [
      "checking",
      "closed",
      "waiting",
      "live",
      "left",
      "ended",
      "unregistered",
      "logged-out",
      "offline",
      "unreachable",
      "refused",
    ],
    event: {
      type: "enter",
    },
    to: "joining",
    changes: {
      isBusy: true,
    },
    effects: ["show-state joining", "dispatch state (joining)"],
  },
  {
    when: "The host goes live",
    from: ["waiting", "ended"],
    event: {
      type: "enter",
    },
    to: "joining",
    changes: {
      isBusy: true,
    },
    effects: ["show-state joining", "dispatch state (joining)"],
  },
  {
    when: "The site grants a seat",
    from: ["joining"],
    event: {
      type: "granted",
      grant: {
        role: "attendee",
      },
    },
    to: "same",
    changes: {
      info: {
        is_authenticated: true,
        role: "attendee",
        poll_after: 15,
        is_open: true,
        is_active: true,
        has_ended: false,
      },
    },
    effects: ["schedule-poll 15"],
  },
  {
    when: "The frame is there",
    from: ["joining"],
    event: {
      type: "frame-opened",
    },
    to: "same",
    effects: ["start-timer frame 20", "render"],
  },
  {
    when: "Nothing more is asked of the site",
    from: ["joining"],
    given: {
      isBusy: true,
    },
    event: {
      type: "enter-done",
    },
    to: "same",
    changes: {
      isBusy: false,
    },
    effects: [],
  },
  {
    when: "The site refuses: not registered",
    from: ["joining", "lobby"],
    event: {
      type: "join-failed",
      error: {
        code: "not_registered",
        message: "words",
        status: 403,
      },
    },
    to: "unregistered",
    changes: {
      info: {
        is_authenticated: true,
        role: null,
        poll_after: 15,
      },
    },
    effects: [
      "close-frame",
      "end-stay",
      "dispatch error (not_registered)",
      "show-state unregistered",
      "dispatch state (unregistered)",
    ],
  },
  {
    when: "The site refuses: not registered",
    from: ["joined"],
    event: {
      type: "join-failed",
      error: {
        code: "not_registered",
        message: "words",
        status: 403,
      },
    },
    to: "unregistered",
    changes: {
      info: {
        is_authenticated: true,
        role: null,
        poll_after: 15,
      },
      isFrameAlive: false,
      isIn: false,
    },
    effects: [
      "close-frame",
      "end-stay",
      "dispatch left (refused)",
      "dispatch error (not_registered)",
      "show-state unregistered",
      "dispatch state (unregistered)",
    ],
  },
  {
    when: "The site refuses: not logged in",
    from: ["joining", "lobby"],
    event: {
      type: "join-failed",
      error: {
        code: "not_authenticated",
        message: "words",
        status: 403,
      },
    },
    to: "logged-out",
    changes: {
      info: {
        is_authenticated: true,
        role: null,
        poll_after: 15,
      },
    },
    effects: [
      "close-frame",
      "end-stay",
      "dispatch error (not_authenticated)",
      "show-state logged-out",
      "dispatch state (logged-out)",
    ],
  },
  {
    when: "The site refuses: not logged in",
    from: ["joined"],
    event: {
      type: "join-failed",
      error: {
        code: "not_authenticated",
        message: "words",
        status: 403,
      },
    },
    to: "logged-out",
    changes: {
      info: {
        is_authenticated: true,
        role: null,
        poll_after: 15,
      },
      isFrameAlive: false,
      isIn: false,
    },
    effects: [
      "close-frame",
      "end-stay",
      "dispatch left (refused)",
      "dispatch error (not_authenticated)",
      "show-state logged-out",
      "dispatch state (logged-out)",
    ],
  },
  {
    when: "The site does not answer on the way in",
    from: ["joining", "lobby"],
    event: {
      type: "join-failed",
      error: {
        code: "network",
        message: "words",
      },
    },
    to: "offline",
    changes: {
      wantsIn: true,
      failures: 1,
    },
    effects: [
      "close-frame",
      "end-stay",
      "dispatch error (network)",
      "show-state offline",
      "dispatch state (offline)",
      "schedule-poll 2",
    ],
  },
  {
    when: "The site does not answer on the way in",
    from: ["joined"],
    event: {
      type: "join-failed",
      error: {
        code: "network",
        message: "words",
      },
    },
    to: "offline",
    changes: {
      wantsIn: true,
      failures: 1,
      isFrameAlive: false,
      isIn: false,
    },
    effects: [
      "close-frame",
      "end-stay",
      "dispatch left (refused)",
      "dispatch error (network)",
      "show-state offline",
      "dispatch state (offline)",
      "schedule-poll 2",
    ],
  },
  {
    when: "The site fails on the way in",
    from: ["joining", "lobby"],
    event: {
      type: "join-failed",
      error: {
        code: "unexpected",
        message: "words",
        status: 500,
      },
    },
    to: "offline",
    changes: {
      wantsIn: true,
      failures: 1,
    },
    effects: [
      "close-frame",
      "end-stay",
      "dispatch error (unexpected)",
      "show-state offline",
      "dispatch state (offline)",
      "schedule-poll 2",
    ],
  },
  {
    when: "The site fails on the way in",
    from: ["joined"],
    event: {
      type: "join-failed",
      error: {
        code: "unexpected",
        message: "words",
        status: 500,
      },
    },
    to: "offline",
    changes: {
      wantsIn: true,
      failures: 1,
      isFrameAlive: false,
      isIn: false,
    },
    effects: [
      "close-frame",
      "end-stay",
      "dispatch left (refused)",
      "dispatch error (unexpected)",
      "show-state offline",
      "dispatch state (offline)",
      "schedule-poll 2",
    ],
  },
  {
    when: "No script, or no sign of life from the frame",
    from: ["joining", "lobby"],
    event: {
      type: "join-failed",
      error: {
        code: "unreachable",
        message: "words",
      },
    },
    to: "unreachable",
    changes: {
      breakdowns: 1,
    },
    effects: [
      "close-frame",
      "end-stay",
      "dispatch error (unreachable)",
      "show-state unreachable",
      "dispatch state (unreachable)",
      "schedule-poll 15",
      "start-timer retry 8",
    ],
  },
  {
    when: "No script, or no sign of life from the frame",
    from: ["joined"],
    event: {
      type: "join-failed",
      error: {
        code: "unreachable",
        message: "words",
      },
    },
    to: "unreachable",
    changes: {
      breakdowns: 1,
      isFrameAlive: false,
      isIn: false,
    },
    effects: [
      "close-frame",
      "end-stay",
      "dispatch left (refused)",
      "dispatch error (unreachable)",
      "show-state unreachable",
      "dispatch state (unreachable)",
      "schedule-poll 15",
      "start-timer retry 8",
    ],
  },
  {
    when: "The site has no video server",
    from: ["joining", "lobby"],
    event: {
      type: "join-failed",
      error: {
        code: "server_misconfigured",
        message: "words",
        status: 503,
      },
    },
    to: "unreachable misconfigured",
    effects: [
      "close-frame",
      "end-stay",
      "dispatch error (server_misconfigured)",
      "show-state unreachable",
      "dispatch state (unreachable)",
      "schedule-poll 15",
    ],
  },
  {
    when: "The site has no video server",
    from: ["joined"],
    event: {
      type: "join-failed",
      error: {
        code: "server_misconfigured",
        message: "words",
        status: 503,
      },
    },
    to: "unreachable misconfigured",
    changes: {
      isFrameAlive: false,
      isIn: false,
    },
    effects: [
      "close-frame",
      "end-stay",
      "dispatch left (refused)",
      "dispatch error (server_misconfigured)",
      "show-state unreachable",
      "dispatch state (unreachable)",
      "schedule-poll 15",
    ],
  },
  {
    when: "The site refuses: not live",
    from: ["joining", "lobby"],
    given: {
      info: {
        is_authenticated: true,
        role: "attendee",
        is_active: true,
        has_ended: false,
        poll_after: 15,
      },
    },
    event: {
      type: "join-failed",
      error: {
        code: "not_live",
        message: "words",
        status: 409,
      },
    },
    to: "ended",
    changes: {
      info: {
        is_authenticated: true,
        role: "attendee",
        is_active: false,
        has_ended: true,
        poll_after: 15,
        present: null,
        people: [],
      },
    },
    effects: [
      "close-frame",
      "end-stay",
      "dispatch error (not_live)",
      "show-state ended",
      "dispatch state (ended)",
      "render",
      "schedule-poll 15",
    ],
  },
  {
    when: "The site refuses: not live",
    from: ["joined"],
    given: {
      info: {
        is_authenticated: true,
        role: "attendee",
        is_active: true,
        has_ended: false,
        poll_after: 15,
      },
    },
    event: {
      type: "join-failed",
      error: {
        code: "not_live",
        message: "words",
        status: 409,
      },
    },
    to: "ended",
    changes: {
      info: {
        is_authenticated: true,
        role: "attendee",
        is_active: false,
        has_ended: true,
        poll_after: 15,
        present: null,
        people: [],
      },
      isFrameAlive: false,
      isIn: false,
    },
    effects: [
      "close-frame",
      "end-stay",
      "dispatch left (refused)",
      "dispatch error (not_live)",
      "show-state ended",
      "dispatch state (ended)",
      "render",
      "schedule-poll 15",
    ],
  },
  {
    when: "The site refuses for another reason, not live",
    from: ["joining", "lobby"],
    event: {
      type: "join-failed",
      error: {
        code: "busy",
        message: "words",
        status: 503,
      },
    },
    to: "waiting",
    changes: {
      problem: {
        code: "busy",
        message: "words",
      },
    },
    effects: [
      "close-frame",
      "end-stay",
      "dispatch error (busy)",
      "show-state waiting",
      "dispatch state (waiting)",
      "render",
      "schedule-poll 15",
    ],
  },
  {
    when: "The site refuses for another reason, not live",
    from: ["joined"],
    event: {
      type: "join-failed",
      error: {
        code: "busy",
        message: "words",
        status: 503,
      },
    },
    to: "waiting",
    changes: {
      problem: {
        code: "busy",
        message: "words",
      },
      isFrameAlive: false,
      isIn: false,
    },
    effects: [
      "close-frame",
      "end-stay",
      "dispatch left (refused)",
      "dispatch error (busy)",
      "show-state waiting",
      "dispatch state (waiting)",
      "render",
      "schedule-poll 15",
    ],
  },
  {
    when: "The site refuses for another reason, live",
    from: ["joining", "lobby"],
    given: {
      info: {
        is_authenticated: true,
        role: "attendee",
        is_active: true,
        has_ended: false,
        poll_after: 15,
      },
    },
    event: {
      type: "join-failed",
      error: {
        code: "busy",
        message: "words",
        status: 503,
      },
    },
    to: "live",
    changes: {
      problem: {
        code: "busy",
        message: "words",
      },
    },
    effects: [
      "close-frame",
      "end-stay",
      "dispatch error (busy)",
      "show-state live",
      "dispatch state (live)",
      "render",
      "schedule-poll 15",
    ],
  },
  {
    when: "The site refuses for another reason, live",
    from: ["joined"],
    given: {
      info: {
        is_authenticated: true,
        role: "attendee",
        is_active: true,
        has_ended: false,
        poll_after: 15,
      },
    },
    event: {
      type: "join-failed",
      error: {
        code: "busy",
        message: "words",
        status: 503,
      },
    },
    to: "live",
    changes: {
      problem: {
        code: "busy",
        message: "words",
      },
      isFrameAlive: false,
      isIn: false,
    },
    effects: [
      "close-frame",
      "end-stay",
      "dispatch left (refused)",
      "dispatch error (busy)",
      "show-state live",
      "dispatch state (live)",
      "render",
      "schedule-poll 15",
    ],
  },
  {
    when: "The frame gives a sign of life",
    from: ["joining"],
    event: {
      type: "frame-alive",
    },
    to: "same",
    changes: {
      isFrameAlive: true,
    },
    effects: ["stop-timer frame", "render", "start-timer slow 30"],
  },
  {
    when: "The frame asks for a password",
    from: ["joining"],
    event: {
      type: "frame-asks",
      key: "passwordThere",
    },
    to: "same",
    changes: {
      isFrameAlive: true,
      noticed: ["passwordThere"],
    },
    effects: [
      "stop-timer frame",
      "render",
      "start-timer slow 30",
      "stop-timer slow",
      "show-notice passwordThere",
    ],
  },
  {
    when: "The page keeps devices from the frame",
    from: ["joining"],
    event: {
      type: "frame-notice",
      key: "blockedDevices",
      values: {
        origin: "https://meet.example.org",
      },
    },
    to: "same",
    changes: {
      noticed: ["blockedDevices"],
    },
    effects: ["show-notice blockedDevices"],
  },
  {
    when: "The frame has joined",
    from: ["joining", "lobby"],
    event: {
      type: "conference-joined",
      id: "me",
      displayName: "Sam",
    },
    to: "joined",
    changes: {
      pollsSoon: true,
      isFrameAlive: true,
      isIn: true,
      participantId: "me",
      isRoleFresh: true,
    },
    effects: [
      "stop-timer rejoin",
      "stop-timer slow",
      "stop-timer doubt",
      "begin-stay",
      "stop-timer frame",
      "render",
      "start-timer fresh-role 10",
      "start-timer settled 300",
      "show-state joined",
      "dispatch state (joined)",
      "dispatch joined",
      "schedule-poll 2",
    ],
  },
  {
    when: "The frame has joined, and attendees are moderators",
    from: ["joining"],
    given: {
      info: {
        is_authenticated: true,
        role: "host",
        is_active: false,
        has_ended: false,
        poll_after: 15,
        role_mismatch: "attendee",
        roles_url: "/roles/",
      },
    },
    event: {
      type: "conference-joined",
      id: "me",
      displayName: "Helen",
    },
    to: "joined",
    changes: {
      pollsSoon: true,
      isFrameAlive: true,
      isIn: true,
      participantId: "me",
      isRoleFresh: true,
      noticed: ["attendeeIsModerator"],
    },
    effects: [
      "stop-timer rejoin",
      "stop-timer slow",
      "stop-timer doubt",
      "begin-stay",
      "stop-timer frame",
      "render",
      "start-timer fresh-role 10",
      "start-timer settled 300",
      "show-state joined",
      "dispatch state (joined)",
      "dispatch joined",
      "schedule-poll 2",
      "show-notice attendeeIsModerator",
    ],
  },
  {
    when: "The frame has joined another room",
    from: ["joined"],
    given: {
      roles: {
        me2: "moderator",
      },
      isRoleFresh: true,
    },
    event: {
      type: "conference-joined",
      id: "me2",
      displayName: "Sam",
      breakoutRoom: false,
    },
    to: "same",
    changes: {
      participantId: "me2",
      noticed: ["reported"],
    },
    effects: [
      "stop-timer rejoin",
      "stop-timer slow",
      "stop-timer doubt",
      "begin-stay",
      "report-role moderator",
    ],
  },
  {
    when: "The frame is on its way to another room, or closes",
    from: ["joined"],
    event: {
      type: "conference-left",
    },
    to: "same",
    changes: {
      isApart: true,
    },
    effects: ["stop-timer role", "end-stay", "start-timer rejoin 15"],
  },
  {
    when: "The person hangs up in the frame",
    from: ["joining", "lobby"],
    event: {
      type: "hung-up",
    },
    to: "left",
    effects: [
      "close-frame",
      "end-stay",
      "show-state left",
      "dispatch state (left)",
      "schedule-poll 2",
    ],
  },
  {
    when: "The person hangs up in the frame",
    from: ["joined"],
    event: {
      type: "hung-up",
    },
    to: "left",
    changes: {
      isFrameAlive: false,
      isIn: false,
    },
    effects: [
      "close-frame",
      "end-stay",
      "dispatch left (hangup)",
      "show-state left",
      "dispatch state (left)",
      "schedule-poll 2",
    ],
  },
  {
    when: "Somebody comes or goes, and this person is a host",
    from: ["joined"],
    given: {
      info: {
        is_authenticated: true,
        role: "host",
        is_active: false,
        has_ended: false,
        poll_after: 15,
      },
    },
    event: {
      type: "participants-changed",
    },
    to: "same",
    changes: {
      pollsSoon: true,
    },
    effects: ["schedule-poll 2"],
  },
  {
    when: "Somebody comes or goes, and this person attends",
    from: ["joined"],
    event: {
      type: "participants-changed",
    },
    to: "same",
    effects: [],
  },
  {
    when: "The server makes a host no moderator",
    from: ["joined"],
    given: {
      info: {
        is_authenticated: true,
        role: "host",
        is_active: false,
        has_ended: false,
        poll_after: 15,
      },
    },
    event: {
      type: "role-changed",
      id: "me",
      role: "participant",
    },
    to: "same",
    changes: {
      roles: {
        me: "participant",
      },
    },
    effects: ["start-timer role 2"],
  },
  {
    when: "The server makes an attendee a moderator",
    from: ["joined"],
    given: {
      isRoleFresh: true,
    },
    event: {
      type: "role-changed",
      id: "me",
      role: "moderator",
    },
    to: "same",
    changes: {
      roles: {
        me: "moderator",
      },
      noticed: ["reported"],
    },
    effects: ["report-role moderator"],
  },
  {
    when: "The server makes a speaker a moderator",
    from: ["joined"],
    given: {
      info: {
        is_authenticated: true,
        role: "speaker",
        poll_after: 15,
      },
      isRoleFresh: true,
    },
    event: {
      type: "role-changed",
      id: "me",
      role: "moderator",
    },
    to: "same",
    changes: {
      roles: {
        me: "moderator",
      },
      noticed: ["reported"],
    },
    effects: ["report-role moderator"],
  },
  {
    when: "A host makes an attendee a moderator later",
    from: ["joined"],
    event: {
      type: "role-changed",
      id: "me",
      role: "moderator",
    },
    to: "same",
    changes: {
      roles: {
        me: "moderator",
      },
    },
    effects: [],
  },
  {
    when: "The server says nothing of the role yet",
    from: ["joined"],
    event: {
      type: "role-changed",
      id: "me",
      role: "none",
    },
    to: "same",
    changes: {
      roles: {
        me: "none",
      },
    },
    effects: [],
  },
  {
    when: "The first seconds are over",
    from: ["joined"],
    given: {
      isRoleFresh: true,
    },
    event: {
      type: "role-aged",
    },
    to: "same",
    changes: {
      isRoleFresh: false,
    },
    effects: [],
  },
  {
    when: "A host stays no moderator",
    from: ["joined"],
    given: {
      info: {
        is_authenticated: true,
        role: "host",
        is_active: false,
        has_ended: false,
        poll_after: 15,
      },
    },
    event: {
      type: "host-role",
      role: "participant",
    },
    to: "same",
    changes: {
      noticed: ["hostNotModerator", "reported"],
    },
    effects: ["show-notice hostNotModerator", "report-role participant"],
  },
  {
    when: "A host has become a moderator",
    from: ["joined"],
    given: {
      info: {
        is_authenticated: true,
        role: "host",
        is_active: false,
        has_ended: false,
        poll_after: 15,
      },
      noticed: ["hostNotModerator"],
    },
    event: {
      type: "host-role",
      role: "moderator",
    },
    to: "same",
    changes: {
      noticed: [],
    },
    effects: ["remove-notice hostNotModerator"],
  },
  {
    when: "The report of a role has failed",
    from: ["joined"],
    given: {
      noticed: ["reported"],
    },
    event: {
      type: "role-report-failed",
    },
    to: "same",
    changes: {
      noticed: [],
    },
    effects: [],
  },
  {
    when: "The host removes this person",
    from: ["joined"],
    event: {
      type: "kicked",
      id: "me",
      local: true,
    },
    to: "refused kicked",
    changes: {
      isFrameAlive: false,
      isIn: false,
    },
    effects: [
      "close-frame",
      "end-stay",
      "dispatch left (kicked)",
      "dispatch error (kicked)",
      "show-state refused",
      "dispatch state (refused)",
      "schedule-poll 2",
    ],
  },
  {
    when: "The host removes somebody else",
    from: ["joined"],
    event: {
      type: "kicked",
      id: "other",
      local: false,
    },
    to: "same",
    effects: [],
  },
  {
    when: "Jitsi: the token is not accepted",
    from: ["joining", "lobby"],
    event: {
      type: "conference-error",
      error: {
        name: "connection.passwordRequired",
        message: "words",
        params: [],
      },
    },
    to: "refused token",
    changes: {
      reported: ["connection.passwordRequired"],
    },
    effects: [
      "report-refusal connection.passwordRequired",
      "close-frame",
      "end-stay",
      "dispatch error (token)",
      "show-state refused",
      "dispatch state (refused)",
      "schedule-poll 2",
    ],
  },
  {
    when: "Jitsi: the token is not accepted",
    from: ["joined"],
    event: {
      type: "conference-error",
      error: {
        name: "connection.passwordRequired",
        message: "words",
        params: [],
      },
    },
    to: "same",
    changes: {
      hasRenewed: true,
      reported: ["connection.passwordRequired"],
      isFrameAlive: false,
      isIn: false,
    },
    effects: [
      "report-refusal connection.passwordRequired",
      "close-frame",
      "end-stay",
      "dispatch left (lost)",
      "dispatch error (token)",
      "enter",
    ],
  },
  {
    when: "Jitsi: not allowed",
    from: ["joining", "lobby"],
    event: {
      type: "conference-error",
      error: {
        name: "conference.connectionError.notAllowed",
        message: "words",
        params: [],
      },
    },
    to: "refused not-allowed",
    changes: {
      reported: ["conference.connectionError.notAllowed"],
    },
    effects: [
      "report-refusal conference.connectionError.notAllowed",
      "close-frame",
      "end-stay",
      "dispatch error (not-allowed)",
      "show-state refused",
      "dispatch state (refused)",
      "schedule-poll 2",
    ],
  },
  {
    when: "Jitsi: not allowed",
    from: ["joined"],
    event: {
      type: "conference-error",
      error: {
        name: "conference.connectionError.notAllowed",
        message: "words",
        params: [],
      },
    },
    to: "same",
    changes: {
      hasRenewed: true,
      reported: ["conference.connectionError.notAllowed"],
      isFrameAlive: false,
      isIn: false,
    },
    effects: [
      "report-refusal conference.connectionError.notAllowed",
      "close-frame",
      "end-stay",
      "dispatch left (lost)",
      "dispatch error (not-allowed)",
      "enter",
    ],
  },
  {
    when: "Jitsi: not let in from the lobby",
    from: ["joining", "lobby"],
    event: {
      type: "conference-error",
      error: {
        name: "conference.connectionError.accessDenied",
        message: "words",
        params: [],
      },
    },
    to: "refused lobby",
    effects: [
      "close-frame",
      "end-stay",
      "dispatch error (lobby)",
      "show-state refused",
      "dispatch state (refused)",
      "schedule-poll 2",
    ],
  },
  {
    when: "Jitsi: not let in from the lobby",
    from: ["joined"],
    event: {
      type: "conference-error",
      error: {
        name: "conference.connectionError.accessDenied",
        message: "words",
        params: [],
      },
    },
    to: "refused lobby",
    changes: {
      isFrameAlive: false,
      isIn: false,
    },
    effects: [
      "close-frame",
      "end-stay",
      "dispatch left (refused)",
      "dispatch error (lobby)",
      "show-state refused",
      "dispatch state (refused)",
      "schedule-poll 2",
    ],
  },
  {
    when: "Jitsi: the room is full",
    from: ["joining", "lobby"],
    event: {
      type: "conference-error",
      error: {
        name: "conference.max_users",
        message: "words",
        params: [],
      },
    },
    to: "refused full",
    changes: {
      reported: ["conference.max_users"],
    },
    effects: [
      "report-refusal conference.max_users",
      "close-frame",
      "end-stay",
      "dispatch error (full)",
      "show-state refused",
      "dispatch state (refused)",
      "schedule-poll 2",
    ],
  },
  {
    when: "Jitsi: the room is full",
    from: ["joined"],
    event: {
      type: "conference-error",
      error: {
        name: "conference.max_users",
        message: "words",
        params: [],
      },
    },
    to: "refused full",
    changes: {
      reported: ["conference.max_users"],
      isFrameAlive: false,
      isIn: false,
    },
    effects: [
      "report-refusal conference.max_users",
      "close-frame",
      "end-stay",
      "dispatch left (refused)",
      "dispatch error (full)",
      "show-state refused",
      "dispatch state (refused)",
      "schedule-poll 2",
    ],
  },
  {
    when: "Jitsi: the reservation is refused",
    from: ["joining", "lobby"],
    event: {
      type: "conference-error",
      error: {
        name: "conference.reservationError",
        message: "words",
        params: [403, "On Monday"],
      },
    },
    to: "refused reservation",
    changes: {
      reported: ["conference.reservationError"],
    },
    effects: [
      "report-refusal conference.reservationError",
      "close-frame",
      "end-stay",
      "dispatch error (reservation)",
      "show-state refused",
      "dispatch state (refused)",
      "schedule-poll 2",
    ],
  },
  {
    when: "Jitsi: the reservation is refused",
    from: ["joined"],
    event: {
      type: "conference-error",
      error: {
        name: "conference.reservationError",
        message: "words",
        params: [403, "On Monday"],
      },
    },
    to: "refused reservation",
    changes: {
      reported: ["conference.reservationError"],
      isFrameAlive: false,
      isIn: false,
    },
    effects: [
      "report-refusal conference.reservationError",
      "close-frame",
      "end-stay",
      "dispatch left (refused)",
      "dispatch error (reservation)",
      "show-state refused",
      "dispatch state (refused)",
      "schedule-poll 2",
    ],
  },
  {
    when: "Jitsi: members only",
    from: ["joining"],
    event: {
      type: "conference-error",
      error: {
        name: "conference.connectionError.membersOnly",
        message: "words",
        params: [],
      },
    },
    to: "lobby",
    changes: {
      isFrameAlive: true,
    },
    effects: [
      "stop-timer frame",
      "render",
      "stop-timer slow",
      "show-state lobby",
      "dispatch state (lobby)",
    ],
  },
  {
    when: "Jitsi: members only",
    from: ["lobby"],
    event: {
      type: "conference-error",
      error: {
        name: "conference.connectionError.membersOnly",
        message: "words",
        params: [],
      },
    },
    to: "same",
    changes: {
      isFrameAlive: true,
    },
    effects: ["stop-timer frame", "render", "stop-timer slow"],
  },
  {
    when: "Jitsi: members only",
    from: ["joined"],
    event: {
      type: "conference-error",
      error: {
        name: "conference.connectionError.membersOnly",
        message: "words",
        params: [],
      },
    },
    to: "lobby",
    effects: ["stop-timer frame", "stop-timer slow", "show-state lobby", "dispatch state (lobby)"],
  },
  {
    when: "Jitsi: a login is needed",
    from: ["joining"],
    event: {
      type: "conference-error",
      error: {
        name: "conference.authenticationRequired",
        message: "words",
        params: [],
      },
    },
    to: "same",
    changes: {
      isFrameAlive: true,
      noticed: ["loginThere"],
    },
    effects: [
      "stop-timer frame",
      "render",
      "start-timer slow 30",
      "stop-timer slow",
      "show-notice loginThere",
    ],
  },
  {
    when: "Jitsi: the room is closed",
    from: ["joining", "lobby"],
    event: {
      type: "conference-error",
      error: {
        name: "conference.destroyed",
        message: "words",
        params: [],
      },
      isHidden: false,
    },
    to: "left closed",
    effects: ["close-frame", "end-stay", "show-state left", "dispatch state (left)", "poll"],
  },
  {
    when: "Jitsi: the room is closed",
    from: ["joined"],
    event: {
      type: "conference-error",
      error: {
        name: "conference.destroyed",
        message: "words",
        params: [],
      },
      isHidden: false,
    },
    to: "left closed",
    changes: {
      isFrameAlive: false,
      isIn: false,
    },
    effects: [
      "close-frame",
      "end-stay",
      "dispatch left (ended)",
      "show-state left",
      "dispatch state (left)",
      "poll",
    ],
  },
  {
    when: "Jitsi: the room breaks down",
    from: ["joined"],
    event: {
      type: "conference-error",
      error: {
        name: "conference.focusLeft",
        message: "words",
        params: [],
        isFatal: true,
      },
    },
    to: "offline",
    changes: {
      wantsIn: true,
      failures: 1,
      isFrameAlive: false,
      isIn: false,
    },
    effects: [
      "close-frame",
      "end-stay",
      "dispatch left (lost)",
      "dispatch error (conference.focusLeft)",
      "show-state offline",
      "dispatch state (offline)",
      "schedule-poll 2",
    ],
  },
  {
    when: "Jitsi: the room breaks down on the way in",
    from: ["joining", "lobby"],
    event: {
      type: "conference-error",
      error: {
        name: "conference.focusLeft",
        message: "words",
        params: [],
        isFatal: true,
      },
    },
    to: "unreachable",
    changes: {
      breakdowns: 1,
      reported: ["conference.focusLeft"],
    },
    effects: [
      "report-refusal conference.focusLeft",
      "close-frame",
      "end-stay",
      "dispatch error (conference.focusLeft)",
      "show-state unreachable",
      "dispatch state (unreachable)",
      "schedule-poll 15",
      "start-timer retry 8",
    ],
  },
  {
    when: "Jitsi: an error that passes",
    from: ["joined"],
    event: {
      type: "conference-error",
      error: {
        name: "connection.droppedError",
        message: "words",
        params: [],
        isFatal: false,
      },
    },
    to: "same",
    effects: [],
  },
  {
    when: "Jitsi: a wrong password",
    from: ["joining"],
    event: {
      type: "conference-error",
      error: {
        name: "conference.passwordRequired",
        message: "words",
        params: [],
        isFatal: true,
      },
    },
    to: "same",
    changes: {
      isFrameAlive: true,
      noticed: ["passwordThere"],
    },
    effects: [
      "stop-timer frame",
      "render",
      "start-timer slow 30",
      "stop-timer slow",
      "show-notice passwordThere",
    ],
  },
  {
    when: "Jitsi: another error that is fatal",
    from: ["joining", "lobby"],
    event: {
      type: "conference-error",
      error: {
        name: "conference.somethingNew",
        message: "words",
        params: [],
        isFatal: true,
      },
    },
    to: "refused other",
    changes: {
      reported: ["conference.somethingNew"],
    },
    effects: [
      "report-refusal conference.somethingNew",
      "close-frame",
      "end-stay",
      "dispatch error (other)",
      "show-state refused",
      "dispatch state (refused)",
      "schedule-poll 2",
    ],
  },
  {
    when: "Jitsi: another error that is fatal",
    from: ["joined"],
    event: {
      type: "conference-error",
      error: {
        name: "conference.somethingNew",
        message: "words",
        params: [],
        isFatal: true,
      },
    },
    to: "refused other",
    changes: {
      reported: ["conference.somethingNew"],
      isFrameAlive: false,
      isIn: false,
    },
    effects: [
      "report-refusal conference.somethingNew",
      "close-frame",
      "end-stay",
      "dispatch left (refused)",
      "dispatch error (other)",
      "show-state refused",
      "dispatch state (refused)",
      "schedule-poll 2",
    ],
  },
  {
    when: "The person leaves, or cancels",
    from: ["joining", "lobby"],
    event: {
      type: "leave",
    },
    to: "left",
    effects: [
      "close-frame",
      "end-stay",
      "show-state left",
      "dispatch state (left)",
      "schedule-poll 15",
    ],
  },
  {
    when: "The person leaves, or cancels",
    from: ["joined"],
    event: {
      type: "leave",
    },
    to: "left",
    changes: {
      isFrameAlive: false,
      isIn: false,
    },
    effects: [
      "close-frame",
      "end-stay",
      "dispatch left (left)",
      "show-state left",
      "dispatch state (left)",
      "schedule-poll 15",
    ],
  },
  {
    when: "The same outside of the room",
    from: ["waiting"],
    event: {
      type: "leave",
    },
    to: "same",
    effects: [],
  },
  {
    when: "Try again",
    from: ["unreachable", "refused"],
    event: {
      type: "retry",
    },
    to: "same",
    effects: ["enter"],
  },
  {
    when: "Try again without a connection",
    from: ["offline"],
    event: {
      type: "retry",
      isHidden: false,
    },
    to: "same",
    effects: ["poll in full"],
  },
  {
    when: "The host ends the session",
    from: ["joined"],
    event: {
      type: "end",
    },
    to: "same",
    changes: {
      isBusy: true,
      isEnding: true,
    },
    effects: [],
  },
  {
    when: "The site does not end it",
    from: ["joined"],
    event: {
      type: "end-failed",
      error: {
        code: "network",
        message: "words",
      },
    },
    to: "same",
    changes: {
      problem: {
        code: "network",
        message: "words",
      },
    },
    effects: ["dispatch error (network)", "render"],
  },
  {
    when: "The frame is asked to end it too",
    from: ["joined"],
    event: {
      type: "farewell",
    },
    to: "same",
    effects: [],
  },
  {
    when: "The site has ended it",
    from: ["joined"],
    given: {
      isBusy: true,
      isEnding: true,
    },
    event: {
      type: "end-done",
    },
    to: "same",
    changes: {
      isBusy: false,
      isEnding: false,
    },
    effects: [],
  },
  {
    when: "This host has ended the session",
    from: [
      "checking",
      "closed",
      "waiting",
      "live",
      "joining",
      "lobby",
      "left",
      "unregistered",
      "logged-out",
      "offline",
      "unreachable",
      "refused",
    ],
    given: {
      info: {
        is_authenticated: true,
        role: "host",
        is_active: true,
        has_ended: false,
        poll_after: 15,
      },
    },
    event: {
      type: "session-ended",
      by: "self",
    },
    to: "ended",
    changes: {
      info: {
        is_authenticated: true,
        role: "host",
        is_active: false,
        has_ended: true,
        poll_after: 15,
        present: null,
        people: [],
      },
    },
    effects: [
      "close-frame",
      "end-stay",
      "show-state ended",
      "dispatch state (ended)",
      "dispatch ended (self)",
      "schedule-poll 15",
    ],
  },
  {
    when: "This host has ended the session",
    from: ["joined"],
    given: {
      info: {
        is_authenticated: true,
        role: "host",
        is_active: true,
        has_ended: false,
        poll_after: 15,
      },
    },
    event: {
      type: "session-ended",
      by: "self",
    },
    to: "ended",
    changes: {
      info: {
        is_authenticated: true,
        role: "host",
        is_active: false,
        has_ended: true,
        poll_after: 15,
        present: null,
        people: [],
      },
      isFrameAlive: false,
      isIn: false,
    },
    effects: [
      "close-frame",
      "end-stay",
      "dispatch left (ended)",
      "show-state ended",
      "dispatch state (ended)",
      "dispatch ended (self)",
      "schedule-poll 15",
    ],
  },
  {
    when: "Jitsi does not support the browser",
    from: ["joining"],
    event: {
      type: "browser-unsupported",
    },
    to: "refused unsupported",
    effects: [
      "close-frame",
      "end-stay",
      "dispatch error (unsupported)",
      "show-state refused",
      "dispatch state (refused)",
      "schedule-poll 2",
    ],
  },
  {
    when: "A status asked anonymously leaves what is known",
    from: ["joined"],
    given: {
      info: {
        is_authenticated: true,
        role: "host",
        participant: "7",
        poll_after: 15,
        is_active: true,
        present: 3,
        people: [
          {
            display_name: "A",
          },
        ],
      },
    },
    event: {
      type: "status",
      status: {
        is_active: true,
        present: null,
        room_name: null,
        poll_after: 30,
      },
    },
    to: "same",
    changes: {
      info: {
        is_authenticated: true,
        role: "host",
        participant: "7",
        poll_after: 30,
        is_active: true,
        present: 3,
        people: [
          {
            display_name: "A",
          },
        ],
        has_ended: false,
      },
    },
    effects: ["schedule-poll 30", "render"],
  },
  {
    when: "A description says that there is nothing any more",
    from: ["joined"],
    given: {
      info: {
        is_authenticated: true,
        role: "host",
        participant: "7",
        poll_after: 15,
        is_active: true,
        present: 3,
        starts_at: "2027-01-01T00:00:00Z",
      },
    },
    event: {
      type: "status",
      isFull: true,
      status: {
        is_authenticated: true,
        role: "host",
        participant: "7",
        poll_after: 15,
        is_active: true,
        present: null,
        starts_at: null,
      },
    },
    to: "same",
    changes: {
      info: {
        is_authenticated: true,
        role: "host",
        participant: "7",
        poll_after: 15,
        is_active: true,
        present: null,
        starts_at: null,
        has_ended: false,
      },
    },
    effects: ["schedule-poll 15", "render"],
  },
  {
    when: "The login has ended meanwhile",
    from: ["joining", "lobby", "joined"],
    given: {
      info: {
        is_authenticated: true,
        role: "host",
        participant: "7",
        poll_after: 15,
        is_active: true,
        present: 3,
      },
    },
    event: {
      type: "status",
      isFull: true,
      status: {
        is_active: true,
        is_authenticated: false,
        role: null,
        poll_after: 30,
        present: null,
        participant: "",
      },
    },
    to: "same",
    changes: {
      info: {
        is_authenticated: true,
        role: "host",
        participant: "7",
        poll_after: 30,
        is_active: true,
        present: 3,
        has_ended: false,
      },
      isLoggedOut: true,
      noticed: ["loggedOutHere"],
    },
    effects: [
      "dispatch error (not_authenticated)",
      "show-notice loggedOutHere",
      "render",
      "schedule-poll 30",
      "render",
    ],
  },
  {
    when: "Somebody else has logged in meanwhile",
    from: ["joined"],
    given: {
      info: {
        is_authenticated: true,
        role: "host",
        participant: "7",
        poll_after: 15,
        is_active: true,
        present: 3,
      },
    },
    event: {
      type: "status",
      isFull: true,
      status: {
        is_authenticated: true,
        role: "attendee",
        participant: "8",
        poll_after: 15,
        is_active: true,
        present: 3,
      },
    },
    to: "same",
    changes: {
      info: {
        is_authenticated: true,
        role: "host",
        participant: "7",
        poll_after: 15,
        is_active: true,
        present: 3,
        has_ended: false,
      },
      isLoggedOut: true,
      noticed: ["loggedOutHere"],
    },
    effects: [
      "dispatch error (not_authenticated)",
      "show-notice loggedOutHere",
      "render",
      "schedule-poll 15",
      "render",
    ],
  },
  {
    when: "A poll finds the login gone",
    from: ["joining", "lobby", "joined"],
    given: {
      info: {
        is_authenticated: true,
        role: "host",
        participant: "7",
        poll_after: 15,
        is_active: true,
        present: 3,
      },
    },
    event: {
      type: "poll-failed",
      error: {
        code: "not_authenticated",
        message: "",
        status: 403,
      },
      isOnline: true,
    },
    to: "same",
    changes: {
      isLoggedOut: true,
      failures: 1,
      noticed: ["loggedOutHere"],
    },
    effects: [
      "dispatch error (not_authenticated)",
      "show-notice loggedOutHere",
      "render",
      "schedule-poll 2",
    ],
  },
  {
    when: "A poll finds nobody logged in",
    from: [
      "checking",
      "closed",
      "waiting",
      "live",
      "left",
      "ended",
      "unregistered",
      "offline",
      "unreachable",
      "refused",
    ],
    event: {
      type: "poll-failed",
      error: {
        code: "not_authenticated",
        message: "",
        status: 403,
      },
      isOnline: true,
    },
    to: "logged-out",
    changes: {
      info: {
        is_authenticated: true,
        role: null,
        poll_after: 15,
      },
    },
    effects: [
      "close-frame",
      "end-stay",
      "dispatch error (not_authenticated)",
      "show-state logged-out",
      "dispatch state (logged-out)",
    ],
  },
  {
    when: "A poll finds nobody logged in",
    from: ["logged-out"],
    event: {
      type: "poll-failed",
      error: {
        code: "not_authenticated",
        message: "",
        status: 403,
      },
      isOnline: true,
    },
    to: "same",
    changes: {
      info: {
        is_authenticated: true,
        role: null,
        poll_after: 15,
      },
    },
    effects: ["close-frame", "end-stay", "dispatch error (not_authenticated)"],
  },
  {
    when: "A report of the stay finds the login gone",
    from: ["joined"],
    given: {
      info: {
        is_authenticated: true,
        role: "host",
        participant: "7",
        poll_after: 15,
        is_active: true,
        present: 3,
      },
    },
    event: {
      type: "stay-failed",
      error: {
        code: "not_authenticated",
        message: "",
        status: 403,
      },
    },
    to: "same",
    changes: {
      isLoggedOut: true,
      noticed: ["loggedOutHere"],
    },
    effects: ["dispatch error (not_authenticated)", "show-notice loggedOutHere", "render"],
  },
  {
    when: "A report of the stay has had no answer",
    from: ["joined"],
    given: {
      info: {
        is_authenticated: true,
        role: "host",
        participant: "7",
        poll_after: 15,
        is_active: true,
        present: 3,
      },
    },
    event: {
      type: "stay-failed",
      error: {
        code: "network",
        message: "",
      },
    },
    to: "same",
    effects: [],
  },
  {
    when: "A report of the stay is answered again",
    from: ["joined"],
    given: {
      info: {
        is_authenticated: true,
        role: "host",
        participant: "7",
        poll_after: 15,
        is_active: true,
        present: 3,
      },
      isLoggedOut: true,
      noticed: ["loggedOutHere"],
      problem: {
        code: "not_authenticated",
        message: "",
      },
    },
    event: {
      type: "stay-noted",
    },
    to: "same",
    changes: {
      problem: null,
      isLoggedOut: false,
      noticed: [],
    },
    effects: ["remove-notice loggedOutHere", "beat-stay", "render"],
  },
  {
    when: "A report of the stay is answered",
    from: ["joined"],
    given: {
      info: {
        is_authenticated: true,
        role: "host",
        participant: "7",
        poll_after: 15,
        is_active: true,
        present: 3,
      },
    },
    event: {
      type: "stay-noted",
    },
    to: "same",
    effects: [],
  },
  {
    when: "The same person has logged in again",
    from: ["joined"],
    given: {
      info: {
        is_authenticated: true,
        role: "host",
        participant: "7",
        poll_after: 15,
        is_active: true,
        present: 3,
      },
      isLoggedOut: true,
      noticed: ["loggedOutHere"],
    },
    event: {
      type: "status",
      isFull: true,
      status: {
        is_authenticated: true,
        role: "host",
        participant: "7",
        poll_after: 15,
        is_active: true,
        present: 3,
      },
    },
    to: "same",
    changes: {
      info: {
        is_authenticated: true,
        role: "host",
        participant: "7",
        poll_after: 15,
        is_active: true,
        present: 3,
        has_ended: false,
      },
      isLoggedOut: false,
      noticed: [],
    },
    effects: ["remove-notice loggedOutHere", "beat-stay", "render", "schedule-poll 15", "render"],
  },
  {
    when: "The tab is looked at after the login has ended",
    from: ["joined"],
    given: {
      info: {
        is_authenticated: true,
        role: "host",
        participant: "7",
        poll_after: 15,
        is_active: true,
        present: 3,
      },
      isLoggedOut: true,
    },
    event: {
      type: "visibility",
      isHidden: false,
    },
    to: "same",
    effects: ["tune-push", "beat-stay", "poll in full"],
  },
  {
    when: "It is time to poll after the login has ended",
    from: ["joined"],
    given: {
      info: {
        is_authenticated: true,
        role: "host",
        participant: "7",
        poll_after: 15,
        is_active: true,
        present: 3,
      },
      isLoggedOut: true,
      polls: 1,
    },
    event: {
      type: "poll-due",
      isHidden: false,
    },
    to: "same",
    changes: {
      polls: 2,
    },
    effects: ["poll in full"],
  },
  {
    when: "Ending it finds the login gone",
    from: ["joined"],
    given: {
      info: {
        is_authenticated: true,
        role: "host",
        participant: "7",
        poll_after: 15,
        is_active: true,
        present: 3,
      },
      isEnding: true,
    },
    event: {
      type: "end-failed",
      error: {
        code: "not_authenticated",
        message: "",
        status: 403,
      },
    },
    to: "same",
    changes: {
      problem: {
        code: "not_authenticated",
        message: "",
      },
      isLoggedOut: true,
      noticed: ["loggedOutHere"],
    },
    effects: [
      "dispatch error (not_authenticated)",
      "show-notice loggedOutHere",
      "render",
      "dispatch error (not_authenticated)",
      "render",
    ],
  },
  {
    when: "Ending it finds the login gone",
    from: ["left", "unreachable", "refused"],
    given: {
      info: {
        is_authenticated: true,
        role: "host",
        participant: "7",
        poll_after: 15,
        is_active: true,
        present: 3,
      },
      isEnding: true,
    },
    event: {
      type: "end-failed",
      error: {
        code: "not_authenticated",
        message: "",
        status: 403,
      },
    },
    to: "same",
    changes: {
      problem: {
        code: "not_authenticated",
        message: "",
      },
      isLoggedOut: true,
    },
    effects: [
      "dispatch error (not_authenticated)",
      "render",
      "dispatch error (not_authenticated)",
      "render",
    ],
  },
  {
    when: "The frame shows itself, and takes long",
    from: ["joining"],
    given: {
      isFrameAlive: true,
    },
    event: {
      type: "join-slow",
    },
    to: "same",
    changes: {
      noticed: ["slowThere"],
    },
    effects: ["show-notice slowThere", "start-timer slow 150"],
  },
  {
    when: "The frame shows its own screen before joining",
    from: ["joining"],
    given: {
      isFrameAlive: true,
      noticed: ["slowThere"],
    },
    event: {
      type: "frame-asks",
      key: null,
    },
    to: "same",
    changes: {
      noticed: [],
    },
    effects: ["stop-timer frame", "stop-timer slow", "remove-notice slowThere"],
  },
  {
    when: "The room is entered after a password",
    from: ["joining"],
    given: {
      isFrameAlive: true,
      noticed: ["passwordThere"],
    },
    event: {
      type: "conference-joined",
      id: "me",
      displayName: "Sam",
    },
    to: "joined",
    changes: {
      pollsSoon: true,
      isIn: true,
      participantId: "me",
      isRoleFresh: true,
      noticed: [],
    },
    effects: [
      "stop-timer rejoin",
      "stop-timer slow",
      "stop-timer doubt",
      "begin-stay",
      "stop-timer frame",
      "remove-notice passwordThere",
      "start-timer fresh-role 10",
      "start-timer settled 300",
      "show-state joined",
      "dispatch state (joined)",
      "dispatch joined",
      "schedule-poll 2",
    ],
  },
  {
    when: "Jitsi: the pass is refused after a long call",
    from: ["joined"],
    event: {
      type: "conference-error",
      error: {
        name: "connection.passwordRequired",
        message: "words",
        params: [],
      },
    },
    to: "same",
    changes: {
      hasRenewed: true,
      reported: ["connection.passwordRequired"],
      isFrameAlive: false,
      isIn: false,
    },
    effects: [
      "report-refusal connection.passwordRequired",
      "close-frame",
      "end-stay",
      "dispatch left (lost)",
      "dispatch error (token)",
      "enter",
    ],
  },
  {
    when: "Jitsi: the new pass is refused too",
    from: ["joining"],
    given: {
      hasRenewed: true,
      reported: ["connection.passwordRequired"],
    },
    event: {
      type: "conference-error",
      error: {
        name: "connection.passwordRequired",
        message: "words",
        params: [],
      },
    },
    to: "refused token",
    effects: [
      "close-frame",
      "end-stay",
      "dispatch error (token)",
      "show-state refused",
      "dispatch state (refused)",
      "schedule-poll 2",
    ],
  },
  {
    when: "Jitsi: a pass that was new a moment ago is refused",
    from: ["joined"],
    given: {
      hasRenewed: true,
    },
    event: {
      type: "conference-error",
      error: {
        name: "connection.passwordRequired",
        message: "words",
        params: [],
      },
    },
    to: "refused token",
    changes: {
      reported: ["connection.passwordRequired"],
      isFrameAlive: false,
      isIn: false,
    },
    effects: [
      "report-refusal connection.passwordRequired",
      "close-frame",
      "end-stay",
      "dispatch left (refused)",
      "dispatch error (token)",
      "show-state refused",
      "dispatch state (refused)",
      "schedule-poll 2",
    ],
  },
  {
    when: "The call has gone on for long",
    from: ["joined"],
    given: {
      hasRenewed: true,
    },
    event: {
      type: "settled",
    },
    to: "same",
    changes: {
      hasRenewed: false,
    },
    effects: [],
  },
  {
    when: "Jitsi: the room is full, and visitors have another",
    from: ["joining", "lobby"],
    event: {
      type: "conference-error",
      error: {
        name: "conference.max_users",
        message: "words",
        params: [
          {
            visitorsSupported: true,
          },
        ],
      },
    },
    to: "same",
    effects: ["start-timer doubt 30"],
  },
  {
    when: "Jitsi: the room is full, and visitors have another",
    from: ["joined"],
    event: {
      type: "conference-error",
      error: {
        name: "conference.max_users",
        message: "words",
        params: [
          {
            visitorsSupported: true,
          },
        ],
      },
    },
    to: "same",
    effects: [],
  },
  {
    when: "Jitsi: there was no room for visitors",
    from: ["joining", "lobby"],
    event: {
      type: "doubt-over",
      error: {
        name: "conference.max_users",
        message: "words",
        params: [
          {
            visitorsSupported: true,
          },
        ],
      },
    },
    to: "refused full",
    changes: {
      reported: ["conference.max_users"],
    },
    effects: [
      "report-refusal conference.max_users",
      "close-frame",
      "end-stay",
      "dispatch error (full)",
      "show-state refused",
      "dispatch state (refused)",
      "schedule-poll 2",
    ],
  },
  {
    when: "Jitsi: an unknown error that may pass",
    from: ["joining", "lobby"],
    event: {
      type: "conference-error",
      error: {
        name: "conference.somethingNew",
        message: "words",
        params: [],
        isFatal: false,
      },
    },
    to: "same",
    effects: ["start-timer doubt 30"],
  },
  {
    when: "Jitsi: an unknown error that may pass",
    from: ["joined"],
    event: {
      type: "conference-error",
      error: {
        name: "conference.somethingNew",
        message: "words",
        params: [],
        isFatal: false,
      },
    },
    to: "same",
    effects: [],
  },
  {
    when: "Jitsi: an unknown error has not passed",
    from: ["joining", "lobby"],
    event: {
      type: "doubt-over",
      error: {
        name: "conference.somethingNew",
        message: "words",
        params: [],
        isFatal: false,
      },
    },
    to: "refused other",
    changes: {
      reported: ["conference.somethingNew"],
    },
    effects: [
      "report-refusal conference.somethingNew",
      "close-frame",
      "end-stay",
      "dispatch error (other)",
      "show-state refused",
      "dispatch state (refused)",
      "schedule-poll 2",
    ],
  },
  {
    when: "Jitsi: a connection that may come back",
    from: ["joining", "lobby"],
    event: {
      type: "conference-error",
      error: {
        name: "connection.droppedError",
        message: "words",
        params: [],
        isFatal: false,
      },
    },
    to: "same",
    effects: ["start-timer doubt 30"],
  },
  {
    when: "Jitsi: a connection that may come back",
    from: ["joined"],
    event: {
      type: "conference-error",
      error: {
        name: "connection.droppedError",
        message: "words",
        params: [],
        isFatal: false,
      },
    },
    to: "same",
    effects: [],
  },
  {
    when: "Jitsi: the connection has not come back",
    from: ["joining", "lobby"],
    event: {
      type: "doubt-over",
      error: {
        name: "connection.droppedError",
        message: "words",
        params: [],
        isFatal: false,
      },
    },
    to: "unreachable",
    changes: {
      breakdowns: 1,
      reported: ["connection.droppedError"],
    },
    effects: [
      "report-refusal connection.droppedError",
      "close-frame",
      "end-stay",
      "dispatch error (connection.droppedError)",
      "show-state unreachable",
      "dispatch state (unreachable)",
      "schedule-poll 15",
      "start-timer retry 8",
    ],
  },
  {
    when: "Jitsi: it has not led on",
    from: ["joining", "lobby"],
    event: {
      type: "doubt-over",
      error: {
        name: "conference.redirected",
        message: "words",
        params: [],
      },
    },
    to: "refused other",
    changes: {
      reported: ["conference.redirected"],
    },
    effects: [
      "report-refusal conference.redirected",
      "close-frame",
      "end-stay",
      "dispatch error (other)",
      "show-state refused",
      "dispatch state (refused)",
      "schedule-poll 2",
    ],
  },
  {
    when: "Jitsi: the conference cannot be joined",
    from: ["joining", "lobby"],
    event: {
      type: "conference-error",
      error: {
        name: "conference.connectionError",
        message: "words",
        params: [],
        isFatal: false,
      },
    },
    to: "unreachable",
    changes: {
      breakdowns: 1,
      reported: ["conference.connectionError"],
    },
    effects: [
      "report-refusal conference.connectionError",
      "close-frame",
      "end-stay",
      "dispatch error (conference.connectionError)",
      "show-state unreachable",
      "dispatch state (unreachable)",
      "schedule-poll 15",
      "start-timer retry 8",
    ],
  },
  {
    when: "Jitsi: the conference cannot be joined",
    from: ["joined"],
    event: {
      type: "conference-error",
      error: {
        name: "conference.connectionError",
        message: "words",
        params: [],
        isFatal: false,
      },
    },
    to: "offline",
    changes: {
      wantsIn: true,
      failures: 1,
      isFrameAlive: false,
      isIn: false,
    },
    effects: [
      "close-frame",
      "end-stay",
      "dispatch left (lost)",
      "dispatch error (conference.connectionError)",
      "show-state offline",
      "dispatch state (offline)",
      "schedule-poll 2",
    ],
  },
  {
    when: "The site's log could not be told",
    from: ["refused"],
    given: {
      reported: ["conference.max_users"],
    },
    event: {
      type: "refusal-report-failed",
      code: "conference.max_users",
    },
    to: "same",
    changes: {
      reported: [],
    },
    effects: [],
  },
  {
    when: "The connection is lost just before this person is let in",
    from: ["live"],
    given: {
      reason: "soon",
    },
    event: {
      type: "offline",
    },
    to: "offline",
    changes: {
      wantsIn: true,
      failures: 1,
    },
    effects: ["show-state offline", "dispatch state (offline)", "schedule-poll 2"],
  },
  {
    when: "The site wants to be asked later",
    from: ["waiting", "joined"],
    event: {
      type: "poll-failed",
      error: {
        code: "throttled",
        message: "",
        retryAfter: 90,
      },
      isOnline: true,
    },
    to: "same",
    changes: {
      failures: 1,
    },
    effects: ["schedule-poll 90"],
  },
];
