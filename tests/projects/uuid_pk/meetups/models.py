from __future__ import annotations

import uuid

from django.db import models

from tests.projects.abstract import AbstractEvent, AbstractRegistration


class Event(AbstractEvent):
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)


class Registration(AbstractRegistration):
    pass
