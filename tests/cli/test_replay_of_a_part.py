"""Evidence for an appeal: the line that replays a part, and the bundle from which its numbers can be worked out again."""

from __future__ import annotations

import json
import shlex
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from grader import catalogue, grading, runner
from grader.cli import main
from grader.model import Diagnosis
from grader.report.replay import replay_line
from grader.sandbox import Box, Limits
from tests.submissions.make import wrong_submissions
from tests.support.submitted import submitted

SUBMISSIONS = Path(__file__).resolve().parent.parent / "submissions"
SEED = 3
WRONG = {submission.name: submission.text for submission in wrong_submissions()}


@pytest.fixture
def run(capsys):
    """Run a command in this process; returns (exit code, standard output, standard error)."""

    def command(*arguments):
        code = main([str(a) for a in arguments])
        captured = capsys.readouterr()
        return code, captured.out, captured.err

    return command


# --- the line ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["class/ingrid.py", "wrong/repeats_overwritten.py", "wrong/center_as_a_row.py"])
def test_the_line_gives_the_same_verdict_and_the_same_diagnosis(run, name, tmp_path, monkeypatch):
    folder = tmp_path / "my class"
    folder.mkdir()
    path = folder / Path(name).name
    path.write_text(WRONG[path.stem] if name.startswith("wrong/") else (SUBMISSIONS / name).read_text(encoding="utf-8"))
    monkeypatch.chdir(tmp_path)
    path = Path("my class") / Path(name).name
    exam = grading.prepare(catalogue.load("word2vec"), seed=SEED)
    with Box(limits=Limits(), isolation="none") as box:
        (result,) = runner.run(exam, submitted(path), box)
        head = runner.head(exam.assignment, exam.seed, runner.environment_of(box), options=("--isolation", "none"))
        report = replace(head, submissions=(result,))
    wrong = [_with_a_case(part, exam) for part in result.parts if part.score < part.max_score]
    assert wrong
    for part in wrong:
        words = shlex.split(replay_line(part, result, report))
        assert words[:3] == ["grader", "grade", str(path)]
        code, out, _ = run(*words[1:], "--json", "-")
        (submission,) = json.loads(out)["submissions"]
        (again,) = submission["parts"]
        assert (code, again["id"], again["verdict"]) == (0, part.id, part.verdict.value)
        assert [d["code"] for d in again["diagnosis"]] == [d.code for d in part.diagnosis]


def _with_a_case(part, exam):
    """The part with the case that grading names, or the first of its own where it names none."""
    piece = exam.assignment.part(part.id).pieces[0]
    return part if part.case is not None else replace(part, case=exam.of(piece.function, piece.group)[0].number)


def test_the_line_repeats_the_options_that_matter(run):
    options = ("--assignment", "softmax_regression", "--isolation", "none", "--time-limit", "5", "--jobs", "1")
    document = json.loads(run("grade", SUBMISSIONS / "class/ingrid.py", *options, "--json", "-")[1])
    assert document["options"] == ["--assignment", "softmax_regression", "--time-limit", "5.0", "--isolation", "none"]
    assert json.loads(run("grade", SUBMISSIONS / "class/ingrid.py", "--json", "-")[1])["options"] == []


def test_the_policy_of_the_assignment_stands_in_the_results(run):
    document = json.loads(run("grade", SUBMISSIONS / "class/ingrid.py", "--part", "a", "--json", "-")[1])
    assert document["policy"] == {code: str(share) for code, share in catalogue.load("word2vec").policy.table.items()}
    assert document["policy"]["partial"] == "1/2"


# --- the arrays ---------------------------------------------------------------------------------------------------------


def test_a_replay_shows_the_arrays_of_its_case_to_an_instructor(run):
    ingrid = SUBMISSIONS / "class/ingrid.py"
    code, out, _ = run("grade", ingrid, "--seed", SEED, "--part", "b", "--case", 11)
    (case,) = (case for case in grading.prepare(catalogue.load("word2vec"), seed=SEED).cases if case.number == 11)
    assert code == 0
    for words in ("Case 11", "inputs", *case.inputs, "grad_center", "returned", "expected", "returned - expected"):
        assert words in out
    assert "Case 11" not in run("grade", ingrid, "--seed", SEED, "--part", "b")[1]


def test_check_never_shows_what_was_expected(run):
    ingrid = SUBMISSIONS / "class/ingrid.py"
    _, out, _ = run("check", ingrid, "--seed", SEED, "--part", "b")
    assert "expected" not in out
    assert run("check", ingrid, "--case", "11")[0] == 2


# --- the bundle -------------------------------------------------------------------------------------------------------------


def array(stored) -> np.ndarray:
    def number(value):
        return [*map(number, value)] if isinstance(value, list) else float(value)

    return np.array(number(stored["values"]), dtype=stored["dtype"]).reshape(stored["shape"])


def error(case, judged) -> float:
    """The largest relative error of what was judged on a case, by NumPy and the bundle alone."""
    got, due = array(case["returned"][judged["process"]]["outputs"][judged["output"]]), array(case["expected"][judged["output"]])
    found = []
    for block in judged["blocks"]:
        rows = slice(None) if block["rows"] is None else block["rows"]
        g, d = (got, due) if due.ndim == 0 else (got.reshape(due.shape)[rows], due[rows])
        distance, scale = np.abs(g - d).max(initial=0.0), max(np.abs(d).max(initial=0.0), block["scale"])
        found.append(distance / scale if distance else 0.0)
    return float(max(found))


