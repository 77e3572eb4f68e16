"""Which threatened entity a line is about: the community, or the species."""

from credits.lots.models import CreditClass
from credits.registers.cleaning import folded_name


def entity_of(credit_class: CreditClass) -> str:
    """The community's or the species' name; for other vegetation the name of its type."""
    if credit_class.kind == CreditClass.SPECIES:
        return credit_class.scientific_name
    return credit_class.community_name or credit_class.pct_name or credit_class.offset_trading_group


def same_entity(one: str, other: str) -> bool:
    """Do two spellings name the same entity?"""
    return folded_name(one) == folded_name(other)
