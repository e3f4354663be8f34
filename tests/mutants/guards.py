"""The guards that are taken out, one at a time: where each stands, and which tests see it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Guard:
    """A *name*, the *file*, the text that is *taken* out, what is *put* there, and the *tests*."""

    name: str
    file: str
    taken: str
    put: str
    tests: tuple[str, ...]


WHO = "tests/handlers/test_who_may.py"
HOSTILE = "tests/handlers/test_hostile_values.py"
VERIFICATION = "tests/bot/test_real_verification.py"
GUARD = "tests/bot/test_guard.py"
TIMERS = "tests/handlers/test_timers.py"
LEDGER = "tests/storage/test_ledger.py"
CONNECT = "tests/bot/test_connect_page.py"
CONSENT = "tests/bot/test_consent.py"
TOKENS = "tests/handlers/test_consent_tokens.py"
CLIENT = "tests/meetings/test_client.py"
ADDRESSES = "tests/meetings/test_addresses.py"
REPLAY = "tests/handlers/test_run.py"
GROUPS = "tests/handlers/test_groups.py"
ORGANIZATION = "tests/handlers/test_organization_account.py"

_SLACK = (
    Guard(
        "signature of the real app",
        "bot/slack/middleware.py",
        "        signing_secret=signing_secret,\n",
        "        signing_secret=signing_secret,\n        request_verification_enabled=False,\n",
        (VERIFICATION,),
    ),
    Guard(
        "malformed signature headers",
        "bot/slack/guard.py",
        "if _TIMESTAMP.fullmatch(timestamp) and _SIGNATURE.fullmatch(signature):",
        "if True:",
        (GUARD,),
    ),
    Guard(
        "size of a request of Slack, said in its header",
        "bot/slack/guard.py",
        "if not length.isdigit() or int(length) > BODY_LIMIT:",
        "if not length.isdigit():",
        (GUARD,),
    ),
    Guard(
        "size of a request of Slack, as it arrives",
        "bot/slack/guard.py",
        "if len(body) > BODY_LIMIT:",
        "if False:",
        (GUARD,),
    ),
    Guard(
        "time that a request of Slack may take",
        "bot/slack/guard.py",
        "async with asyncio.timeout(BODY_WITHIN):",
        "async with asyncio.timeout(None):",
        (GUARD,),
    ),
    Guard(
        "workspace that is served",
        "bot/slack/middleware.py",
        "if team != identity.team_id:",
        "if False:",
        ("tests/bot/test_forms.py", "tests/journeys/test_start.py"),
    ),
    Guard(
        "acknowledged only what is stored",
        "bot/slack/middleware.py",
        "return _not_accepted(body, NOT_ACCEPTED)",
        'return BoltResponse(status=200, body="")',
        ("tests/bot/test_forms.py",),
    ),
    Guard(
        "a delivery is taken once",
        "bot/slack/deliveries.py",
        'return SlackDelivery(f"trigger:{body[\'trigger_id\']}", "command", request)',
        'return SlackDelivery(f"trigger:{now}", "command", request)',
        (VERIFICATION,),
    ),
    Guard(
        "address of an answer",
        "bot/slack/api.py",
        "if not self.may_answer(address):",
        "if False:",
        ("tests/bot/test_api.py",),
    ),
    Guard(
        "redirects at the answer address",
        "bot/slack/api.py",
        "allow_redirects=False,",
        "allow_redirects=True,",
        ("tests/bot/test_api.py",),
    ),
    Guard(
        "Slack's Retry-After",
        "bot/slack/api.py",
        "return min(max(seconds, 0.5), 120.0) if isfinite(seconds) else BUSY_FOR",
        "return BUSY_FOR",
        ("tests/bot/test_api.py",),
    ),
    Guard(
        "escapes of other people's words",
        "handlers/words.py",
        'return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")',
        "return text",
        (GROUPS,),
    ),
    Guard(
        "a user group on a card",
        "handlers/words.py",
        'return "a user group"  # which is told by a click alone',
        'return f"<!subteam^{name}>"',
        (GROUPS,),
    ),
    Guard(
        "people who are asked about before they are told",
        "handlers/dispatch.py",
        "many = len(known.people) > MOST_UNASKED",
        "many = False",
        (GROUPS,),
    ),
)

_WHO_MAY = (
    Guard(
        "team of a meeting",
        "storage/meetings.py",
        'where id = ? and team = ?"',
        'where id = ? and ? is not null"',
        (WHO,),
    ),
    Guard(
        "people and conversation of a meeting",
        "handlers/stored_meetings.py",
        "return stored.team == request.team and (among or here)",
        "return True",
        (WHO,),
    ),
    Guard(
        "organizer or admin, before a form opens",
        "handlers/changing/meeting_form.py",
        "if not await self._guard.may_change(request, meeting):",
        "if False:",
        (WHO,),
    ),
    Guard(
        "organizer or admin, before a change",
        "handlers/changing/change_guard.py",
        "if not is_organizer(meeting, request) and not await self._is_admin(run, request):",
        "if False:",
        (WHO,),
    ),
    Guard(
        "permission for the host link",
        "handlers/meeting/organizer.py",
        "if row is None or service is None or not is_organizer(row, request):",
        "if row is None or service is None:",
        (WHO,),
    ),
    Guard(
        "who came, for the organizer alone",
        "handlers/meeting/organizer.py",
        "if row is None or not is_organizer(row, request):",
        "if row is None:",
        (WHO,),
    ),
    Guard(
        "owner of a draft",
        "storage/drafts.py",
        "return stored if stored and (stored.team, stored.person) == (team, person) else None",
        "return stored",
        (WHO,),
    ),
    Guard(
        "organizer, before a group is told",
        "handlers/making/groups.py",
        "if meeting is None or not is_organizer(meeting, request):",
        "if meeting is None:",
        (GROUPS,),
    ),
    Guard(
        "form handlers are for forms",
        "handlers/dispatch.py",
        "case _ if _ONLY_VIA.get(action, request.via) is not request.via:",
        "case _ if False:",
        (WHO,),
    ),
    Guard(
        "unreadable values end quietly",
        "handlers/button_values.py",
        "    except ValueError as problem:\n        raise NotOurs(str(problem)) from problem",
        "    except ZeroDivisionError as problem:\n        raise NotOurs from problem",
        (HOSTILE,),
    ),
    Guard(
        "who may start meetings in a channel",
        "handlers/dispatch.py",
        "if not await self._settings.allows(channel, request.person):",
        "if False:",
        (WHO,),
    ),
    Guard(
        "who may change a channel's settings",
        "handlers/settings/command.py",
        'if not await run.decide("allowed", allowed):',
        "if False:",
        ("tests/handlers/test_settings.py",),
    ),
)

_ONCE = (
    Guard(
        "lease of a job that is renewed",
        "storage/ledger_sql.py",
        '    where id = ? and owner = ? and state = \'running\'"""\nRECOVER',
        '    where id = ? and ? is not null"""\nRECOVER',
        (LEDGER, "tests/storage/test_ledger_model.py", "tests/storage/test_crash_schedules.py"),
    ),
    Guard(
        "lease of a job that ends",
        "storage/ledger_sql.py",
        "    where id = ? and owner = ? and state = 'running'\n    returning touched_at",
        "    where id = ? and ? is not null\n    returning touched_at",
        (LEDGER, "tests/storage/test_ledger_model.py", "tests/storage/test_crash_schedules.py"),
    ),
    Guard(
        "lease that has run out",
        "storage/ledger_sql.py",
        'where state = \'running\' and lease_until <= ?"""',
        'where state = \'running\' and ? < 0"""',
        (LEDGER, "tests/storage/test_ledger_model.py", "tests/storage/test_crash_schedules.py"),
    ),
    Guard(
        "a job's key is taken once",
        "storage/ledger_sql.py",
        '    on conflict do nothing returning 1"""\n\nHELD',
        '    on conflict(key) do update set state = \'ready\' returning 1"""\n\nHELD',
        (LEDGER, "tests/storage/test_ledger_model.py", "tests/storage/test_crash_schedules.py"),
    ),
    Guard(
        "a step that has begun is looked for",
        "handlers/replay.py",
        "result = None if step.fresh else await self._look(step, find, consistency_delay)",
        "result = None",
        (REPLAY, "tests/handlers/test_late_effects.py"),
    ),
    Guard(
        "the wait before looking for a late effect",
        "handlers/replay.py",
        "if self.now < shown_at:",
        "if False:",
        (REPLAY, "tests/handlers/test_late_effects.py"),
    ),
    Guard(
        "how long a late message may take to show",
        "handlers/posts.py",
        "        consistency_delay=CONSISTENCY_DELAY,\n",
        "",
        ("tests/handlers/test_late_effects.py",),
    ),
    Guard(
        "the marker by which a message is looked for",
        "bot/slack/conversation.py",
        'if ts and _inside(message, "metadata", "event_payload", "marker") == marker:',
        "if ts:",
        ("tests/bot/test_conversation.py",),
    ),
    Guard(
        "reservation of a start in a channel",
        "storage/starts.py",
        '                    return _reservation("someone_else", rows[0])\n',
        "                    pass\n",
        ("tests/storage/test_starts.py",),
    ),
    Guard(
        "same words of the same person",
        "storage/starts.py",
        '                    return _reservation("already", rows[0])\n',
        "                    pass\n",
        ("tests/storage/test_starts.py",),
    ),
    Guard(
        "a draft is made once",
        "handlers/making/make.py",
        '            case "already":\n                return schedule_words.already(draft)\n',
        "",
        (HOSTILE,),
    ),
    Guard(
        "one change of a meeting at a time",
        "storage/meetings.py",
        '            if row["at_work"]:\n                return "busy"\n',
        "",
        ("tests/storage/test_meeting_changes.py",),
    ),
    Guard(
        "version of a meeting that is changed",
        "storage/meetings.py",
        '            if row["version"] != version:\n                return "stale"\n',
        "",
        ("tests/storage/test_meeting_changes.py",),
    ),
    Guard(
        "the timer chain of the time before",
        "handlers/coming/timers.py",
        "if meeting.tick != asked.tick:",
        "if False:",
        (TIMERS,),
    ),
    Guard(
        "a timer that was overtaken writes nothing",
        "storage/meetings.py",
        "    where id = ? and tick = ? returning 1",
        "    where id = ? and ? is not null returning 1",
        (TIMERS,),
    ),
    Guard(
        "a reminder that a later one replaces",
        "handlers/coming/remind.py",
        "if when and await self._is_superseded(meeting, reminder, run.now):",
        "if False:",
        (TIMERS, "tests/handlers/test_remind.py"),
    ),
    Guard(
        "catch-up of a card",
        "handlers/making/make.py",
        "        await catch_up(run, self._meetings, meeting.id, shown)\n",
        "",
        ("tests/handlers/test_card_gap.py",),
    ),
    Guard(
        "a start that is too old",
        "handlers/making/start.py",
        "if run.job.attempts == 1 and run.now - request.asked_at > TOO_OLD:",
        "if False:",
        ("tests/handlers/test_late_starts.py",),
    ),
    Guard(
        "Retry-After of a service",
        "handlers/backoff.py",
        "        if asked and asked > 0:\n",
        "        if False:\n",
        ("tests/handlers/test_remind.py",),
    ),
)

