"""The loopback Slack over HTTP: Web API, response URLs, Socket Mode, controls, chat page."""

from starlette.applications import Starlette
from starlette.routing import Route, WebSocketRoute

from sandbox.slack.control import SlackControl
from sandbox.slack.loopback import Slack
from sandbox.slack.page import ChatPage


def application(slack: Slack) -> Starlette:
    """The ASGI application that serves *slack*."""
    response_urls = [
        Route(f"/{kind}/{{team}}/{{number}}/{{secret}}", slack.answers.handle, methods=["POST"])
        for kind in ("commands", "actions", "app")
    ]
    page = ChatPage(slack.workspace, slack.back.commands, slack.shortcuts)
    return Starlette(
        routes=[
            Route("/api/{method}", slack.web_api.handle, methods=["GET", "POST"]),
            *response_urls,
            WebSocketRoute("/link/", slack.sockets.handle),
            *SlackControl(slack).routes(),
            *page.routes(),
        ]
    )
