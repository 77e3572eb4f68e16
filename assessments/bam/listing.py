"""Which listing of a threatened community counts: the State's, else the Commonwealth's (method 4.3). Pure."""

from assessments.bam.basis import Basis, NotComputable
from assessments.bam.inputs import Community, Fact, Listing, ZoneInput

LISTING_NAMES: dict[Listing, str] = {
    "CEEC": "critically endangered ecological community",
    "EEC": "endangered ecological community",
    "VEC": "vulnerable ecological community",
    "none": "not a threatened ecological community",
}

NOT_LISTED = frozenset({"", "none", "not listed"})


def is_listed(listing: Fact[str] | Fact[Listing] | None) -> bool:
    """Is there a listing at all? None, `none` and `not listed` are not one."""
    return listing is not None and str(listing.value).strip().lower() not in NOT_LISTED


def commonwealth_only(
    bc_listing: Fact[str] | Fact[Listing] | None, epbc_listing: Fact[str] | Fact[Listing] | None
) -> bool:
    """Listed under the Commonwealth's EPBC Act and not under the State's BC Act: no credit can be created."""
    return is_listed(epbc_listing) and not is_listed(bc_listing)


def community_commonwealth_only(community: Community | None) -> bool:
    """`commonwealth_only` for a zone's community; False where there is none."""
    return community is not None and commonwealth_only(community.bc_listing, community.epbc_listing)


def effective_listing(zone: ZoneInput, basis: Basis | None = None) -> tuple[Listing, str]:
    """The listing that sets threshold and sensitivity to loss, and the Act it comes from ("" where none).

    A community the Commonwealth alone lists is taken by that listing, as the official screens do (method 4.3).
    Provisional listings go into `basis`. Raises `NotComputable` while the listing is not recorded.
    """
    community = zone.community
    if community is None:
        if not zone.community_recorded:
            raise NotComputable(
                f"Zone {zone.number}: record whether PCT {zone.pct_id} is a threatened ecological community here."
            )
        return "none", ""
    bc, epbc = community.bc_listing, community.epbc_listing
    collect = basis if basis is not None else Basis()
    if bc is not None and bc.value != "none":
        return collect.use(bc, f"BC Act listing of {community.name}:"), "BC Act"
    if epbc is not None and epbc.value != "none":
        if bc is not None:
            collect.use(bc, f"BC Act listing of {community.name}:")
        return collect.use(epbc, f"EPBC Act listing of {community.name}:"), "EPBC Act"
    if bc is None:
        raise NotComputable(
            f"Zone {zone.number}: enter the BC Act listing of {community.name}, with its source."
        )
    collect.use(bc, f"BC Act listing of {community.name}:")
    return "none", ""
