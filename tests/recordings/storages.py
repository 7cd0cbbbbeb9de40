"""Storages of host projects that are odd, or fail."""

from __future__ import annotations

import io
from typing import Any

from django.core.files.base import ContentFile, File
from django.core.files.storage import FileSystemStorage, Storage


class Remote(Storage):
    """On another machine: without a path, and with an address for everything."""

    def __init__(self) -> None:
        self._files: dict[str, bytes] = {}

    def _save(self, name: str, content: Any) -> str:
        self._files[name] = content.read()
        return name

    def _open(self, name: str, mode: str = "rb") -> File[Any]:
        return ContentFile(self._files[name])

    def exists(self, name: str) -> bool:
        return name in self._files

    address = "https://files.example.org/film.mp4?signature=s3cret&expires=60"

    def url(self, name: str | None) -> str:
        return self.address


class LongSigned(Remote):
    address = f"https://files.example.org/film.mp4?token={'x' * 3000}"


class OfThisSite(Remote):
    address = "/media/film.mp4"


class Script(Remote):
    address = "javascript:alert(1)"


class NoUrl(Remote):
    def url(self, name: str | None) -> str:
        raise NotImplementedError


class BrokenUrl(Remote):
    def url(self, name: str | None) -> str:
        raise ConnectionError("https://key:s3cret@files.example.org")


class BrokenPath(FileSystemStorage):
    def path(self, name: str) -> str:
        raise RuntimeError("s3cret")


class BrokenOpen(NoUrl):
    def _open(self, name: str, mode: str = "rb") -> File[Any]:
        raise PermissionError("s3cret")


class Cut(NoUrl):
    """Says that files are longer than they are."""

    def _open(self, name: str, mode: str = "rb") -> File[Any]:
        file = ContentFile(b"12345")
        file.size = 10
        return file


class FailsMidway(NoUrl):
    def _open(self, name: str, mode: str = "rb") -> File[Any]:
        return _Failing(b"x" * 10)


class NoSize(NoUrl):
    def _open(self, name: str, mode: str = "rb") -> File[Any]:
        return _NoSize(b"x" * 10)


class Empty(NoUrl):
    def _open(self, name: str, mode: str = "rb") -> File[Any]:
        return ContentFile(b"")


class Counting(FileSystemStorage):
    """Remembers the files that it has opened."""

    opened: list[Any] = []

    def _open(self, name: str, mode: str = "rb") -> File[Any]:
        file = _Counted(super()._open(name, mode))
        self.opened.append(file)
        return file


class _Counted(File):  # type: ignore[type-arg]
    def __init__(self, file: Any) -> None:
        super().__init__(file)
        self.has_read = 0

    def read(self, size: int = -1) -> bytes:
        data: bytes = self.file.read(size)
        self.has_read += len(data)
        return data


class _Failing(ContentFile):  # type: ignore[type-arg]
    def read(self, size: int = -1) -> Any:
        raise io.UnsupportedOperation("s3cret")


class _NoSize(ContentFile):  # type: ignore[type-arg]
    @property
    def size(self) -> int:
        raise ConnectionError("s3cret")

    @size.setter
    def size(self, value: int) -> None: ...


class Renaming(FileSystemStorage):
    """Gives files names of its own, as storages may that keep what is there."""

    def get_available_name(self, name: str, max_length: int | None = None) -> str:
        return f"renamed/{name}"