_SERVICES = (
    Guard(
        "private addresses",
        "meetings/addresses.py",
        "if not target.is_global and not private:",
        "if False:",
        (ADDRESSES, CLIENT),
    ),
    Guard(
        "addresses that are never called",
        "meetings/addresses.py",
        "if any(target in network for network in NEVER if network.version == target.version):",
        "if False:",
        (ADDRESSES,),
    ),
    Guard(
        "an IPv4 address in an IPv6 one",
        "meetings/addresses.py",
        "target = _ipv4_inside(target) or target",
        "pass",
        (ADDRESSES,),
    ),
    Guard(
        "size of a service's reply",
        "meetings/client.py",
        "if len(body) > MAX_REPLY:",
        "if False:",
        (CLIENT,),
    ),
    Guard(
        "requests of one exchange",
        "meetings/client.py",
        "if now >= deadline or run.requests >= MAX_REQUESTS:",
        "if now >= deadline:",
        (CLIENT,),
    ),
    Guard(
        "cookies of a service",
        "meetings/client.py",
        "cookies=CookieJar(DefaultCookiePolicy(allowed_domains=())),",
        "cookies=CookieJar(),",
        (CLIENT,),
    ),
    Guard(
        "XML that declares its own type",
        "meetings/xml.py",
        "if root.getroottree().docinfo.internalDTD is not None:",
        "if False:",
        ("tests/meetings/test_xml.py",),
    ),
    Guard(
        "entities in XML",
        "meetings/xml.py",
        "resolve_entities=False,",
        "resolve_entities=True,",
        ("tests/meetings/test_xml.py",),
    ),
    Guard(
        "size of XML",
        "meetings/xml.py",
        "if len(document) > BIGGEST:",
        "if False:",
        ("tests/meetings/test_xml.py",),
    ),
)

