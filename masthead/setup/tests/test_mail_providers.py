"""Mail through providers' APIs: what is posted to them, and what becomes of their refusals."""

import email
import email.policy
import json
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread
from typing import Any, ClassVar
from urllib.parse import parse_qs, unquote_plus

import pytest
import requests
from anymail import backends
from django.conf import LazySettings
from marshmallow import ValidationError

from masthead.kit import contributions
from masthead.kit.notices import Guarantee, Notice, NoticeKind
from masthead.notices import operations
from masthead.notices.models import Delivery
from masthead.people.models import Person
from masthead.setup import mail_addresses, questions
from masthead.setup.questions import InvalidAnswer

COMMENTS = NoticeKind(
    key="comments",
    title="Comments",
    sentence="When somebody writes.",
    useful_for=timedelta(days=7),
    guarantee=Guarantee.AT_LEAST_ONCE,
)
HELLO = Notice(
    template="notices/notices/plain",
    context={
        "subject_line": "Ada answered you",
        "paragraphs": ["She has a point."],
        "site_name": "Die Fähre",
    },
    kind="comments",
    path="/comments/7/",
    reply_to="ada@example.org",
)
ADDRESSES = {
    "brevo": "brevo://kEy",
    "mailersend": "mailersend://kEy",
    "mailgun": "mailgun://kEy?sender_domain=mg.harbour.example",
    "mailjet": "mailjet://kEy:seCret",
    "mailtrap": "mailtrap://kEy",
    "mandrill": "mandrill://kEy",
    "postal": "postal://kEy?api_url=https://postal.harbour.example",
    "postmark": "postmark://kEy",
    "resend": "resend://kEy",
    "scaleway": "scaleway://kEy?project_id=p7",
    "sendgrid": "sendgrid://kEy",
    "sparkpost": "sparkpost://kEy",
    "unisender-go": "unisender-go://kEy?api_url=https://go2.unisender.example/api/",
}
# What each says when it has taken a message, as its documentation shows it.
TAKEN: dict[str, Any] = {
    "brevo": {"messageId": "<7@brevo>"},
    "mailersend": None,
    "mailgun": {"id": "<7@mailgun>", "message": "Queued. Thank you."},
    "mailjet": {
        "Messages": [
            {"Status": "success", "To": [{"Email": "rita@example.org", "MessageID": 7, "MessageHref": ""}]}
        ]
    },
    "mailtrap": {"success": True, "message_ids": ["7"]},
    "mandrill": [{"email": "rita@example.org", "status": "sent", "_id": "7"}],
    "postal": {
        "status": "success",
        "data": {"message_id": "7", "messages": {"rita@example.org": {"id": 7, "token": "t"}}},
    },
    "postmark": {
        "To": "rita@example.org",
        "SubmittedAt": "2026-03-02T12:00:00Z",
        "MessageID": "7",
        "ErrorCode": 0,
        "Message": "OK",
    },
    "resend": {"id": "7"},
    "scaleway": {
        "emails": [
            {"id": "7", "message_id": "<7@s>", "mail_rcpt": "rita@example.org", "rcpt_to": "rita@example.org"}
        ]
    },
    "sendgrid": None,
    "sparkpost": {"results": {"total_rejected_recipients": 0, "total_accepted_recipients": 1, "id": "7"}},
    "unisender-go": {"status": "success", "job_id": "7", "emails": ["rita@example.org"]},
}

INACTIVE = (
    "You tried to send to a recipient that has been marked as inactive.\n"
    "Found inactive addresses: rita@example.org.\n"
    "Inactive recipients are ones that have generated a hard bounce or a spam complaint. "
)


class Line:
    """The line to the provider, just before it would leave this machine: what is said, what is answered."""

    def __init__(self) -> None:
        self.said: list[requests.PreparedRequest] = []
        self.status = 200
        self.answer: Any = None
        self.cut = False

    def send(self, _adapter: Any, request: requests.PreparedRequest, **_: Any) -> requests.Response:
        self.said.append(request)
        if self.cut:
            raise requests.ConnectionError("nobody there")
        response = requests.Response()
        response.status_code, response.request, response.url = self.status, request, str(request.url)
        response.headers["X-Message-Id"] = "7"
        response.headers["Content-Type"] = "text/html" if self.answer is None else "application/json"
        response._content = b"" if self.answer is None else json.dumps(self.answer).encode()
        return response

    @property
    def text(self) -> str:
        """The body of the last request, a form's signs read."""
        request = self.said[-1]
        body = request.body.decode() if isinstance(request.body, bytes) else str(request.body)
        is_form = str(request.headers.get("Content-Type")).startswith("application/x-www-form-urlencoded")
        return unquote_plus(body) if is_form else body


