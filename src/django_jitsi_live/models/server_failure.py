"""Servers that are known to be down."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from .. import moments
from .fields import MomentField


class ServerFailure(models.Model):
    """That a server gave no answer, so that new runs are opened on others."""

    alias = models.CharField(_("alias"), max_length=100, unique=True)
    failed_at = MomentField(_("failed at"), default=moments.now)
    reason = models.CharField(_("reason"), max_length=255)

    class Meta:
        verbose_name = _("server that is down")
        verbose_name_plural = _("servers that are down")

    def __str__(self) -> str:
        return f"Server {self.alias} is down"
