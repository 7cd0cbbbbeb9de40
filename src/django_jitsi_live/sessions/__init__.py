"""Live sessions: the gate, the join grant, start, end, removal. Read ``services`` first."""

from .asking import Answered, admit, ask, decline
from .closing import end_sessions, settle, settle_due, settle_session
from .conflicts import is_lost_race
from .decisions import audited, decision, participant_of, write_decision
from .enforcement import deliver_due, has_lost_link, is_kept_out
from .gate import (
    refused,
    require_host,
    require_member,
    require_participant,
    require_participant_id,
    require_role,
    require_user,
)
from .grants import JoinGrant, room_key
from .guests import hold_link
from .link_rows import all_links
from .placement import mark_server_down, mark_server_up, other_servers
from .receivers import connect_receivers
from .recording_rights import begin_recording
from .refusals import report_refusal
from .removal import (
    People,
    Removed,
    how_removed,
    people,
    readmit,
    readmit_person,
    remove,
    remove_person,
)
from .room_info import RoomInfo, describe, status
from .rooms import prepared_session, prepared_sessions
from .seat_rows import expired_seats
from .services import (
    Closing,
    Ended,
    backstage,
    describe_end,
    end,
    extend,
    join,
    move,
    reopen,
    report_role,
    start,
)
from .stage import (
    accept_turn,
    decline_turn,
    end_turn,
    invite_to_speak,
    lower_hand,
    lower_hands,
    raise_hand,
    set_stage,
)
from .store import session_database
from .streams import StreamTarget, stream_target
from .transitions import move_session
from .turns import ListedTurn, expired_turns
from .watching import WatchSource, watch_source
from .withdrawal import put_out

__all__ = [
    "Answered",
    "Closing",
    "Ended",
    "JoinGrant",
    "ListedTurn",
    "People",
    "Removed",
    "RoomInfo",
    "StreamTarget",
    "WatchSource",
    "accept_turn",
    "admit",
    "all_links",
    "ask",
    "audited",
    "backstage",
    "begin_recording",
    "connect_receivers",
    "decision",
    "decline",
    "decline_turn",
    "deliver_due",
    "describe",
    "describe_end",
    "end",
    "end_sessions",
    "end_turn",
    "expired_seats",
    "expired_turns",
    "extend",
    "has_lost_link",
    "hold_link",
    "how_removed",
    "invite_to_speak",
    "is_kept_out",
    "is_lost_race",
    "join",
    "lower_hand",
    "lower_hands",
    "mark_server_down",
    "mark_server_up",
    "move",
    "move_session",
    "other_servers",
    "participant_of",
    "people",
    "prepared_session",
    "prepared_sessions",
    "put_out",
    "raise_hand",
    "readmit",
    "readmit_person",
    "refused",
    "remove",
    "remove_person",
    "reopen",
    "report_refusal",
    "report_role",
    "require_host",
    "require_member",
    "require_participant",
    "require_participant_id",
    "require_role",
    "require_user",
    "room_key",
    "session_database",
    "set_stage",
    "settle",
    "settle_due",
    "settle_session",
    "start",
    "status",
    "stream_target",
    "watch_source",
    "write_decision",
]
