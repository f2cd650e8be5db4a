"""Records of past meetings to the wire, in the languages of their texts."""

from __future__ import annotations

from typing import NamedTuple

from convener.domain.attendance import Attendance, Device, Medium
from convener.domain.control_log import Action, Actor, ControlRecord
from convener.server.clock import micros
from convener.wire import history as wire
from convener.wire.meetings import Language


class Words(NamedTuple):
    """A text in each language."""

    chinese: str
    english: str

    def in_(self, language: Language) -> str:
        return self.english if language is Language.ENGLISH else self.chinese


DEVICES = {
    Device.SOFT: Words("软终端", "Soft terminal"),
    Device.HARD: Words("硬终端", "Hard terminal"),
    Device.PHONE: Words("电话", "Phone"),
}
MEDIA = {Medium.VIDEO: Words("视频", "Video"), Medium.VOICE: Words("语音", "Voice")}
ACTIONS = {
    Action.START_VOICE_ACTIVATION: Words("启动声控", "Start voice activation"),
    Action.STOP_VOICE_ACTIVATION: Words("停止声控", "Stop voice activation"),
    Action.CALL: Words("呼叫与会者", "Call participant"),
    Action.MUTE: Words("关闭与会者麦克风", "Mute participant"),
    Action.UNMUTE: Words("打开与会者麦克风", "Unmute participant"),
    Action.SET_HOST: Words("设置主持人", "Set host"),
    Action.RELEASE_HOST: Words("释放主持人", "Release host"),
    Action.ADD: Words("添加与会者", "Add participant"),
    Action.DELETE: Words("删除与会者", "Delete participant"),
    Action.HANG_UP: Words("挂断与会者", "Hang up participant"),
    Action.ROLL_CALL: Words("点名与会者", "Roll-call"),
    Action.BROADCAST: Words("广播与会者", "Broadcast participant"),
    Action.CANCEL_BROADCAST: Words("取消广播", "Cancel broadcast"),
    Action.UNMUTE_ALL: Words("取消全场静音", "Unmute all"),
    Action.REQUEST_TO_SPEAK: Words("申请发言", "Request to speak"),
}
SUCCESS = Words("成功", "Success")


class Names(NamedTuple):
    """Where an action came from and who took it; the same in every language."""

    source: str
    operator: str


ACTORS = {
    Actor.OPERATOR: Names("Portal", "Conference Operator"),
    Actor.SYSTEM: Names("Conference System", "Conference System"),
}


def language(accepted: str | None) -> Language:
    """The language of ``Accept-Language`` that there are texts in and that is wanted most."""
    wanted = sorted((_weighed(each) for each in (accepted or "").split(",")), key=lambda one: -one[0])
    for weight, tag in wanted:
        if weight > 0 and tag in ("zh", "en"):
            return Language.ENGLISH if tag == "en" else Language.CHINESE
    return Language.CHINESE


def attendance(one: Attendance, language: Language) -> wire.AttendanceRecord:
    who = one.participant
    left = one.left or one.joined
    return wire.AttendanceRecord(
        display_name=who.display_name,
        call_number=who.number,
        device_type=DEVICES[who.device].in_(language),
        join_time=micros(one.joined) // 1000,
        left_time=micros(left) // 1000,
        media_type=MEDIA[who.medium].in_(language),
        dept_name=who.dept_name,
    )


def control(one: ControlRecord, language: Language) -> wire.ControlRecord:
    names = ACTORS[one.actor]
    return wire.ControlRecord(
        operate_time=micros(one.at) // 1000,
        operate_source=names.source,
        operator=names.operator,
        operate_code=ACTIONS[one.action].in_(language),
        operation_object=one.about,
        operate_result=SUCCESS.in_(language),
    )


def _weighed(range_: str) -> tuple[float, str]:
    """How much a range of ``Accept-Language`` is wanted, and its primary tag."""
    tag, *parameters = (part.strip().casefold() for part in range_.split(";"))
    weight = next((each.removeprefix("q=") for each in parameters if each.startswith("q=")), "1")
    try:
        return float(weight), tag.partition("-")[0]
    except ValueError:
        return 0.0, ""
