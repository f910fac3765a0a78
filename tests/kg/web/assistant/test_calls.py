"""Each tool answers what the command of its name answers, with the words and places that say it."""

from __future__ import annotations

import json
import shlex
import threading
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import first_store
import pytest
from command import kg
from web_site import settings_of

from kg.answers import ask
from kg.loading.load import find_files, load
from kg.stores.opening import open_store
from kg.tables.table import Table
from kg.web.assistant.server import AssistantServer
from kg.web.query_worker import Answer, Job

NUMBER = "云财社发〔2023〕36号"
FILE = "个旧市卫生健康局2024年预算项目.txt"


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory, root: Path) -> Path:
    path = tmp_path_factory.mktemp("assistant") / "policy.kg"
    with open_store(path) as opened:
        load(opened, find_files([root / "examples"])[0])
    return path


@pytest.fixture(scope="module")
def server(store: Path) -> Iterator[AssistantServer]:
    found = AssistantServer(settings_of(store, workers=2), "en")
    yield found
    found.close()


def asked(server: AssistantServer, tool: str, **arguments: Any) -> dict[str, Any]:
    found = server.answer(tool, arguments)
    assert not found.error, found.error
    return found.structured("en")


def rows(found: dict[str, Any], name: str) -> list[dict[str, Any]]:
    listed: list[dict[str, Any]] = found["lists"][name]["rows"]
    return listed


def printed(store: Path, command: str, *more: str) -> Any:
    """What the command that an answer names prints for programs."""
    done = kg(store, *shlex.split(command)[1:], *more)
    return json.loads(done.stdout)


def known(row: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in row.items() if value is not None}


def test_trace(server: AssistantServer, store: Path) -> None:
    found = asked(server, "trace", regulation="云财社发 2023 36", limit=4)
    said = printed(store, found["asked"]["command"], "--json")
    assert found["facts"]["number"] == NUMBER == said["policy"]["number"]
    for row, one in zip(rows(found, "citing"), said["citations"], strict=True):
        assert [row[name] for name in ("quote", "start", "end", "document")] == [
            one[name] for name in ("quote", "start", "end", "document")
        ]
        assert row["document_iri"].startswith("https://w3id.org/policy-kg/id/document/")
    money = [Decimal(row["amount_yuan"]) for row in rows(found, "citing") if "amount_yuan" in row]
    assert money == [Decimal(1893200), Decimal(536000), Decimal(2644000)]
    assert found["lists"]["citing"]["total"] == 6 and "4 of 6 rows" in found["notes"][-1]
    rest = asked(server, "trace", regulation=NUMBER, skip=4)
    assert len(rows(rest, "citing")) == 2 and rest["lists"]["citing"]["first"] == 4


def test_search(server: AssistantServer, store: Path) -> None:
    found = asked(server, "search", words="乡村医生", kinds=["project", "text"], limit=2)
    said = printed(store, found["asked"]["command"], "--json")
    hits = rows(found, "hits")
    assert [row["iri"] for row in hits] == [one["iri"] for one in said] and len(hits) == 4
    assert found["facts"] == {"project": 3, "text": 18} and found["lists"]["hits"]["total"] == 21
    assert all(row["document"].endswith(".txt") and "乡村医生" in row["quote"] for row in hits if row["kind"] == "text")
    # The command has no way to skip: it prints what was skipped too.
    next_one = asked(server, "search", words="乡村医生", kinds=["text"], limit=2, skip=2)
    said = printed(store, next_one["asked"]["command"], "--json")
    assert [row["iri"] for row in rows(next_one, "hits")] == [one["iri"] for one in said][2:] and len(said) == 4


@pytest.mark.parametrize("thing", ["乡村医生补助资金", "个旧市卫生健康局", "个旧市", FILE, NUMBER])
def test_show(server: AssistantServer, store: Path, thing: str) -> None:
    found = asked(server, "show", thing=thing)
    said = printed(store, found["asked"]["command"], "--json")
    assert said["iri"] == found["facts"]["iri"]
    for name, listed in found["lists"].items():
        if said.get(name) and isinstance(said[name], list):
            shared = said[name][0].keys() & listed["rows"][0].keys()
            assert [{key: row.get(key) for key in shared} for row in listed["rows"]] == [
                {key: row[key] for key in shared} for row in said[name][: len(listed["rows"])]
            ]
    if thing == "个旧市卫生健康局":
        # What only names a thing is told with the words that name it and say its money.
        row = next(row for row in rows(found, "projects") if row["project"] == "乡村医生补助资金")
        assert (
            row["quote"] == "乡村医生补助资金 … 78.876万元"
            and row["amount_yuan"] == "788760"
            and row["document"] == FILE
        )


