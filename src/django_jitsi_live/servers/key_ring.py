"""The keys of a server for one purpose, as its options name them: one that signs, others to serve.

Each is parsed once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import cached_property, partial
from typing import TYPE_CHECKING, Any, NamedTuple, cast

from .keys import SigningKey, UnusableKey, load_private_key, load_public_key, public_pem
from .options import OptionError

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey

KEYS_EXTRA = "Install the extra: pip install 'django-jitsi-live[keys]'"


class KeyOptions(NamedTuple):
    """The names of the options."""

    private: str
    key_id: str
    retired: str
    public: str = ""
    """A public key that is only compared with the private one; empty where there is no such."""


JOIN_KEYS = KeyOptions("PRIVATE_KEY", "KEY_ID", "RETIRED_KEYS", "PUBLIC_KEY")
SYSTEM_KEYS = KeyOptions("SYSTEM_KEY", "SYSTEM_KEY_ID", "RETIRED_SYSTEM_KEYS")


class KeyRing:
    """A key pair that signs, under its id, and public keys that are still served."""

    def __init__(self, names: KeyOptions, options: Mapping[str, Any], key_id: str) -> None:
        self.names = names
        self.key_id = key_id
        self._options = options

    @property
    def can_sign(self) -> bool:
        return self.names.private in self._options

    @cached_property
    def private_key(self) -> RSAPrivateKey:
        return load_private_key(self._options[self.names.private])

    @cached_property
    def signing_key(self) -> SigningKey:
        return SigningKey.key_pair(self.private_key, self.key_id)

    @cached_property
    def public_keys(self) -> dict[str, str]:
        """PEM by key id, current and retired."""
        pems = {key_id: public_pem(load_public_key(pem)) for key_id, pem in self._retired.items()}
        current = {self.key_id: self._public_half} if self.can_sign else {}
        return {**pems, **current}

    def option_of(self, key_id: str) -> str:
        """The option that has the key of that id."""
        is_current = self.can_sign and key_id == self.key_id
        return self.names.private if is_current else self.names.retired

    @property
    def _public_half(self) -> str:
        return public_pem(self.private_key.public_key())

    @property
    def _retired(self) -> dict[Any, Any]:
        return cast("dict[Any, Any]", self._options.get(self.names.retired, {}))

    def errors(self, error: Callable[[str, str], OptionError]) -> Iterator[OptionError]:
        """What is wrong with the keys; ``error(option, text)`` adds what to write instead."""
        if self.can_sign:
            yield from self._parse_errors(error, self.names.private, lambda: self.private_key)
        if self.can_sign and self.names.public in self._options:
            yield from self._pair_errors(error, self.names.public, self._options[self.names.public])
        for key_id, pem in self._retired.items():
            yield from self._retired_errors(error, key_id, pem)

    def _retired_errors(
        self, error: Callable[[str, str], OptionError], key_id: object, pem: object
    ) -> Iterator[OptionError]:
        option = self.names.retired
        if not isinstance(key_id, str) or not isinstance(pem, str):
            yield error(option, "must be a dictionary of texts")
        elif self.can_sign and key_id == self.key_id:
            # Prosody caches the key of an id for ever: one id must never mean two keys.
            yield from self._pair_errors(error, option, pem)
        else:
            yield from self._parse_errors(error, option, partial(load_public_key, pem))

    def _pair_errors(
        self, error: Callable[[str, str], OptionError], option: str, pem: str
    ) -> Iterator[OptionError]:
        """Errors of a public key that must belong to the private one."""
        errors = [*self._parse_errors(error, option, partial(load_public_key, pem))]
        yield from errors
        if not errors and not self._is_public_half(pem):
            private = self.names.private
            hint = f"Name the public half of {private}: openssl pkey -pubout -in {private}"
            yield OptionError(option, f"does not belong to {private}", hint)

    def _is_public_half(self, pem: str) -> bool:
        try:
            return public_pem(load_public_key(pem)) == self._public_half
        except UnusableKey:
            return True  # the private key is reported already

    def _parse_errors(
        self,
        error: Callable[[str, str], OptionError],
        option: str,
        parse: Callable[[], object],
    ) -> Iterator[OptionError]:
        try:
            parse()
        except UnusableKey as unusable:
            yield error(option, str(unusable))
        except ImportError:
            yield OptionError(option, "needs cryptography", KEYS_EXTRA)
