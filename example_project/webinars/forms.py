from __future__ import annotations

from django import forms

from .models import ChatMessage


class ChatMessageForm(forms.ModelForm):
    class Meta:
        model = ChatMessage
        fields = ["text"]
        labels = {"text": "Your message"}
        widgets = {
            "text": forms.TextInput(
                attrs={"placeholder": "Write to everyone…", "autocomplete": "off"}
            ),
        }
