"""The forms of a report: JSON for tools, Markdown for a pull request, annotations for GitHub."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import TYPE_CHECKING

from migration_harness.errors import ConfigError
from migration_harness.report.html import as_html
from migration_harness.report.report import told_of_unseen

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from migration_harness.report.report import Report


def as_json(report: Report) -> str:
    """The report for other tools."""
    return json.dumps(report.json(), indent=2) + "\n"


def as_markdown(report: Report) -> str:
    """The report for a pull request or a job's summary."""
    told = report.json()
    lines = [
        "# Migrations",
        "",
        "| database | server | source | findings | waived | not verified |",
        "|---|---|---|---|---|---|",
    ]
    for run in told["runs"]:
        name = run["database"]
        if "error" in run:
            error = run["error"].replace("|", "\\|")
            lines.append(f"| {name} | {run['server_version']} | **{error}** | | | |")
            continue
        open_, waived = _counted(told["findings"], name)
        unknown = sum(item["database"] == name for item in told["not_verified"])
        lines.append(f"| {name} | {run['server_version']} | {run['source']} | {open_} | {waived} | {unknown} |")
    lines += [line for told in told_of_unseen(report.answers) for line in ("", told)]
    for answer in report.answers:
        if answer.failed:
            lines += ["", "```", *answer.lines(), "```"]
    return "\n".join([*lines, ""])


def _counted(findings: list[Mapping[str, str]], database: str) -> tuple[int, int]:
    own = [finding for finding in findings if finding["database"] == database]
    waived = sum(finding["waived"] is not None for finding in own)
    return len(own) - waived, waived


def as_annotations(report: Report, folder: Path) -> str:
    """GitHub's workflow commands: an error for each question, because GitHub shows ten of a step.

    It stands at the file of the revision, or at env.py, as seen from ``folder``, that of the repository.
    """
    files = {item["name"]: item["path"] for chain in reversed(report.chains) for item in chain["revisions"]}
    whole = f"{report.chains[0]['folder']}/env.py" if report.chains else ""
    lines = []
    for answer in report.answers:
        if answer.failed:
            path = Path(files.get(answer.revision, whole))
            file = path.relative_to(folder).as_posix() if path.is_relative_to(folder) else ""
            title = f"{answer.check} {answer.revision} [{answer.database}]".replace("  ", " ")
            told = ",".join(f"{key}={_in_property(text)}" for key, text in (("file", file), ("title", title)) if text)
            lines.append(f"::error {told}::{_in_message(chr(10).join(answer.lines()[1:]))}\n")
    lines += [f"::error title={_in_property(name)}::{_in_message(error)}\n" for name, error in report.in_error.items()]
    return "".join(lines)


def _in_message(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _in_property(text: str) -> str:
    return _in_message(text).replace(":", "%3A").replace(",", "%2C")


FORMS: Mapping[str, Callable[[Report], str]] = {".html": as_html, ".json": as_json, ".md": as_markdown}


def check_path(path: str) -> str:
    """The path, if its suffix names a form (or it is ``github``). Raises ConfigError."""
    if path != "github" and Path(path).suffix not in FORMS:
        raise ConfigError(
            f"--migration-report {path}: the suffix names the form; choose from {', '.join(FORMS)}, or github"
        )
    return path


def write(report: Report, path: str) -> str:
    """The report stands in the file; for ``github`` in the job's summary, and what is returned is to be printed."""
    if path == "github":
        if summary := os.environ.get("GITHUB_STEP_SUMMARY"):
            with Path(summary).open("a", encoding="utf-8") as file:
                file.write(as_markdown(report))
        return as_annotations(report, Path(os.environ.get("GITHUB_WORKSPACE", Path.cwd())))
    Path(path).parent.mkdir(parents=True, exist_ok=True)
    Path(path).write_text(FORMS[Path(path).suffix](report), encoding="utf-8")
    return ""
