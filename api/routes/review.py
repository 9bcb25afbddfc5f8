"""Review: the script a video waits with, edited scene by scene, approved or rejected."""

from fastapi import APIRouter

from api.deps import Id, IdempotencyKey, InFront, VideoReader, VideoWriter
from api.front import Front
from api.keyed import KeyedRoute
from api.models.videos import Approval, SceneEdit, ScriptEdit, ScriptShown, Video, show_video, with_edit
from api.problems import ApiError, responses
from api.scripts import checked
from domain.account import Caller
from domain.job import Job
from domain.script import Script

router = APIRouter(prefix="/v1/videos/{video}", tags=["review"], route_class=KeyedRoute)


@router.get("/script", responses=responses("not_found", "conflict"))
def get_script(video: Id, front: InFront, caller: VideoReader) -> ScriptShown:
    """The script of a video, as soon as it is written."""
    job = front.desk.get(video, caller.account.id)
    return ScriptShown(id=job.id, status=job.status, script=_script(job))


@router.put("/script", responses=responses("not_found", "conflict", "unusable_input"))
def put_script(video: Id, body: ScriptEdit, front: InFront, caller: VideoWriter) -> Video:
    """Put another script in place of the one that waits, and get a new preview of it."""
    script = checked(body.script, front.desk.get(video, caller.account.id), "/script")
    return _shown(front, front.desk.revise(video, caller.account.id, script))


@router.patch("/script/scenes/{scene}", responses=responses("not_found", "conflict", "unusable_input"))
def edit_scene(video: Id, scene: Id, body: SceneEdit, front: InFront, caller: VideoWriter) -> Video:
    """Change the words of one scene of the script that waits. Only what shows that scene is drawn anew."""
    return _shown(front, front.desk.revise(video, caller.account.id, _edited(front, caller, video, scene, body)))


@router.post("/approve", responses=responses("not_found", "conflict", "unusable_input", "idempotency_mismatch"))
def approve_video(
    video: Id, front: InFront, caller: VideoWriter, body: Approval | None = None, idempotency_key: IdempotencyKey = None
) -> Video:
    """Go on with the script that waits, or with the one sent."""
    script = body.script if body else None
    if script is not None:
        script = checked(script, front.desk.get(video, caller.account.id), "/script")
    return _shown(front, front.desk.approve(video, caller.account.id, script))


@router.post("/reject", responses=responses("not_found", "conflict", "idempotency_mismatch"))
def reject_video(video: Id, front: InFront, caller: VideoWriter, idempotency_key: IdempotencyKey = None) -> Video:
    """Refuse the script that waits; the video ends as canceled."""
    return _shown(front, front.desk.reject(video, caller.account.id))


def _edited(front: Front, caller: Caller, video: str, scene: str, edit: SceneEdit) -> Script:
    job = front.desk.get(video, caller.account.id)
    script = _script(job)
    if scene not in {one.id for one in script.scenes}:
        raise ApiError("not_found", f"the script has no scene '{scene}'", hint="its scenes are listed in the script")
    scenes = tuple(with_edit(one, edit) if one.id == scene else one for one in script.scenes)
    return checked(script.model_copy(update={"scenes": scenes}), job, "", scene)


def _script(job: Job) -> Script:
    if job.script is None:
        raise ApiError("conflict", f"video '{job.id}' has no script yet", hint="wait for its stage 'plan' to end")
    return job.script


def _shown(front: Front, job: Job) -> Video:
    return show_video(job, [], front.public_url)
