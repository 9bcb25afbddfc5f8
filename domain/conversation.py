"""What a language model was asked and what it said: kept with the job it was asked for."""

from decimal import Decimal

from domain.base import Frozen


class Spoken(Frozen):
    """One message: the rules (``system``), a request (``human``) or an earlier answer (``ai``)."""

    role: str
    text: str


class Cost(Frozen):
    """Tokens and, where the price is known, money."""

    input_tokens: int = 0
    output_tokens: int = 0
    money: Decimal | None = None
    currency: str = ""


class Exchange(Frozen):
    """One request to a model and what came of it; secrets are blotted out.

    ``fault`` says why the answer was of no use; ``prompt`` is the prompt file with its version, such as
    ``write-script 2``. ``reserved`` is what the request could have cost at most, ``settled`` what it did.
    """

    step: str
    prompt: str
    provider: str
    model: str
    temperature: float | None
    seed: int | None
    messages: tuple[Spoken, ...]
    answer: str = ""
    fault: str = ""
    reserved: Cost = Cost()
    settled: Cost = Cost()


class Conversation(Frozen):
    """Every request of a job, in order."""

    exchanges: tuple[Exchange, ...] = ()
