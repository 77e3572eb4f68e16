"""Photos and outlines on the pages of zones and plots."""

from typing import Any

from django import template

from assessments.models import Attachment, Plot, VegetationZone

register = template.Library()


@register.inclusion_tag("assessments/vegetation/photos_here.html", takes_context=True)
def plot_photos(context: dict[str, Any], plot: Plot) -> dict[str, Any]:
    """The photos of a plot, with a way to attach another."""
    photos = Attachment.objects.filter(plot=plot, kind="photo").select_related("zone", "plot__zone")
    return _here(context, photos, "plot", plot)


@register.inclusion_tag("assessments/vegetation/photos_here.html", takes_context=True)
def zone_photos(context: dict[str, Any], zone: VegetationZone) -> dict[str, Any]:
    """The photos of a zone and of its plots."""
    photos = Attachment.objects.filter(zone=zone, kind="photo").select_related("zone", "plot__zone")
    return _here(context, photos, "zone", zone)


def _here(context: dict[str, Any], photos: Any, kind: str, place: Any) -> dict[str, Any]:
    desk = context["desk"]
    return {
        "photos": list(photos.order_by("pk")),
        "revision": desk.revision,
        "editable": desk.editable,
        "kind": kind,
        "place": place,
    }
