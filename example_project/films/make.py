"""Makes the film of the webinar that is over, with ffmpeg: ``python films/make.py``.

The film is committed, so that the example site needs no ffmpeg. It was made once, with ffmpeg 5.1
and the font DejaVu.
"""

from __future__ import annotations

import subprocess
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
FILM = HERE / "knife-skills.webm"
FONT = "/usr/share/fonts/truetype/dejavu/DejaVuSans{}.ttf"
SECONDS = 12
SLIDES = [
    ("Knife skills for the home cook", "Kitchen Table, with Helen Host", "0xf3e9dc", 196),
    ("1. Hold it", "Thumb and first finger on the blade, not on the handle.", "0xe6efe0", 220),
    ("2. Sharpen it", "A steel every day, a whetstone every other month.", "0xdfeaf2", 247),
    ("3. Trust it", "Let the weight of the blade do the work.", "0xf2e3e3", 262),
    ("Three cuts", "Slice, julienne, dice: nearly every recipe.", "0xece4f2", 294),
    ("Thank you!", "The recipe of the evening is in the chat.", "0xf3e9dc", 196),
]
LENGTH = SECONDS * len(SLIDES)


def text(file: Path, size: int, y: str, *, bold: bool = False, colour: str = "0x2b2118") -> str:
    font = FONT.format("-Bold" if bold else "")
    place = f"x=(w-text_w)/2:y={y}"
    return f"drawtext=fontfile={font}:textfile={file}:fontsize={size}:fontcolor={colour}:{place}"


def slide(number: int, folder: Path) -> str:
    """One input, drawn: its words, and a bar that grows while it is shown."""
    title, words, colour, _tone = SLIDES[number]
    files = []
    for name, content in (("title", title), ("words", words)):
        files.append(folder / f"{name}{number}.txt")
        files[-1].write_text(content)
    bar = f"color=0x9a5b2e:s=640x8:r=10:d={SECONDS}[bar{number}]"
    page = (
        f"color={colour}:s=640x360:r=10:d={SECONDS},"
        f"{text(files[0], 34, '130', bold=True)},{text(files[1], 19, '200')}[page{number}]"
    )
    shown = f"[page{number}][bar{number}]overlay=x='-640+640*t/{SECONDS}':y=352[slide{number}]"
    return f"{bar};{page};{shown}"


def tone(number: int) -> str:
    """Two strokes of a quiet bell for each slide, so that one hears that there is sound."""
    height = SLIDES[number][3]
    bell = f"0.12*sin(2*PI*{height}*t)*exp(-2*mod(t\\,{SECONDS / 2}))"
    return f"aevalsrc='{bell}':s=48000:d={SECONDS}[tone{number}]"


def main() -> None:
    numbers = range(len(SLIDES))
    with tempfile.TemporaryDirectory() as name:
        parts = [slide(number, Path(name)) for number in numbers] + [tone(n) for n in numbers]
        pairs = "".join(f"[slide{number}][tone{number}]" for number in numbers)
        parts.append(
            f"{pairs}concat=n={len(SLIDES)}:v=1:a=1[film][tones];[tones]asetnsamples=960[sound]"
        )
        video = ["-c:v", "libvpx-vp9", "-crf", "40", "-b:v", "0", "-g", "60", "-row-mt", "1"]
        sound = ["-c:a", "libopus", "-b:a", "20k", "-ac", "1"]
        subprocess.run(  # noqa: S603
            [  # noqa: S607
                "ffmpeg", "-y", "-loglevel", "error", "-filter_complex", ";".join(parts),
                "-map", "[film]", "-map", "[sound]", *video, "-pix_fmt", "yuv420p", *sound,
                "-fflags", "+bitexact", "-map_metadata", "-1", "-cues_to_front", "1", str(FILM),
            ],
            check=True,
        )  # fmt: skip
    print(f"{FILM.name}: {FILM.stat().st_size // 1024} kB, {LENGTH} seconds")


if __name__ == "__main__":
    main()