@pytest.fixture
def line(monkeypatch: pytest.MonkeyPatch) -> Line:
    """No request leaves; it is kept here."""
    made = Line()
    monkeypatch.setattr(
        requests.adapters.HTTPAdapter, "send", lambda adapter, request, **more: made.send(adapter, request)
    )
    return made


@pytest.fixture(autouse=True)
def kinds(monkeypatch: pytest.MonkeyPatch, settings: LazySettings) -> None:
    """One kind of notice, and a sender."""
    monkeypatch.setattr(contributions, "_table", {**contributions._table, "notice_kinds": ((COMMENTS,),)})
    settings.DEFAULT_FROM_EMAIL = "post@harbour.example"


def use(settings: LazySettings, address: str) -> None:
    """Send as a host with this EMAIL_URL would."""
    mail_addresses.check(address)
    settings.EMAIL_URL = address
    for name, value in mail_addresses.settings_of(address).items():
        setattr(settings, name, value)


def delivered(rita: Person, noon: datetime) -> Delivery:
    """The notice, once its delivery has been tried."""
    delivery = operations.send(to=rita, notice=HELLO, now=noon)
    assert delivery is not None
    operations.deliver(delivery_id=delivery.pk, now=noon)
    delivery.refresh_from_db()
    return delivery


def test_mail_providers__every_one_that_anymail_knows_can_be_named() -> None:
    (folder,) = map(Path, backends.__path__)
    known = {path.stem.replace("_", "-") for path in folder.glob("*.py")}
    not_providers = {"--init--", "base", "base-requests", "console", "test"}
    the_same_again = {"sendinblue"}  # Brevo under its old name
    assert set(mail_addresses.PROVIDERS) == known - not_providers - the_same_again


def test_mail_providers__each_is_described_with_its_options() -> None:
    text = Path(__file__).resolve().parents[3].joinpath("docs/running/mail.md").read_text()
    described = {
        name: set(re.findall(r"[?&]([a-z_]+)=", row))
        for row, name in re.findall(r"^(\|.*`EMAIL_URL=([a-z-]+)://.*)$", text, re.MULTILINE)
        if name not in mail_addresses.SMTP
    }
    named_for_all = {"api_url"}  # in the sentence below the table
    assert {name: options - named_for_all for name, options in described.items()} == {
        name: {*provider.must, *provider.may} - named_for_all
        for name, provider in mail_addresses.PROVIDERS.items()
    }


# anymail says that it can no longer try SendGrid itself.
@pytest.mark.filterwarnings("ignore::anymail.exceptions.AnymailNotSupportedWarning")
@pytest.mark.parametrize("name", ADDRESSES)
def test_mail_providers__each_is_given_the_whole_message(
    name: str, rita: Person, noon: datetime, settings: LazySettings, line: Line
) -> None:
    use(settings, ADDRESSES[name])
    line.answer = TAKEN[name]
    line.status = 202 if line.answer is None else 200
    delivery = delivered(rita, noon)
    assert delivery.state == Delivery.State.SENT
    (request,) = line.said
    assert str(request.url).startswith("https://")
    assert "kEy" in line.text + str(request.headers) + str(request.url) or "Authorization" in request.headers
    for part in ("rita@example.org", "post@harbour.example", "ada@example.org", "Ada answered you"):
        assert part in line.text
    for part in ("List-Unsubscribe", "One-Click", "She has a point.", "<html"):
        assert part.lower() in line.text.replace("\\u003c", "<").lower()


def headers_of(given: Any) -> dict[str, str]:
    """Headers, whether a provider wants pairs or an object."""
    return {one["Name"]: one["Value"] for one in given} if isinstance(given, list) else dict(given)


def assert_is_hello(delivery: Delivery, *, text: str, html: str, headers: dict[str, str]) -> None:
    assert "She has a point." in text
    assert "<" not in text.replace("<http", "")
    assert "She has a point." in html
    assert "</html>" in html
    assert re.fullmatch(r"<http\S+/stop/\S+>|<http\S+>", headers["List-Unsubscribe"])
    assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert headers["Auto-Submitted"] == "auto-generated"


