"""The warning signs that messages carry for 7 days after needles.

From published case series of collapsed lungs after needling (symptoms from half an hour
to two days later) and the practice guidelines of physiotherapy bodies. They name no
service and no part of the body that was treated, so that they can go to any address.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Flags:
    """Signs by what to do: emergency call, doctor the same day, the clinic in its hours."""

    emergency: tuple[str, ...]
    today: tuple[str, ...]
    clinic: tuple[str, ...]


FLAGS = Flags(
    emergency=(
        "chest pain, or a tight chest",
        "trouble breathing, fast breathing, or a sharp pain when you breathe in",
        "a new dry cough together with one of these",
        "blue or grey lips, or blood when you cough",
        "a collapse, or a severe allergic reaction",
        "sudden weakness, numbness between your legs, or new trouble with bladder or bowel",
        "a bad headache with a stiff neck or confusion",
    ),
    today=(
        "skin that gets redder, hotter or more swollen, or has pus",
        "a fever or chills",
        "bleeding that 10 minutes of firm pressure does not stop",
        "a big or growing lump or bruise (call sooner if you take a blood thinner)",
        "a swollen, painful calf",
        "fainted more than once",
    ),
    clinic=(
        "numbness, tingling or weakness for more than 24 hours",
        "soreness for more than 3 days, or pain that is clearly worse",
        "a skin reaction, or anything else that worries you",
    ),
)
