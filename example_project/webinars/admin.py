from __future__ import annotations

from django.contrib import admin

from .models import ChatMessage, Event, Registration


class RegistrationInline(admin.TabularInline):
    model = Registration
    autocomplete_fields = ["user"]
    extra = 0


@admin.register(Event)
class EventAdmin(admin.ModelAdmin):
    list_display = ["title", "starts_at", "duration", "organizer", "status"]
    list_select_related = ["organizer", "jitsi_live_session"]
    list_filter = ["starts_at"]
    search_fields = ["title"]
    autocomplete_fields = ["organizer", "speakers"]
    date_hierarchy = "starts_at"
    inlines = [RegistrationInline]

    @admin.display(description="status")
    def status(self, event: Event) -> str:
        return event.status.label


@admin.register(Registration)
class RegistrationAdmin(admin.ModelAdmin):
    list_display = ["event", "user", "created_at", "attended"]
    list_select_related = ["event", "user"]
    list_filter = ["attended", "event"]
    autocomplete_fields = ["event", "user"]


@admin.register(ChatMessage)
class ChatMessageAdmin(admin.ModelAdmin):
    list_display = ["event", "author", "text", "created_at"]
    list_select_related = ["event", "author"]
    list_filter = ["event"]
    search_fields = ["text"]
    autocomplete_fields = ["event", "author"]
