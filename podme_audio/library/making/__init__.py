"""What is in the making: builds, and the workers that have them in hand."""

from podme_audio.library.making.ledger import Ledger, deliver, delivered
from podme_audio.library.making.usage import Spent, Usage
from podme_audio.library.making.workers import Worker, Workers

__all__ = ["Ledger", "Spent", "Usage", "Worker", "Workers", "deliver", "delivered"]
