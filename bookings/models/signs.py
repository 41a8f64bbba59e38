"""The warning signs that messages carry, and the check-in asks about, for 7 days after needles.

From published case series of collapsed lungs after needling (symptoms from half an hour
to two days later) and the practice guidelines of physiotherapy bodies. They name no
service and no part of the body that was treated, so that they can go to any address.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Sign:
    """`key` is what a check-in keeps."""

    key: str
    words: str

    def __str__(self) -> str:
        return self.words


@dataclass(frozen=True, slots=True)
class Flags:
    """Signs by what to do: emergency call, doctor the same day, the clinic in its hours."""

    emergency: tuple[Sign, ...]
    today: tuple[Sign, ...]
    clinic: tuple[Sign, ...]

    def words(self, keys: list[str]) -> list[str]:
        """The signs of these keys, the worst first."""
        every = (*self.emergency, *self.today, *self.clinic)
        return [sign.words for sign in every if sign.key in keys]


FLAGS = Flags(
    emergency=(
        Sign("chest_pain", "chest pain, or a tight chest"),
        Sign(
            "breathing",
            "trouble breathing, fast breathing, or a sharp pain when you breathe in",
        ),
        Sign("cough", "a new dry cough together with one of these"),
        Sign("lips", "blue or grey lips, or blood when you cough"),
        Sign("collapse", "a collapse, or a severe allergic reaction"),
        Sign(
            "weakness",
            "sudden weakness, numbness between your legs, or new trouble with bladder or bowel",
        ),
        Sign("headache", "a bad headache with a stiff neck or confusion"),
    ),
    today=(
        Sign("skin", "skin that gets redder, hotter or more swollen, or has pus"),
        Sign("fever", "a fever or chills"),
        Sign("bleeding", "bleeding that 10 minutes of firm pressure does not stop"),
        Sign(
            "lump",
            "a big or growing lump or bruise (call sooner if you take a blood thinner)",
        ),
        Sign("calf", "a swollen, painful calf"),
        Sign("fainted", "fainted more than once"),
    ),
    clinic=(
        Sign("numb", "numbness, tingling or weakness for more than 24 hours"),
        Sign("sore", "soreness for more than 3 days, or pain that is clearly worse"),
        Sign("reaction", "a skin reaction, or anything else that worries you"),
    ),
)
