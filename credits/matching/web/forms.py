"""Forms of the search for credits. Rules live in the services; a form only reads what was typed."""

from typing import Any

from django import forms

from assessments.web.fields import DayField
from credits.lots.web.fields import ReasonField
from credits.matching.deciding import STANDING_WORDS
from credits.matching.matching import RULES
from credits.matching.services.diary import MANUAL_STEPS
from credits.obligations.models import DiaryEntry, ObligationLine
from credits.schemes.nsw_bos.decide import RULE_WORDS
from registry.forms import RegistryForm

ANSWERS = [(standing.value, words) for standing, words in STANDING_WORDS.items()]
RULE_CHOICES = [(rule, RULE_WORDS[rule].capitalize()) for rule in RULES]  # type: ignore[index]


class QuestionForm(RegistryForm):
    """What the authority should know."""

    note = forms.CharField(
        label="What should the authority know?",
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="For example a measurement of the distance, or a paper that you have sent.",
    )


class AnswerForm(RegistryForm):
    """Yes or no, with reasons."""

    answer = forms.ChoiceField(
        label="Is the test met?",
        choices=[("yes", "Yes, it is met"), ("no", "No, it is not met")],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose yes or no."},
    )
    reasons = ReasonField(
        label="Reasons",
        missing="Give the reasons for your decision.",
        help_text="They are kept, shown wherever the decision counts, and read by who owes the credits.",
    )


class MaybeWhyForm(RegistryForm):
    """A reason that may be left out."""

    reason = forms.CharField(
        label="Reason", required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )


class DecisionForm(RegistryForm):
    """The delegate's decision on a request to use variation."""

    reason = ReasonField(label="Reasons", missing="Give the reasons for your decision.")


class VariationForm(RegistryForm):
    """The developer's request to use the variation rules."""

    statement = ReasonField(
        label="Why can like-for-like credits not be had?",
        missing="Say why like-for-like credits cannot be had.",
        max_length=3000,
    )
    why_not_offered = forms.CharField(
        label="Why do the credits on offer not do?",
        required=False,
        max_length=900,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Only needed where like-for-like credits are on offer for all that is outstanding.",
    )
    no_other_option = forms.BooleanField(
        label="We choose none of the other ways: no conservation action, no rehabilitation, no payment to the fund",
        required=False,
    )


class NoteForm(RegistryForm):
    """A step taken elsewhere."""

    line = forms.TypedChoiceField(
        label="For which line?", coerce=int, empty_value=None, required=False, choices=()
    )
    step = forms.ChoiceField(
        label="What kind of step?",
        choices=[(code, label) for code, label in DiaryEntry.Step.choices if code in MANUAL_STEPS],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what kind of step it was."},
    )
    on = DayField(label="On which day?")
    text = ReasonField(
        label="What was done?",
        missing="Say what was done, and whom you asked.",
        max_length=3000,
        help_text="Whom you asked, how, and what came of it. An entry is never changed afterwards.",
    )

    def __init__(self, *args: Any, lines: list[ObligationLine], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["line"].choices = [  # type: ignore[attr-defined]
            ("", "All lines"),
            *((line.number, f"Line {line.number}: {line.credit_class}"[:160]) for line in lines),
        ]