_ACCOUNTS = (
    Guard(
        "service of a consent",
        "handlers/accounts/consent.py",
        "if consent is None or known is None or consent.service != returned.service:",
        "if consent is None or known is None:",
        (CONSENT,),
    ),
    Guard(
        "browser of a consent",
        "handlers/accounts/consent.py",
        "if not compare_digest(consent.browser, digest(returned.browser)):",
        "if False:",
        (CONSENT,),
    ),
    Guard(
        "end of a consent",
        "storage/consents.py",
        "return bool(self.used) or self.expires_at <= now",
        "return False",
        (CONSENT,),
    ),
    Guard(
        "a consent is used once, in the database",
        "storage/consents.py",
        "where state = ? and used = 0 and expires_at > ? returning 1",
        "where state = ? and expires_at > ? returning 1",
        (CONSENT,),
    ),
    Guard(
        "a link sends off only so many browsers",
        "storage/tickets.py",
        """and attempts < {ATTEMPTS} and refusals < {REFUSALS}
    returning 1""",
        """and refusals < {REFUSALS}
    returning 1""",
        (CONSENT,),
    ),
    Guard(
        "a fault that is not the person's costs no try",
        "handlers/accounts/consent.py",
        "if status is not ReturnStatus.REFUSED:",
        "if False:",
        (CONSENT,),
    ),
    Guard(
        "each consent has its own PKCE challenge",
        "handlers/accounts/consent.py",
        'f"parley PKCE verifier\\0{state}\\0{browser}"',
        'f"parley PKCE verifier"',
        (CONSENT,),
    ),
    Guard(
        "a preview of the way back uses nothing up",
        "bot/web/consent.py",
        'if request.method != "GET":',
        "if False:",
        (CONSENT,),
    ),
    Guard(
        "headers of a redirect to a vendor",
        "bot/web/consent.py",
        "RedirectResponse(departure.url, 303, headers=HEADERS_OF_ALL)",
        "RedirectResponse(departure.url, 303)",
        (CONSENT,),
    ),
    Guard(
        "tokens are renewed before they end",
        "handlers/renewals.py",
        "return self._left(service, credentials) <= BEFORE_THE_END",
        "return False",
        (TOKENS,),
    ),
    Guard(
        "the end of tokens by the service's clock",
        "handlers/renewals.py",
        "(self._client.time_at(service.info) or self._clock())",
        "self._clock()",
        (TOKENS,),
    ),
    Guard(
        "an account is held while it is renewed",
        "storage/accounts.py",
        "if tx.execute(_LEASED, (*whose, at, until)):",
        "if False:",
        (TOKENS,),
    ),
    Guard(
        "what another process has renewed is taken",
        "handlers/renewals.py",
        "if account.credentials.secrets == used.secrets:",
        "if True:",
        (TOKENS,),
    ),
    Guard(
        "whoever leaves does not end a renewal",
        "handlers/renewals.py",
        "await asyncio.shield(task)",
        "await task",
        (TOKENS,),
    ),
    Guard(
        "a sign-in during a renewal is taken",
        "handlers/renewals.py",
        "if await account.reload():\n                return  # somebody has signed in meanwhile",
        "if False:\n                return",
        (TOKENS,),
    ),
    Guard(
        "renewed tokens are for all of one user",
        "handlers/accounts/sealed.py",
        "await self._update(replace(fresh, state=account.state), self._accounts.sharing(known))",
        "await self._update(replace(fresh, state=account.state))",
        (TOKENS,),
    ),
    Guard(
        "a second sign-in keeps the first account alive",
        "handlers/accounts/accepted.py",
        "await self._tickets.redeem(ticket, account, question, now, also=[share])",
        "await self._tickets.redeem(ticket, account, question, now)",
        (TOKENS,),
    ),
    Guard(
        "tokens that another account needs are not taken back",
        "handlers/services.py",
        "if await account.is_shared():",
        "if False:",
        (TOKENS,),
    ),
    Guard(
        "tokens of a sign-in that is dismissed are taken back",
        "handlers/accounts/commands.py",
        "if service and opened else None",
        "if False else None",
        ("tests/bot/test_consent_browser.py",),
    ),
    Guard(
        "tokens are taken back when an account is forgotten",
        "handlers/services.py",
        "if not isinstance(service, Revokes):",
        "if True:",
        (TOKENS,),
    ),
    Guard(
        "csrf of the connect page",
        "bot/web/page_guard.py",
        "if not cookie or not compare_digest(cookie.encode(), csrf.encode()):",
        "if False:",
        (CONNECT,),
    ),
    Guard(
        "origin of the connect page's form",
        "bot/web/page_guard.py",
        'if origin_sent not in ("null", origin(url)) or site not in ("same-origin", "none"):',
        "if False:",
        (CONNECT,),
    ),
    Guard(
        "host name of the connect page",
        "bot/web/page_guard.py",
        "if host.removesuffix(port) not in (ours.netloc.lower().removesuffix(port), listening):",
        "if False:",
        (CONNECT,),
    ),
    Guard(
        "size of the connect page's form",
        "bot/web/page_guard.py",
        "if len(body) > BODY_LIMIT:",
        "if False:",
        (CONNECT, "tests/bot/test_connect_bounds.py"),
    ),
    Guard(
        "ten minutes of a ticket",
        "storage/tickets.py",
        "    select * from ticket\n    where digest = ? and expires_at > ?",
        "    select * from ticket\n    where digest = ? and ? > 0",
        ("tests/storage/test_tickets.py", CONNECT),
    ),
    Guard(
        "a ticket works once",
        "storage/tickets.py",
        "if not tx.execute(_USE, (ticket.digest,)):\n                raise TicketGone\n",
        "pass\n",
        ("tests/storage/test_tickets.py", CONNECT),
    ),
    Guard(
        "three tries of a ticket",
        "storage/tickets.py",
        "REFUSALS = 3",
        "REFUSALS = 300",
        ("tests/storage/test_tickets.py", CONNECT),
    ),
    Guard(
        "whose sign-in is confirmed",
        "storage/accounts.py",
        "    where team = ? and person = ? and id = ? and state in ('pending', 'active')\"\"\"",
        "    where ? <> '' and ? <> '' and id = ? and state in ('pending', 'active')\"\"\"",
        ("tests/storage/test_accounts.py", "tests/bot/test_connect_slack.py"),
    ),
    Guard(
        "the cell to which a secret is sealed",
        "storage/seal.py",
        "parts = (VERSION, kid, context.team, context.user, context.service, context.field)",
        "parts = (VERSION, kid)",
        ("tests/storage/test_seal.py",),
    ),
    Guard(
        "a password that was refused is not sent again",
        "handlers/accounts/sign_in.py",
        "if self._digest(ticket, answers) in self._refused:",
        "if False:",
        (CONNECT, "tests/bot/test_connect_bounds.py", "tests/bot/test_connect_faults.py"),
    ),
    Guard(
        "one process on a database file",
        "storage/sqlite/store.py",
        "lock = _lock(path) if exclusive else _open_lock_file(path)",
        "lock = _open_lock_file(path)",
        ("tests/storage/test_sqlite_file.py",),
    ),
)

