"""Whatever runs as long as the bot does comes back after an error: ``keep_running`` runs it."""

import ast
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
TREES = [ast.parse(path.read_text()) for path in (ROOT / "bot").rglob("*.py")]


def sleeps_for_ever(function: ast.AsyncFunctionDef) -> bool:
    """Whether it loops without end and sleeps in between."""
    endless = (
        loop
        for loop in ast.walk(function)
        if isinstance(loop, ast.While)
        and isinstance(loop.test, ast.Constant)
        and not any(isinstance(node, ast.Return) for node in ast.walk(loop))
    )
    return any("asyncio.sleep" in ast.unparse(loop) for loop in endless)


def test_no_endless_loop_runs_without_being_begun_again():
    nodes = [node for tree in TREES for node in ast.walk(tree)]
    functions = [node for node in nodes if isinstance(node, ast.AsyncFunctionDef)]
    loops = {function.name for function in functions if sleeps_for_ever(function)}
    assert {"_renew", "_clean_up", "_sign_out_when_idle", "watch"} <= loops
    called = {
        node.func.attr
        for node in nodes
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
    }
    assert not loops - {"keep_running", "run"} & called