@pytest.fixture(scope="module")
def bundle(tmp_path_factory):
    """Of a right submission, of wrong ones, of one whose sigmoid is wrong, and of one that cannot be run."""
    target = tmp_path_factory.mktemp("bundle") / "bundle.json"
    paths = [str(SUBMISSIONS / name) for name in ("class/ingrid.py", "class/amara", "class/samir")]
    for name in ("center_as_a_row", "sigmoid_of_minus_x"):
        paths.append(str(target.parent / f"{name}.py"))
        Path(paths[-1]).write_text(WRONG[name], encoding="utf-8")
    assert main(["grade", *paths, "--seed", str(SEED), "--isolation", "none", "--bundle", str(target)]) == 0
    return json.loads(target.read_text(encoding="ascii"))


def test_its_numbers_are_enough_to_work_out_every_error_again(bundle):
    checked = 0
    for submission in bundle["submissions"]:
        for part in submission["result"]["parts"]:
            judged = [(c, j) for c in submission["cases"] for j in c["judged"] if j["part"] == part["id"]]
            if judged and part["max_relative_error"] is not None:
                largest = max(error(case, one) for case, one in judged)
                assert largest == pytest.approx(part["max_relative_error"], rel=1e-12, abs=0)
                checked += 1
    assert checked > 40


def test_it_holds_the_verdict_of_every_case_and_part(bundle):
    ingrid = bundle["submissions"][0]
    wrong = {c["number"]: [p for p, v in c["verdicts"].items() if v != "correct"] for c in ingrid["cases"]}
    exam = grading.prepare(catalogue.load("word2vec"), seed=SEED)
    assert wrong == {c.number: ["b", "c", "d"] if c.function == "naive_softmax" else [] for c in exam.cases}


def test_its_inputs_are_those_of_the_seed(bundle):
    cases = {case.number: case for case in grading.prepare(catalogue.load("word2vec"), seed=bundle["seed"]).cases}
    for stored in bundle["submissions"][0]["cases"]:
        for name, value in cases[stored["number"]].inputs.items():
            if isinstance(value, np.ndarray):
                assert np.array_equal(array(stored["inputs"][name]), value)


def test_its_sources_are_those_that_were_handed_in(bundle):
    assert bundle["submissions"][0]["files"]["word2vec.py"]["text"] == (SUBMISSIONS / "class/ingrid.py").read_text(
        encoding="utf-8"
    )


def test_what_could_not_be_run_is_there_without_cases(bundle):
    samir = bundle["submissions"][2]
    assert (samir["result"]["status"], samir["cases"]) == ("failed", [])


def test_what_was_carried_forward_was_judged_with_another_answer(bundle):
    carrying = bundle["submissions"][4]
    carried = {part["id"] for part in carrying["result"]["parts"] if part["carried_forward"]}
    assert carried
    judged = [one for case in carrying["cases"] for one in case["judged"] if one["part"] in carried]
    assert {one["process"] for one in judged} == {"stand-in sigmoid"}
    assert {one["verdict"] for one in judged} == {"correct"}


def test_one_part_and_one_case_make_a_small_bundle(run):
    code, out, err = run("grade", SUBMISSIONS / "class/ingrid.py", "--seed", SEED, "--part", "b", "--case", 11, "--bundle", "-")
    (submission,) = json.loads(out)["submissions"]
    assert code == 0
    assert "0 / 15 points" in err  # the drawing: the bundle stands alone on standard output
    assert [(case["number"], case["verdicts"]) for case in submission["cases"]] == [(11, {"b": "incorrect"})]
    assert len(out) < 20_000


def test_the_bundle_is_the_same_for_any_number_of_jobs(run, tmp_path):
    def bundled(jobs):
        target = tmp_path / f"{jobs}.json"
        paths = [SUBMISSIONS / "class" / name for name in ("ingrid.py", "chloe.py", "emre.py")]
        assert run("grade", *paths, "--seed", SEED, "--part", "e", "--jobs", jobs, "--bundle", target)[0] == 0
        document = json.loads(target.read_text(encoding="ascii"))
        for submission in document["submissions"]:
            del submission["result"]["seconds"]
        return document

    assert bundled(1) == bundled(3)


def test_a_bundle_goes_where_nothing_else_goes(run):
    assert run("grade", SUBMISSIONS / "class/ingrid.py", "--json", "-", "--bundle", "-")[0] == 2


# --- further explanations ---------------------------------------------------------------------------------------------------


def test_explanations_are_asked_for(run, monkeypatch):
    real = runner.run_one
    other = Diagnosis(code="another", message="looks like: something else", value="equals 2 yhat")

    def with_others(*arguments, **options):
        attempt = real(*arguments, **options)
        parts = tuple(replace(part, others=(other,)) for part in attempt.result.parts)
        return replace(attempt, result=replace(attempt.result, parts=parts))

    monkeypatch.setattr(runner, "run_one", with_others)
    assert (
        "also    looks like: something else; equals 2 yhat  [another]"
        in run("grade", SUBMISSIONS / "class/ingrid.py", "--explain")[1]
    )
    assert "something else" not in run("grade", SUBMISSIONS / "class/ingrid.py")[1]