def test_mail_providers__postmark_gets_its_json(
    rita: Person, noon: datetime, settings: LazySettings, line: Line
) -> None:
    use(settings, "postmark://kEy?message_stream=notices")
    line.answer = TAKEN["postmark"]
    delivery = delivered(rita, noon)
    (request,) = line.said
    assert request.url == "https://api.postmarkapp.com/email"
    assert request.headers["X-Postmark-Server-Token"] == "kEy"
    said = json.loads(line.text)
    (sender,) = email.message_from_string(f"From: {said['From']}\n", policy=email.policy.default)[
        "From"
    ].addresses
    assert (sender.display_name, sender.addr_spec) == ("Die Fähre", "post@harbour.example")
    assert (said["To"], said["ReplyTo"], said["Subject"]) == (
        "rita@example.org",
        "ada@example.org",
        "Ada answered you",
    )
    assert said["MessageStream"] == "notices"
    headers = headers_of(said["Headers"])
    assert headers["Message-ID"] == delivery.message_id
    assert_is_hello(delivery, text=said["TextBody"], html=said["HtmlBody"], headers=headers)


def test_mail_providers__mailgun_gets_its_form(
    rita: Person, noon: datetime, settings: LazySettings, line: Line
) -> None:
    use(settings, "mailgun://kEy?sender_domain=mg.harbour.example&api_url=https://api.eu.mailgun.net/v3")
    line.answer = TAKEN["mailgun"]
    delivery = delivered(rita, noon)
    (request,) = line.said
    assert request.url == "https://api.eu.mailgun.net/v3/mg.harbour.example/messages"
    assert request.headers["Authorization"] == requests.auth._basic_auth_str("api", "kEy")
    said = {name: values[0] for name, values in parse_qs(str(request.body)).items()}
    assert said["from"].endswith("<post@harbour.example>")
    assert (said["to"], said["h:Reply-To"], said["subject"]) == (
        "rita@example.org",
        "ada@example.org",
        "Ada answered you",
    )
    headers = {name.removeprefix("h:"): value for name, value in said.items()}
    assert headers["Message-Id"] == delivery.message_id
    assert_is_hello(delivery, text=said["text"], html=said["html"], headers=headers)


def test_mail_providers__mailjet_gets_its_json(
    rita: Person, noon: datetime, settings: LazySettings, line: Line
) -> None:
    use(settings, "mailjet://kEy:se%2FCret")
    line.answer = TAKEN["mailjet"]
    delivery = delivered(rita, noon)
    (request,) = line.said
    assert request.url == "https://api.mailjet.com/v3.1/send"
    assert request.headers["Authorization"] == requests.auth._basic_auth_str("kEy", "se/Cret")
    whole = json.loads(line.text)
    (said,) = ({**whole.get("Globals", {}), **one} for one in whole["Messages"])
    assert said["From"] == {"Email": "post@harbour.example", "Name": "Die Fähre"}
    assert said["To"] == [{"Email": "rita@example.org"}]
    assert said["ReplyTo"]["Email"] == "ada@example.org"
    assert_is_hello(
        delivery, text=said["TextPart"], html=said["HTMLPart"], headers=headers_of(said["Headers"])
    )


def test_deliver__an_address_that_takes_no_mail_is_not_tried_again(
    rita: Person, noon: datetime, settings: LazySettings, line: Line
) -> None:
    use(settings, "postmark://kEy")
    line.status, line.answer = 422, {"ErrorCode": 406, "Message": INACTIVE}
    delivery = delivered(rita, noon)
    assert (delivery.state, delivery.attempts) == (Delivery.State.FAILED, 1)
    assert delivery.last_error.startswith("AnymailRecipientsRefused")


AT_MOST_ONCE = replace(COMMENTS, guarantee=Guarantee.AT_MOST_ONCE)
CUT = 0  # no answer at all: the connection ended in the middle
NOT_TAKEN = [401, 402, 403, 404, 408, 425, 429, 503]  # the host mends it, or it passes
PERHAPS_TAKEN = [CUT, 500, 502, 504]


