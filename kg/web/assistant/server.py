"""The server of the Model Context Protocol: what an assistant's program sends, and what it gets; over standard streams or HTTP."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import anyio
import anyio.to_thread
import mcp_types as types
from mcp.server.lowlevel import Server
from mcp.server.stdio import stdio_server
from mcp.shared.exceptions import MCPError

from kg.answers import staleness
from kg.stores import engine_errors
from kg.stores.store import StoreError
from kg.tables.messages import UserError, in_language
from kg.web.assistant import resources, tools
from kg.web.assistant.calls import Calls, SeveralThings
from kg.web.assistant.tool_answer import SCHEMA, AnswerList, ToolAnswer
from kg.web.query_worker import Failed
from kg.web.state import State

if TYPE_CHECKING:
    from starlette.types import ASGIApp

    from kg.tables.language import Language
    from kg.web.settings import Settings

T = TypeVar("T")
#: Where the server answers over HTTP.
PATH = "/mcp"
#: So many of the things that some words may mean are listed.
CANDIDATES = 20


def instructions() -> str:
    """What an assistant is told before it asks."""
    return files("kg.web.assistant").joinpath("instructions.md").read_text("utf-8")


def sentence(store: Path | str, error: BaseException) -> str | None:
    """Why there is no answer, for the user; None for a fault of ours."""
    if isinstance(error, UserError | Failed):
        return str(error)
    if isinstance(error, Exception) and engine_errors.of_engine(error):
        return engine_errors.sentence(Path(store), error)
    return None


class AssistantServer:
    """Answers one or many assistants from one store."""

    def __init__(self, settings: Settings, lang: Language) -> None:
        self.settings = settings
        self.lang = lang
        self.state = State(settings)
        self.calls = Calls(self.state, lang)
        self.protocol: Server[Any] = Server(
            "policy-kg",
            version=version("policy-kg"),
            title="policy-kg",
            instructions=instructions(),
            on_list_tools=self._tools,
            on_call_tool=self._call,
            on_list_resources=self._resources,
            on_list_resource_templates=self._templates,
            on_read_resource=self._read,
        )

    async def stdio(self) -> None:
        """Serve one assistant over standard input and output until it ends, or is gone before it has its answer."""
        self.calls.warm()
        try:
            async with stdio_server() as (read, write):
                await self.protocol.run(read, write, self.protocol.create_initialization_options())
        except* BrokenPipeError:
            pass

    def http(self) -> ASGIApp:
        """The application that serves assistants over HTTP, behind the door of the site."""
        from kg.web.guard import Guard

        # What names and origins may call is the door's matter: it knows no pattern that a foreign name could fit.
        app = self.protocol.streamable_http_app(
            streamable_http_path=PATH, stateless_http=True, json_response=True, max_request_body_size=self.settings.body
        )
        app.add_middleware(Guard, settings=self.settings)
        self.calls.warm()
        return app

    def answer(self, name: str, arguments: dict[str, Any]) -> ToolAnswer:
        """The answer of a tool; where there is none, a sentence that says why."""
        asked: dict[str, object] = {"tool": name, "arguments": arguments}
        try:
            given = tools.named(name).arguments(arguments)
            found = self.calls.answer(name, given)
            notice = self._notice()
        except SeveralThings as error:
            lists = [AnswerList.cut("candidates", error.candidates, CANDIDATES)]
            return ToolAnswer(asked=asked, lists=lists, error=str(error))
        except Exception as error:
            said = sentence(self.settings.store, error)
            if said is None:
                said = f"This could not be done because of a fault in kg ({type(error).__name__}: {error}); please report it."
            return ToolAnswer(asked=asked, error=said)
        notes = [*found.notes, *([notice] if notice else [])]
        return ToolAnswer(asked={**asked, **found.asked}, facts=found.facts, lists=found.lists, notes=notes)

    def _notice(self) -> str | None:
        """That the answer rests on less than what is stored, as the commands say it; nothing where there is no store to ask."""
        with suppress(StoreError):
            return staleness.notice(self.state.store())
        return None

    async def _tools(self, context: Any, params: Any) -> types.ListToolsResult:
        return types.ListToolsResult(
            tools=[
                types.Tool(
                    name=one.name,
                    description=one.about(self.lang),
                    input_schema=one.schema(self.lang),
                    output_schema=SCHEMA,
                    annotations=types.ToolAnnotations(
                        read_only_hint=True, destructive_hint=False, idempotent_hint=True, open_world_hint=False
                    ),
                )
                for one in tools.tools().values()
            ]
        )

    async def _call(self, context: Any, params: types.CallToolRequestParams) -> types.CallToolResult:
        found = await _aside(lambda: self.answer(params.name, params.arguments or {}))
        return types.CallToolResult(
            content=[types.TextContent(type="text", text=found.readable(self.lang))],
            structured_content=found.structured(self.lang),
            is_error=bool(found.error),
        )

    async def _resources(self, context: Any, params: types.PaginatedRequestParams | None) -> types.ListResourcesResult:
        first = int(params.cursor) if params and params.cursor and params.cursor.isdecimal() else 0
        found, more = await self._spoken(lambda: resources.documents(self.state.store(), first))
        return types.ListResourcesResult(
            resources=[types.Resource(uri=one.uri, name=one.name, mime_type="text/plain") for one in found],
            next_cursor=str(first + len(found)) if more else None,
        )

    async def _templates(self, context: Any, params: Any) -> types.ListResourceTemplatesResult:
        return types.ListResourceTemplatesResult(
            resource_templates=[
                types.ResourceTemplate(uri_template=template, name=name, description=zh if self.lang == "zh" else en)
                for template, (name, en, zh) in resources.TEMPLATES.items()
            ]
        )

    async def _read(self, context: Any, params: types.ReadResourceRequestParams) -> types.ReadResourceResult:
        found = await self._spoken(lambda: list(resources.read(self.calls, params.uri)))
        return types.ReadResourceResult(
            contents=[types.TextResourceContents(uri=params.uri, mime_type=media, text=text) for media, text in found]
        )

    async def _spoken(self, work: Callable[[], T]) -> T:
        """What some work gives; a failure is told as a sentence, as the protocol has it for what is no tool."""
        try:
            return await _aside(work)
        except Exception as error:
            said = sentence(self.settings.store, error)
            if said is None:
                raise
            raise MCPError(types.INVALID_PARAMS, in_language(said, self.lang)) from error

    def close(self) -> None:
        """End the processes and let go of the files."""
        self.state.close()


async def _aside(work: Callable[[], T]) -> T:
    """Do some work in a thread; who asks no longer waits for it."""
    return await anyio.to_thread.run_sync(work, abandon_on_cancel=True)