def test_what_repeals_a_regulation_stands_beside_its_status(tmp_path: Path) -> None:
    for name, text in {
        "r.csv": "名称,发文字号,效力\n清河市旅馆业管理办法,清政发〔2009〕7号,现行有效\n",
        "b.txt": "清河市人民政府关于废止部分文件的决定\n\n清政发〔2020〕3号\n\n决定废止《清河市旅馆业管理办法》（清政发〔2009〕7号）。\n\n清河市人民政府\n2020年2月1日\n",
        "c.txt": "清河市公安局2019年预算项目\n\n一、项目名称\n旅馆治安检查\n二、立项依据\n《清河市旅馆业管理办法》（清政发〔2009〕7号）。\n三、项目实施单位\n清河市公安局\n",
    }.items():
        (tmp_path / name).write_text(text, "utf-8")
    path = tmp_path / "policy.kg"
    with open_store(path) as opened:
        load(opened, find_files([tmp_path])[0])
    server = AssistantServer(settings_of(path, workers=1), "en")
    try:
        said = printed(path, "kg show 清政发〔2009〕7号", "--json")["repealed_by"]
        assert said == "《清河市人民政府关于废止部分文件的决定》（清政发〔2020〕3号）"
        for tool, name in (("trace", "regulation"), ("show", "thing"), ("chain", "regulation")):
            assert asked(server, tool, **{name: "清政发〔2009〕7号"})["facts"]["repealed_by"] == said
    finally:
        server.close()


def test_a_large_area_is_shown_without_its_list(server: AssistantServer, monkeypatch: pytest.MonkeyPatch) -> None:
    usual = asked(server, "show", thing="红河哈尼族彝族自治州", limit=500)
    monkeypatch.setattr("kg.web.assistant.calls._LARGE", 10)
    large = asked(server, "show", thing="红河哈尼族彝族自治州", limit=500)
    count = len(rows(usual, "projects"))
    assert (
        large["lists"]["projects"] == {"rows": [], "first": 0, "total": count}
        and count == usual["lists"]["projects"]["total"]
    )
    assert large["lists"]["parts"] == usual["lists"]["parts"] and "one of its parts" in large["notes"][0]


def test_chain(server: AssistantServer, store: Path) -> None:
    found = asked(server, "chain", regulation=NUMBER)
    said = printed(store, f"kg chain {NUMBER}", "--json")
    names = [one["number"] or one["title"] for one in said["up"]]
    up = [row for row in rows(found, "steps") if row["direction"] == "up" and row["depth"] == 1]
    assert [row.get("number") or row["title"] for row in up] == names
    assert all(row["quote"] and row["end"] > row["start"] and row["document"] for row in rows(found, "steps"))
    only = asked(server, "chain", regulation=NUMBER, direction="up", depth=1)
    assert {row["direction"] for row in rows(only, "steps")} == {"up"} and "--up" in only["asked"]["command"]


def test_audit(server: AssistantServer, store: Path) -> None:
    found = asked(server, "audit", thing=FILE)
    said = printed(store, found["asked"]["command"], "--json")
    noted = [one for one in said if one["verdict"] in ("mismatch", "to-check", "truncated", "rounded")]
    assert [row["id"] for row in rows(found, "checks")] == [one["id"] for one in noted]
    assert all(row["quote"] and row["end"] > row["start"] for row in rows(found, "checks"))
    every = asked(server, "audit", thing=f"{FILE} 10", all=True)
    assert {row["project"] for row in rows(every, "checks")} == {10}
    assert "neither" in server.answer("audit", {"thing": "个旧市"}).error