@pytest.mark.parametrize("kind", [COMMENTS, AT_MOST_ONCE], ids=lambda kind: kind.guarantee.value)
@pytest.mark.parametrize("status", [*NOT_TAKEN, *PERHAPS_TAKEN, 400, 413, 422])
def test_deliver__follows_what_a_providers_refusal_means(
    status: int,
    kind: NoticeKind,
    rita: Person,
    noon: datetime,
    settings: LazySettings,
    line: Line,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(contributions, "_table", {**contributions._table, "notice_kinds": ((kind,),)})
    use(settings, "postmark://kEy")
    line.status, line.cut = status, status == CUT
    line.answer = {"ErrorCode": 406, "Message": "Said in words that anymail does not know yet."}
    delivery = delivered(rita, noon)
    if status in PERHAPS_TAKEN and kind is AT_MOST_ONCE:
        assert (delivery.state, delivery.context) == (Delivery.State.UNCERTAIN, {})
    elif status in NOT_TAKEN + PERHAPS_TAKEN:
        assert (delivery.state, delivery.next_attempt_at > noon) == (Delivery.State.QUEUED, True)
    else:
        assert delivery.state == Delivery.State.FAILED
    assert "kEy" not in delivery.last_error
    assert len(line.said) == 1


def test_deliver__a_provider_that_cannot_be_reached_at_all_has_certainly_not_taken_it(
    rita: Person, noon: datetime, settings: LazySettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(contributions, "_table", {**contributions._table, "notice_kinds": ((AT_MOST_ONCE,),)})
    use(settings, "postmark://kEy?api_url=http://127.0.0.1:9/")
    delivery = delivered(rita, noon)
    assert delivery.state == Delivery.State.QUEUED
    assert delivery.next_attempt_at > noon


@pytest.mark.parametrize(
    ("address", "sentence"),
    [
        ("pigeon://kEy", "or a provider's name and key such as postmark://KEY"),
        ("postmark://", "postmark is addressed as postmark://SERVER_TOKEN"),
        ("mailjet://kEy", "mailjet is addressed as mailjet://API_KEY:SECRET_KEY"),
        ("scaleway://kEy", "scaleway is addressed as scaleway://SECRET_KEY?project_id=…"),
        ("postmark://kEy?stream=x", "postmark has no option stream; it has api_url, message_stream"),
        ("smtp://[", "use mailbox"),
    ],
)
def test_email_url__an_address_that_will_not_do_is_explained(address: str, sentence: str) -> None:
    with pytest.raises(ValidationError) as refused:
        mail_addresses.check(address)
    assert sentence in str(refused.value)


def test_mail_providers__amazon_needs_its_library_and_gets_its_keys(monkeypatch: pytest.MonkeyPatch) -> None:
    address = "amazon-ses://ID:seCret%2F?region_name=eu-central-1&configuration_set_name=all"
    monkeypatch.setattr(mail_addresses, "find_spec", lambda _: None)
    with pytest.raises(ValidationError) as refused:
        mail_addresses.check(address)
    assert "pip install boto3" in str(refused.value)
    assert mail_addresses.settings_of(address)["ANYMAIL"] == {
        "REQUESTS_TIMEOUT": mail_addresses.SECONDS,
        "AMAZON_SES_CONFIGURATION_SET_NAME": "all",
        "AMAZON_SES_CLIENT_PARAMS": {
            "region_name": "eu-central-1",
            "aws_access_key_id": "ID",
            "aws_secret_access_key": "seCret/",
        },
    }


class Api(BaseHTTPRequestHandler):
    """The smallest provider: keeps what it hears and answers as it is told."""

    heard: ClassVar[list[Any]] = []
    status: ClassVar[int] = 200

    def do_POST(self) -> None:
        self.heard.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
        body = json.dumps(TAKEN["postmark"] if self.status == 200 else {"Message": "No such key."}).encode()
        self.send_response(self.status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: Any) -> None:
        """Say nothing."""


@pytest.fixture
def api() -> Iterator[str]:
    """A provider on this machine; its address."""
    Api.heard.clear()
    with HTTPServer(("127.0.0.1", 0), Api) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


@pytest.mark.parametrize("status", [200, 401])
def test_try_mail__tries_a_provider_too(api: str, status: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Api, "status", status)
    mail = {"address": f"postmark://kEy?api_url={api}", "sender": "The Sluice <post@example.org>"}
    if status == 200:
        questions.try_mail(**mail, to="pia@example.org", site="The Sluice")
    else:
        with pytest.raises(InvalidAnswer, match=r"The mail provider did not take it: .*No such key\."):
            questions.try_mail(**mail, to="pia@example.org", site="The Sluice")
    assert Api.heard[0]["Subject"] == "Mail from The Sluice works"
