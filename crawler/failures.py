"""What went wrong with a request: one word for the policies, and a sentence for the row."""

from __future__ import annotations

from collections.abc import Mapping

from OpenSSL import SSL
from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
    IgnoreRequest,
    ResponseDataLossError,
    StopDownload,
    UnsupportedURLSchemeError,
)
from service_identity import VerificationError
from twisted.internet.error import ConnectError, ConnectionClosed
from twisted.web.client import ResponseFailed

from crawler.urls import host_key, redact


class Refusal(IgnoreRequest):
    """Our own rules end a request; `verdict` is the word for it, the message the reason."""

    verdict = "refused"


class RobotsForbidden(Refusal):
    """robots.txt does not let us fetch an address."""

    verdict = "robots"


class RedirectRefused(Refusal):
    """A redirect that leads in a circle, too far, or to what is no web address."""

    verdict = "redirects"


class SlotLost(Refusal):
    """Somebody else talks to the host now, and has its pages."""

    verdict = "taken_over"


#: all that a download may end with; anything else is a fault of ours
EXPECTED = (
    CannotResolveHostError,
    ConnectError,
    ConnectionClosed,
    DownloadCancelledError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
    IgnoreRequest,
    OSError,
    ResponseDataLossError,
    ResponseFailed,
    StopDownload,
    UnsupportedURLSchemeError,
)


def explain(
    problem: BaseException, url: str, refused_hosts: Mapping[str, Exception], max_size: int
) -> tuple[str, str]:
    """(verdict, reason) of a request that brought no answer.

    The verdicts are those of `crawler.conduct.page_retry`: "robots", "redirects", "refused", "too_large",
    "timeout", "tls", "error".
    """
    verdict, reason = _explained(problem, url, refused_hosts, max_size)
    return verdict, redact(reason)[:400]


def _explained(
    problem: BaseException, url: str, refused_hosts: Mapping[str, Exception], max_size: int
) -> tuple[str, str]:
    if isinstance(problem, Refusal):
        return problem.verdict, str(problem)
    if isinstance(problem, CannotResolveHostError):
        guard = next((refused_hosts[name] for name in _names(url) if name in refused_hosts), None)
        return ("refused", str(guard)) if guard else ("error", "the host has no address (DNS)")
    if isinstance(problem, DownloadConnectionRefusedError):
        return "error", "the host refuses connections"
    if isinstance(problem, DownloadTimeoutError):
        return "timeout", "no whole answer in time"
    if isinstance(problem, DownloadCancelledError):
        return "too_large", f"the answer is larger than {max_size} bytes"
    if isinstance(problem, StopDownload):
        return "refused", "the answer's headers are out of bounds"
    if isinstance(problem, ResponseDataLossError):
        return "error", "the connection ended before the answer did"
    if isinstance(problem, IgnoreRequest):
        return _ignored(problem, max_size)
    cause = _innermost(problem)
    if isinstance(cause, SSL.Error | VerificationError):
        return "tls", f"the certificate or the encryption is not to be trusted: {_words(cause)}"
    return "error", f"broken answer: {type(cause).__name__}: {cause}"


def _words(cause: SSL.Error | VerificationError) -> str:
    """OpenSSL's reasons stand in tuples, those of a name that does not match in objects."""
    parts = cause.args[0] if cause.args and isinstance(cause.args[0], list) else []
    return ", ".join(str(part[-1]) for part in parts if isinstance(part, tuple)) or (
        "another host's certificate"
        if isinstance(cause, VerificationError)
        else str(cause) or "no reason given"
    )


def _ignored(problem: IgnoreRequest, max_size: int) -> tuple[str, str]:
    """Scrapy's own words for a body that inflates past the limit, and for anything else it will not take."""
    if "decompress" in str(problem).lower() or "exceeded" in str(problem).lower():
        return "too_large", f"the answer inflates to more than {max_size} bytes"
    return "refused", str(problem) or type(problem).__name__


def _names(url: str) -> tuple[str, ...]:
    host = host_key(url)
    bare = host[1:].partition("]")[0] if host.startswith("[") else host.partition(":")[0]
    return host, bare, f"[{bare}]"


def _innermost(problem: BaseException) -> BaseException:
    """The cause that tells most: Twisted wraps a broken answer twice."""
    cause = problem.__cause__ or problem
    reasons = getattr(cause, "reasons", None)
    if reasons:
        cause = reasons[0].value
    return cause