NOTIFICATIONS = "tests/handlers/test_notifications.py"

_NOTIFICATIONS = (
    Guard(
        "a delivery of a service is checked",
        "bot/web/hooks.py",
        "            return self._refused(name, 401, str(fault))",
        "            return Response(status_code=204)",
        (NOTIFICATIONS,),
    ),
    Guard(
        "the earliest beginning of a session",
        "storage/sessions.py",
        "coalesce(min(began_at, excluded.began_at), began_at, excluded.began_at)",
        "excluded.began_at",
        (NOTIFICATIONS,),
    ),
    Guard(
        "people who come together are shown together",
        "storage/sessions.py",
        "    if tx.execute(_TO_COME",
        "    if False and tx.execute(_TO_COME",
        (NOTIFICATIONS,),
    ),
    Guard(
        "a flood of notifications waits its turn",
        "handlers/notifications/delivery.py",
        '        person=f"hook/{service}",\n',
        "",
        (NOTIFICATIONS,),
    ),
    Guard(
        "what is told before the meeting is stored",
        "handlers/notifications/delivery.py",
        "if being_made and not meetings",
        "if False and not meetings",
        (NOTIFICATIONS,),
    ),
    Guard(
        "an account that was connected after the permission was taken back",
        "storage/accounts.py",
        "json_extract(facts, '$.id') = ? and connected_at < ?",
        "json_extract(facts, '$.id') = ? and ? > 0",
        (NOTIFICATIONS,),
    ),
)

