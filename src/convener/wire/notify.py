"""The push frames that convener reads and does not send yet; the others stand in ``push``.

Reference pages: Meeting Event Push, the page of each frame. Every field of a frame's content may be
absent: the pages mark none as mandatory, and servers of different ages send different ones.
"""

from __future__ import annotations

from typing import Annotated

from convener.wire.base import Wire, about, field
from convener.wire.push import EntryMode, Notify


class ConfPassword(Wire, kw_only=True):
    """A password of the meeting, in clear text (ConfPwdInfo)."""

    role: Annotated[str, about("chair, or general.")]
    pwd: str


class ConfBasicInfoNotify(Notify, tag_field="action", tag="ConfBasicInfoNotify", kw_only=True):
    """What stays the same while the meeting runs."""

    display_id: Annotated[str, about("ID shown to people.")] | None = field(name="displayID", default=None)
    title: str | None = None
    start_time: Annotated[str, about("Actual start, Unix milliseconds.")] | None = None
    scheduled_start_time: Annotated[str, about("Booked start, Unix milliseconds.")] | None = None
    pwds: list[ConfPassword] | None = None
    rec_type: Annotated[int, about("0 none, 1 recording, 2 recording and live, 3 live.")] | None = None
    ai_rec_type: int | None = None
    media: Annotated[int, about("1 voice, 2 video.")] | None = None
    owner: Annotated[str, about("Name of whoever scheduled it.")] | None = None
    owner_id: str | None = field(name="ownerID", default=None)
    user_type: int | None = None
    org_id: str | None = field(name="orgID", default=None)
    guest_join_uri: str | None = None
    call_in_restriction: Annotated[int, about("0 everybody, 2 the enterprise, 3 the invited.")] | None = None
    audience_call_in_restriction: int | None = None
    conf_mode: Annotated[str, about("COMMON (MCU), or RTC.")] | None = None
    webinar: bool | None = None
    real_time_subtitle: Annotated[int, about("Not 0: captions can be had.")] | None = None
    support_watermark: int | None = None
    support_waiting_room: bool | None = None
    support_cohost: int | None = None
    support_client_record: int | None = None
    simultaneous_interpretation: int | None = None
    bignum_multi_pic_switch: bool | None = None
    part_view_switch: bool | None = None
    invite_share_switch: bool | None = None
    conf_portal_capabilities: str | None = None


class PicInfo(Wire, kw_only=True):
    """One pane of a layout (PicInfoNotify)."""

    index: Annotated[int, about("From 1.")]
    id: Annotated[list[str], about("Numbers shown in it; several take turns.")] | None = None
    share: Annotated[int, about("1: the presentation.")] | None = None


class MultiPic(Wire, kw_only=True):
    """The layout that people have set (MultiPicInfoNotify)."""

    pic_num: int | None = None
    period: Annotated[int, about("Seconds between turns.")] | None = None
    pic_infos: list[PicInfo] | None = None


class ConfDynamicInfoNotify(Notify, tag_field="action", tag="ConfDynamicInfoNotify", kw_only=True):
    """The present state of the meeting; every frame is complete."""

    state: Annotated[str, about("Schedule, Creating, Created, or Destroyed once it is over.")] | None = None
    end_time: Annotated[str, about("Unix milliseconds.")] | None = None
    mode: Annotated[str, about("FREE, FIXED, ROLLCALL or BROADCAST.")] | None = None
    vas: int | None = None
    lock: int | None = None
    mute: Annotated[int, about("1: newcomers are muted.")] | None = None
    lock_sharing: int | None = None
    can_unmute: int | None = None
    chair_view: int | None = None
    pic_num: int | None = None
    multi_pic: MultiPic | None = None
    part_view_num: int | None = None
    max_part_view_num: int | None = None
    rec_state: int | None = None
    rec_occurred: int | None = None
    ai_rec_state: int | None = None
    client_rec_state: int | None = None
    client_rec_mode: int | None = None
    conf_im_group_id: str | None = field(name="confIMGroupId", default=None)
    forbidden_chat: int | None = None
    real_time_subtitle: Annotated[int, about("Not 0: captions run.")] | None = None
    simultaneous_interpretation: int | None = None
    enable_share_setting: int | None = None
    waiting_room_state: int | None = None
    call_in_restriction: int | None = None
    audience_call_in_restriction: int | None = None
    audience_total_count: int | None = None
    audience_count_real: int | None = None
    audience_count_multiple: float | None = None
    show_audience_mode: int | None = None
    audience_video_layout: str | None = None
    allow_audience: bool | None = None
    pause: bool | None = None


class SiteNotify(Wire, kw_only=True):
    """Somebody in the meeting or its waiting room (ParticipantNotifyDTO, WaitingListNotifyDTO).

    In an incremental refresh ``pinfo_map`` holds only what has changed; a removal may have none.
    """

    pid: Annotated[str, about("Participant ID.")]
    mode: EntryMode
    del_type: Annotated[int, about("Waiting room only; meaning unknown.")] | None = None
    pinfo_map: Annotated[dict[str, str], about("NAME, TEL, ROLE, ...; all values are texts.")] | None = None


class ParticipantsNotify(Notify, tag_field="action", tag="ParticipantsNotify", kw_only=True):
    """The people and terminals in the meeting."""

    data: list[SiteNotify] = field(default_factory=list)


