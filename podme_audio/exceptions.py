"""Everything that can go wrong, one branch per room.

PodmeError
├── SettingsError               a setting is missing or makes no sense
│   └── SiteRuleError           (rule, about) a rule of a site cannot be followed
├── PluginError                 no engine or source by that name
├── SourceError                 (reference)
│   ├── FetchError              the host did not answer properly
│   └── NotAnArticleError       read, but no story in it
│       ├── NotFetchedError     its address is not fetched, or what came of it is not taken
│       └── ArticleGoneError    the host says that nothing stands there, or nothing any more
├── ScriptError
│   ├── LexiconError            a lexicon file is broken: names its line
│   ├── NothingToSayError       no speakable line left
│   ├── EditRefusedError        (rule) a change that would leave no script to say
│   ├── LineNotFoundError       (line) it is no longer in the script
│   └── LineChangedError        (line) somebody else has changed it meanwhile
├── SpeechError                 (engine)
│   ├── EngineUnavailableError  package, weights or service missing
│   ├── CapReachedError         it has said what it may this month
│   ├── SynthesisError          it was there and failed
│   └── IncompleteSpeechError   (line) a line is silent, missing or cut short
├── AudioError
│   ├── FfmpegError             the encoder is missing or failed
│   └── UndecodableClipError    a clip is not sound
├── LibraryError                (guid)
│   ├── EpisodeNotFoundError
│   ├── ManuscriptNotFoundError
│   ├── PublishedError          what listeners hear now would change, and whoever asks may not change it
│   └── LibraryUnavailableError database or bucket does not answer, or is held by another for too long
├── BuildError                  (build) no episode came of a build
│   ├── BuildNotFoundError
│   └── LostBuildError          another worker has taken it over, or it was cancelled
├── AccessError                 (reason) an account at the desk cannot be had, or not be changed so
│   └── EditorNotFoundError
├── FeedError                   the show lacks what a feed must have
└── NetworkError                a request of ours got no proper answer
    └── RefusedError            an address is not fetched, or what came of it is not taken

``transient`` says whether trying again may help; ``Governed`` and the builder read it, nobody lists types.
"""


class PodmeError(Exception):
    """The base of them all; its text is one clear sentence for a person."""

    transient = False


class SettingsError(PodmeError, ValueError):
    """A setting is missing or makes no sense."""


class SiteRuleError(SettingsError):
    """A rule of a site cannot be followed.

    *rule* is a word for what is wrong: "syntax", "table", "name", "list", "selector" or "wordpress"; *about* is what
    it is wrong with, as it was written.
    """

    def __init__(self, message: str, *, rule: str, about: str = "") -> None:
        super().__init__(message)
        self.rule, self.about = rule, about


class PluginError(PodmeError, LookupError):
    """No engine or source by that name."""


class SourceError(PodmeError):
    """No article came of a reference."""

    def __init__(self, message: str, *, reference: str) -> None:
        super().__init__(message)
        self.reference = reference


class FetchError(SourceError):
    """The host did not answer properly."""

    transient = True


class NotAnArticleError(SourceError):
    """It was read, but there is no story in it."""


class NotFetchedError(NotAnArticleError):
    """Its address is not fetched, or what came of it is not taken."""


class ArticleGoneError(NotAnArticleError):
    """The host says that nothing stands there, or nothing any more."""


class ScriptError(PodmeError):
    """No script came of the articles."""


class LexiconError(ScriptError, ValueError):
    """A lexicon file is broken; the text names the file and the line."""


class NothingToSayError(ScriptError):
    """No speakable line is left."""


class EditRefusedError(ScriptError):
    """A change that would leave no script to say; *rule* is its reason in two words."""

    def __init__(self, message: str, *, rule: str) -> None:
        super().__init__(message)
        self.rule = rule


class LineNotFoundError(ScriptError, LookupError):
    """A line is no longer in its script."""

    def __init__(self, message: str, *, line: str) -> None:
        super().__init__(message)
        self.line = line


class LineChangedError(ScriptError):
    """Somebody else has changed the line since the editor saw it."""

    def __init__(self, message: str, *, line: str) -> None:
        super().__init__(message)
        self.line = line


class SpeechError(PodmeError):
    """No sound came of a line."""

    def __init__(self, message: str, *, engine: str) -> None:
        super().__init__(message)
        self.engine = engine


class EngineUnavailableError(SpeechError):
    """The engine's package, weights or service are missing."""


class CapReachedError(SpeechError):
    """An engine has said as much this month as it may."""


class SynthesisError(SpeechError):
    """The engine was there and failed."""

    transient = True


class IncompleteSpeechError(SpeechError):
    """A line is silent, missing or cut short."""

    def __init__(self, message: str, *, engine: str, line: str) -> None:
        super().__init__(message, engine=engine)
        self.line = line


class AudioError(PodmeError):
    """No recording came of the clips."""


class FfmpegError(AudioError):
    """The encoder is missing or failed."""


class UndecodableClipError(AudioError):
    """A clip is not sound."""


class LibraryError(PodmeError):
    """The shelf could not do what was asked of an episode."""

    def __init__(self, message: str, *, guid: str = "") -> None:
        super().__init__(message)
        self.guid = guid


class EpisodeNotFoundError(LibraryError, LookupError):
    """No episode by that guid or slug."""


class ManuscriptNotFoundError(LibraryError, LookupError):
    """No manuscript by that id."""


class PublishedError(LibraryError):
    """What listeners hear now would change, and whoever asks may not change it."""


class LibraryUnavailableError(LibraryError):
    """The database or the bucket does not answer, or another process held it for too long."""

    transient = True


class BuildError(PodmeError):
    """No episode came of a build."""

    def __init__(self, message: str, *, build: str = "") -> None:
        super().__init__(message)
        self.build = build


class BuildNotFoundError(BuildError, LookupError):
    """No build by that id."""


class LostBuildError(BuildError):
    """Another worker has taken the build over, or it was cancelled."""


class AccessError(PodmeError):
    """An account at the desk cannot be had, or not be changed so."""

    def __init__(self, message: str, *, reason: str) -> None:
        super().__init__(message)
        #: One word that the desk's pages have a sentence of their own for: "taken".
        self.reason = reason


class EditorNotFoundError(AccessError, LookupError):
    """No account by that name."""


class FeedError(PodmeError):
    """The show lacks what a feed must have."""


class NetworkError(PodmeError):
    """A request of ours got no proper answer."""

    transient = True

    def __init__(self, message: str, *, status: int = 0, retry_after: float | None = None) -> None:
        super().__init__(message)
        #: The HTTP status; 0 when there was no answer at all.
        self.status = status
        #: Seconds the host asked us to wait, when it did.
        self.retry_after = retry_after


class RefusedError(NetworkError):
    """An address is not fetched, or what came of it is not taken: trying again will not help."""

    transient = False
