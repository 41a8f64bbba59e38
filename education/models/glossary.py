"""Words that a patient may not know."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.urls import reverse


class GlossaryTerm(models.Model):
    """A word with its explanation, shown in the glossary and where the word stands."""

    slug = models.SlugField(unique=True)
    term = models.CharField(max_length=60, unique=True)
    forms = ArrayField(
        models.CharField(max_length=60),
        default=list,
        blank=True,
        verbose_name="other forms",
        help_text="Plurals and other words for it, with commas between them.",
    )
    explanation = models.CharField(
        max_length=300, help_text="In plain words, as you would say it to somebody."
    )
    source = models.SlugField(
        blank=True, help_text="The key of a reference, such as brady-2014, if it rests on one."
    )

    class Meta:
        ordering = ["term"]
        verbose_name = "glossary term"

    def __str__(self) -> str:
        return self.term

    def get_absolute_url(self) -> str:
        return f"{reverse('education:glossary')}#{self.slug}"