def test_an_audit_of_nothing_does_not_say_that_all_is_well(tmp_path: Path) -> None:
    file = tmp_path / "泉山县2024年通知.txt"
    file.write_text("关于调整办公时间的通知\n\n各单位：\n    自下周起调整办公时间。\n", "utf-8")
    with open_store(tmp_path / "s.kg") as opened:
        load(opened, [file])
    server = AssistantServer(settings_of(tmp_path / "s.kg"), "en")
    try:
        found = asked(server, "audit", thing=file.name)
    finally:
        server.close()
    assert found["notes"] == ["Nothing was examined: it prints no sum, share, formula or citation that can be checked."]


def test_the_named_queries_are_listed_with_their_parameters(server: AssistantServer, store: Path) -> None:
    found = asked(server, "list_queries")
    said = printed(store, "kg query", "--json")
    assert [row["query"] for row in rows(found, "queries")] == [one["query"] for one in said]
    told = {row["query"]: row.get("parameters", "") for row in rows(found, "queries")}
    assert (
        told["projects-citing"].startswith("number (policy): the number in any spelling")
        and "limit" not in told["projects"]
    )


@pytest.mark.parametrize(
    ("name", "parameters"),
    [("most-cited", {"limit": "3"}), ("projects-citing", {"number": NUMBER}), ("money-by-area", {}), ("projects", {})],
)
def test_query(server: AssistantServer, store: Path, name: str, parameters: dict[str, str]) -> None:
    found = asked(server, "query", name=name, parameters=parameters, limit=5)
    said = printed(store, found["asked"]["command"], "--json")
    for row, one in zip(rows(found, "rows"), said, strict=False):
        assert {key: row[key] for key in known(one)} == known(one)
    assert found["lists"]["rows"]["total"] == len(said) and len(rows(found, "rows")) == min(5, len(said))
    assert found["asked"]["sparql"].startswith("PREFIX")
    if name == "projects":
        assert found["asked"]["command"] == "kg query projects"
        assert all(row["quote"].startswith(row["project"]) for row in rows(found, "rows"))


def test_of_a_longer_list_than_the_command_prints_all_is_asked_for(
    server: AssistantServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert asked(server, "query", name="citations", limit=2)["asked"]["command"] == "kg query citations"
    usual = ask.named("citations")
    shorter = replace(usual, params=tuple(replace(one, default="20") for one in usual.params))
    monkeypatch.setattr("kg.answers.ask.named", lambda name: shorter)
    found = asked(server, "query", name="citations", limit=2, skip=50)
    assert found["asked"]["command"] == "kg query citations --csv" and found["lists"]["rows"]["total"] == 90


def test_a_list_that_is_too_long_to_be_counted(server: AssistantServer, monkeypatch: pytest.MonkeyPatch) -> None:
    limited = server.calls._limited

    def late(job: Job, patience: float | None = None) -> Answer | Table:
        if patience is not None:
            raise TimeoutError
        return limited(job)

    monkeypatch.setattr(server.calls, "_limited", late)
    found = asked(server, "query", name="projects", limit=3)
    assert found["lists"]["rows"]["total"] is None and len(rows(found, "rows")) == 3
    assert "not been counted" in found["notes"][-1]
    assert found["asked"]["command"] == "kg query projects --set limit=3"
    whole = asked(server, "query", name="projects", limit=1_000)
    assert whole["asked"]["command"] == "kg query projects --set limit=1000"
    assert whole["lists"]["rows"]["total"] == len(rows(whole, "rows")) > 30
    assert "too long" in server.answer("query", {"name": "projects", "skip": 3}).error
    server.calls._long.clear()


def test_sparql(server: AssistantServer) -> None:
    text = "SELECT ?p ?label WHERE { ?p a pk:BudgetProject ; rdfs:label ?label } ORDER BY ?label"
    found = asked(server, "sparql", text=text, limit=2)
    assert len(rows(found, "rows")) == 2 and found["lists"]["rows"]["total"] == 36 and found["asked"]["sparql"] == text
    assert asked(server, "sparql", text="ASK { ?p a pk:BudgetProject }")["facts"] == {"answer": True}
    triples = asked(server, "sparql", text="CONSTRUCT WHERE { ?p a pk:BudgetProject }", limit=1)
    assert triples["lists"]["triples"]["total"] == 36 and "BudgetProject" in rows(triples, "triples")[0]["triple"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("DELETE WHERE { ?s ?p ?o }", "read-only"),
        ("SELECT * WHERE { SERVICE <http://localhost:1/> { ?s ?p ?o } }", "SERVICE"),
        ("SELECT * WHERE {", "error"),
        ("SELECT * WHERE { ?s foo:x ?o }", "not declared"),
    ],
)
def test_sparql_that_is_not_answered(server: AssistantServer, text: str, said: str) -> None:
    error = server.answer("sparql", {"text": text}).error
    assert said in error and "\n" not in error


