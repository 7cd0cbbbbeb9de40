#!/bin/sh
# Makes the films of the tests anew, with ffmpeg: two seconds of black, as recorders and editors write them.
set -eu
cd "$(dirname "$0")"
black="-y -loglevel error -f lavfi -i color=size=16x16:rate=5:duration=2 -an -map_metadata -1 -fflags +bitexact"
ffmpeg $black -c:v mpeg4 index_last.mp4
ffmpeg $black -c:v mpeg4 -movflags +faststart index_first.mp4
ffmpeg $black -c:v mpeg4 -movflags +frag_keyframe+empty_moov fragmented.mp4
ffmpeg $black -c:v libvpx black.webm