class WaitingListNotify(Notify, tag_field="action", tag="WaitingListNotify", kw_only=True):
    """The people in the waiting room."""

    data: list[SiteNotify] = field(default_factory=list)


class SpeakerNotify(Wire, kw_only=True):
    """Somebody who speaks (SpeakerNotifyDTO)."""

    pid: str
    name: str | None = None
    speaking_volume: int | None = None


class SpeakerChangeNotify(Notify, tag_field="action", tag="SpeakerChangeNotify", kw_only=True):
    """The loudest speakers, three at most; none when nobody speaks."""

    data: list[SpeakerNotify] = field(default_factory=list)


class InviteResult(Wire, kw_only=True):
    """How a call went, or why somebody left (InviteResultDTO)."""

    call_number: str
    result_code: Annotated[str, about("0: the call succeeded.")] | None = None
    error_code: Annotated[str, about("The same, as the reference's table spells it.")] | None = None


class InviteResultNotify(Notify, tag_field="action", tag="InviteResultNotify", kw_only=True):
    """How calls went, and why people left."""

    data: list[InviteResult] = field(default_factory=list)


class NetCondition(Wire, kw_only=True):
    """The media quality of one terminal (NetConditionNotifyDTO); all values but ``bandwidth`` are texts.

    "In" and "out" are the terminal's for traffic (unit 100 bit/s), the server's for loss (unit 0.01 %).
    """

    participant_id: str = field(name="participantID")
    mode: EntryMode
    net_info: str | None = None
    delay: Annotated[str, about("Milliseconds there and back.")] | None = None
    jitter: str | None = None
    out_jitter: str | None = None
    audio_codec_type: str | None = None
    video_codec_type: str | None = None
    flux_in: str | None = None
    flux_out: str | None = None
    video_flux_in: str | None = None
    video_flux_out: str | None = None
    assist_video_flux_in: str | None = None
    assist_video_flux_out: str | None = None
    lost_packet_rate: str | None = None
    audio_out_loss_packet_rate: str | None = None
    video_in_loss_packet_rate: str | None = None
    video_out_loss_packet_rate: str | None = None
    assist_video_in_loss_packet_rate: str | None = None
    assist_video_out_loss_packet_rate: str | None = None
    bandwidth: int | None = None


class NetConditionNotify(Notify, tag_field="action", tag="NetConditionNotify", kw_only=True):
    """The media quality of each terminal, in meetings on MCUs."""

    data: list[NetCondition] = field(default_factory=list)


class Subtitle(Wire, kw_only=True):
    """A caption in one language (Msgs)."""

    id: str | None = None
    subtitle_lang: Annotated[str, about("Original, Mandarin or English.")] | None = None
    translate_text: str | None = None


class Subtitles(Wire, kw_only=True):
    """What somebody says, in every language (RealTimeSubtitleNotifyDTO)."""

    msgs: list[Subtitle] | None = None
    is_final: Annotated[bool, about("The sentence is complete.")] | None = None
    timestamp: int | None = None
    begin_time: int | None = None
    end_time: int | None = None
    participant_id: str | None = field(name="participantID", default=None)


class RealTimeSubtitleNotify(Notify, tag_field="action", tag="RealTimeSubtitleNotify", kw_only=True):
    """Live captions."""

    data: Subtitles


class AiInterpreter(Wire, kw_only=True):
    """The digital person who interprets (InterpreterAiDigitalInfo)."""

    type: Annotated[str, about("PUBLIC, PRIVATE or LOCAL.")] | None = None
    digital_account: str | None = None
    digital_name: str | None = None
    presenter_account: str | None = None
    presenter_real_name_account: str | None = None
    presenter_name: str | None = None
    presenter_user_id: str | None = field(name="presenterUserID", default=None)
    local_conf_id: str | None = None
    local_conf_addr: str | None = None
    local_auth_info: str | None = None
    local_need_proxy: bool | None = None
    local_auth_url: str | None = None
    local_auth_app_id: str | None = None


class Interpreter(Wire, kw_only=True):
    """Somebody who interprets (InterpreterInfo)."""

    login_account: str | None = None
    user_id: str | None = field(name="userID", default=None)
    call_number: str | None = None
    name: str | None = None
    interpreter_type: Annotated[str, about("MANUAL or AI.")] | None = None
    interpreter_id: str | None = None
    ai_digital_info: AiInterpreter | None = None


class InterpreterGroup(Wire, kw_only=True):
    """The interpreters between two languages (InterpreterGroupInfo)."""

    group_id: str | None = field(name="groupID", default=None)
    group_id_as_in_table: str | None = field(name="groupId", default=None)
    group_name: str | None = None
    first_language: str | None = None
    second_language: str | None = None
    group_type: Annotated[str, about("MANUAL or AI.")] | None = None
    interpreters: list[Interpreter] | None = None


class InterpreterGroupNotify(Notify, tag_field="action", tag="InterpreterGroupNotify", kw_only=True):
    """The interpreters, by pair of languages."""

    interpreter_groups: list[InterpreterGroup] | None = None
    data: Annotated[list[InterpreterGroup], about("The same, as in the reference's table.")] | None = None