_SHARED = (
    Guard(
        "the organization's account of other settings",
        "handlers/accounts/organization.py",
        "account is None or account.credentials.secrets.get(_SETTINGS) != settings",
        "account is None",
        (ORGANIZATION,),
    ),
    Guard(
        "an address that nobody has confirmed",
        "bot/slack/conversation.py",
        ' or user.get("is_email_confirmed") is not True',
        "",
        (ORGANIZATION,),
    ),
    Guard(
        "for whom the organization's account is used",
        "handlers/services.py",
        "replace(credentials, on_behalf_of=address)",
        'replace(credentials, on_behalf_of="ada@contoso.example")',
        (ORGANIZATION,),
    ),
    Guard(
        "another's stored meeting in a list",
        "handlers/coming/upcoming.py",
        "if info.account is AccountKind.ORGANIZATION:",
        "if False:",
        (ORGANIZATION,),
    ),
    Guard(
        "a service that takes no more today",
        "handlers/when_free.py",
        "if not asked >= A_PERSON_WAITS:",
        "if True:",
        ("tests/handlers/test_busy_for_long.py",),
    ),
    Guard(
        "a draft that would surely fail",
        "handlers/making/schedule.py",
        " or self._against(draft):\n            return await self.shown",
        ":\n            return await self.shown",
        ("tests/handlers/test_objections.py",),
    ),
)

GUARDS = (*_SHARED, *_SLACK, *_WHO_MAY, *_ONCE, *_SERVICES, *_ACCOUNTS, *_NOTIFICATIONS)