def test_limits(store: Path) -> None:
    server = AssistantServer(settings_of(store, rows=10, seconds=1.0, workers=1), "zh")
    try:
        many = server.answer("sparql", {"text": "SELECT * WHERE { ?s ?p ?o }"})
        long = server.answer("sparql", {"text": "SELECT (COUNT(*) AS ?n) WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"})
        still = server.answer("sparql", {"text": "ASK { ?s ?p ?o }"})
    finally:
        server.close()
    assert "10" in many.error and "秒" in long.error and not still.error


def test_sources(server: AssistantServer) -> None:
    found = asked(server, "sources", thing="乡村医生补助资金")
    assert [row["quote"] for row in rows(found, "quotes")] == ["乡村医生补助资金", "78.876万元"]
    assert rows(found, "quotes")[1]["text"] == "市级财政共计安排78.876万元。"
    # Any fact of another answer: an amount.
    amount = rows(asked(server, "show", thing="乡村医生补助资金"), "amounts")[0]
    (said,) = rows(asked(server, "sources", thing=amount["iri"]), "quotes")
    assert (said["quote"], said["start"], said["document"]) == (amount["printed"], amount["start"], FILE)
    assert "citing" in asked(server, "sources", thing=NUMBER)["lists"]
    assert asked(server, "sources")["lists"]["rows"]["total"] == 15


def test_several_things_and_none(server: AssistantServer) -> None:
    several = server.answer("trace", {"regulation": "生育支持"})
    assert several.error.startswith("Several regulations match")
    assert [row["number"] for row in several.structured("en")["lists"]["candidates"]["rows"]] == [
        "云卫人口家庭发〔2022〕3号",
        "个卫联发〔2023〕8号",
    ]
    assert server.answer("show", {"thing": "没有这个"}).error == "Nothing in the store matches '没有这个'."
    assert "use the IRI of one" in server.answer("show", {"thing": "补助"}).error
    assert (
        "no query named 'most-citde' (did you mean most-cited" in server.answer("query", {"name": "most-citde"}).error
    )
    assert "needs number" in server.answer("query", {"name": "projects-citing"}).error


def test_a_store_that_comes_and_changes(tmp_path: Path, root: Path) -> None:
    path = tmp_path / "s.kg"
    server = AssistantServer(settings_of(path), "en")
    try:
        assert "There is no store" in server.answer("trace", {"regulation": NUMBER}).error
        for folder, citations in (("红河州", 4), ("玉溪市", 6)):
            with open_store(path) as opened:
                load(opened, find_files([root / "examples" / folder])[0])
            assert asked(server, "trace", regulation=NUMBER)["lists"]["citing"]["total"] == citations
            counted = asked(server, "query", name="documents")["lists"]["rows"]["total"]
            assert counted == len(asked(server, "sources")["lists"]["rows"]["rows"])
    finally:
        server.close()


def test_a_store_of_a_former_version(tmp_path: Path) -> None:
    server = AssistantServer(settings_of(first_store.unpacked(tmp_path)), "zh")
    try:
        found = server.answer("sources", {})
    finally:
        server.close()
    assert not found.error and any("0.1.0" in note for note in found.structured("zh")["notes"])


def test_many_at_once(server: AssistantServer) -> None:
    found: list[int] = []
    asking = [
        threading.Thread(target=lambda: found.append(len(rows(asked(server, "search", words="补助"), "hits"))))
        for _ in range(8)
    ]
    for one in asking:
        one.start()
    for one in asking:
        one.join()
    assert len(found) == 8 and len(set(found)) == 1
