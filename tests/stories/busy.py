"""An office in the middle of its work: letters late and new, talked of, sent round, asked about, extended."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from io import BytesIO
from pathlib import Path

from engine.commands import attachments, circulations, comments, extensions, opinions, urges
from engine.office.circulations import Sending
from engine.queries import attachments as attachment_queries
from tests.office import ROOT, Matter, Office
from tests.stories.paper import CLERK, HEAD, HOST, UNITS, begin, handled, instructed

PROXY, READER, REVIEWER = "yangyq", "tanjl", "zhengmw"
LATE = "关于报送春季农业生产情况的通知"
NEW = ("关于召开全省安全生产视频会议的通知", "关于申请划拨应急抢险专项经费的请示")


@dataclass(frozen=True)
class Busy:
    """What there is to look at."""

    handled: Matter  # its sheet is full
    running: Matter  # waits for its host and two of three units
    host: str  # the host's task
    file_id: str  # the newest version of an attachment


def busy(office: Office, ink: bytes, picture: Path = ROOT / "docs" / "matter.png") -> Busy:
    """Ten working days of it; the host still has something to do."""
    late = begin(office, title=LATE)
    done = handled(office, ink)
    office.advance(days=9)
    running = instructed(office, ink, title="关于加快推进重点水利工程建设的请示")
    for title in NEW:
        begin(office, title=title)
    office.advance(hours=20)
    task = running.task("host").id
    _talk(office, running, task)
    _files(office, task, picture)
    _round(office, task)
    office.proxy(HEAD, PROXY, days=9)
    limit = running.deadlines["host"]
    reason = "两个市州的储备数据尚在核对，请求延长五个工作日。"
    extensions.ask(office.engine, running.id, limit["id"], "5WD", reason, office.actor(HOST))
    opinions.sign_with(office.engine, "签名.png", BytesIO(ink), office.actor(HOST))
    office.settle()
    assert late.waits_at == ["propose"]
    found = attachment_queries.of_instance(office.engine, running.id, office.actor(HOST))
    return Busy(done, running, task, found[0].versions[0].file_id)


def _talk(office: Office, matter: Matter, task: str) -> None:
    engine = office.engine
    comments.comment(engine, matter.id, "@唐薜荔 请注意与水利规划衔接。", office.actor(CLERK))
    comments.comment(engine, matter.id, "已与水利厅对接，明日报初稿。", office.actor(HOST))
    urges.urge(engine, task, "请在周五前反馈。", office.actor(CLERK))
    asking = Sending(
        to=[UNITS[0], REVIEWER], kind="consult", text="工程清单是否需要按流域分列？", blocks=False
    )
    asked = circulations.circulate_task(engine, task, asking, office.actor(HOST))
    circulations.answer(engine, asked.id, "建议按流域分列，便于调度。", office.actor(REVIEWER))
    matter.finish(matter.task("consult", assignee=UNITS[0]), UNITS[0], opinion="同意。")


def _files(office: Office, task: str, picture: Path) -> None:
    engine, host = office.engine, office.actor(HOST)
    first = attachments.attach_to_task(engine, task, "工程清单.txt", BytesIO("一、洞庭湖区……".encode()), host)
    second = BytesIO("一、洞庭湖区：堤防加固三处。\n二、湘江流域：水库除险两座。".encode())
    attachments.attach_to_task(
        engine, task, "工程清单.txt", second, host, replaces=first, remark="按流域分列"
    )
    attachments.attach_to_task(engine, task, "位置示意图.png", BytesIO(picture.read_bytes()), host)


def _round(office: Office, task: str) -> None:
    engine = office.engine
    sending = Sending(
        to=[READER, "so_review", UNITS[1], UNITS[2]], text="请阅知，如有意见请在期限内提出。", limit="1WD"
    )
    sent = circulations.circulate_task(engine, task, sending, office.actor(HOST))
    circulations.send_on(engine, sent.id, Sending(to=[REVIEWER]), office.actor(READER))
    circulations.answer(engine, sent.id, "建议与防洪规划同步推进。", office.actor(READER))
    circulations.mark_opened(engine, sent.id, office.actor(UNITS[1]))
    office.advance(office.now + timedelta(days=4))
