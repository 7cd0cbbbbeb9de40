#!/bin/sh
# Uploads recordings of Jibri to the site, and deletes each as soon as the site says that it has it.
# Jibri runs it with the folder of a recording, cron for what is left: --all <recordings directory>
# The file recordings-token beside it holds RECORDINGS_TOKEN. It needs curl and jq.
export LC_ALL=C
site='https://YOUR-SITE/live/jitsi/default/recordings/'
token=$(tr -d ' \r\n' <"$(dirname "$0")/recordings-token" | sed 's/["\\]/\\&/g')
request() { # The lines of curl's configuration, which no list of processes shows; more arguments.
    answer=$(printf '%s\n' "$1" | { shift; curl -qgsSK - -w '#%{http_code} %{errormsg}' "$@"; } 2>/dev/null)
    status=${answer##*"#"} answer=${answer%"#"*}
    code=$(printf '%s' "$answer" | jq -r '.code | strings' 2>/dev/null)
    words="not uploaded, the site answers $status$(printf '%s' "$answer" | jq -r '.detail | strings' 2>/dev/null)"
}
post() { # The address, and JSON.
    request "$(printf 'header = "Content-Type: application/json"\nheader = "Authorization: Bearer %s"\n' "$token"
        printf '%s' "$2" | jq -r '"data-binary = \(tojson | tojson)"')" --connect-timeout 30 -m 600 "$1"
}
send() { # Any step can be taken again: the site knows a recording by its folder and its file.
    words='not uploaded, it or metadata.json cannot be read: Jibri is still recording, or was killed'
    name=${file##*/} && sum=$(sha256sum <"$file") && size=$(($(wc -c <"$file"))) || return
    time=$(printf '%s' "$name" | sed -n 's/.*_\(....-..-..\)-\(..\)-\(..\)-\(..\)\.mp4$/\1 \2:\3:\4/p')
    seconds=$(date -d "${time:-none}" +%s 2>/dev/null) && time=$(date -ud "@$seconds" +%FT%TZ) || time=
    # Of two keys of one name, the first is Jibri's; others come from whoever started it.
    body=$(jq -cn --stream --arg session "${folder##*/}" --arg file "$name" --argjson size "$size" \
        --arg sha256 "${sum%% *}" --arg started "$time" '[inputs | select(length == 2)] as $all
        | def value($path): first($all[] | select(.[0] == $path) | .[1]) // null;
        {$session, $file, $size, $sha256, $started, metadata: {meeting_url: value(["meeting_url"]),
        initiator: {id: value(["initiator", "id"])}}}' "$folder/metadata.json" 2>/dev/null) || return
    post "$site" "$body"
    case $status$code in 409*already_here | 409*deleted) return 0 ;; 200*) ;; *) return 1 ;; esac
    done_url=$site$(printf '%s' "$answer" | jq -r .id)/done
    request "$(printf '%s' "$answer" | jq -r --arg site "$site" '.upload | "request = \(.method | tojson)",
        "url = \(.url | if $site | startswith("https:") then sub("^http:"; "https:") else . end | tojson)",
        (.headers | to_entries[] | "header = \("\(.key): \(.value)" | tojson)")')" -Y 1 -y 3600 -T "$file"
    case $status in 2* | 409*) ;; *) return 1 ;; esac
    post "$done_url" "{\"size\": $size, \"sha256\": \"${sum%% *}\"}"
    case $status$code in 200* | 409*deleted) ;; *) return 1 ;; esac
}
upload() { # Of $folder, which is open at 9: where there is flock, one script at a time.
    words='left alone, another upload is under way'
    ! command -v flock >/dev/null || flock -n 9 || return 0
    words='left alone, it is being recorded'
    [ "$mode" = one ] || [ -z "$(find "$folder" -name '*.mp4' -mmin -2)" ] || return 0
    for file in "$folder"/*.mp4; do
        [ ! -f "$file" ] || { send && words='uploaded, and cannot be deleted' && rm -f "$file"; } || return
    done
    words='left alone, no recording is in it' # If metadata.json is, a script was killed at this line.
    [ "$(ls -A "$folder")" = metadata.json ] || return 0
    rm -f "$folder/metadata.json" && rmdir "$folder" && words=uploaded
}
case ${1:---all} in
--all) cd -- "${2:-${JIBRI_RECORDING_DIR:?}}" && mode=all && set -- "$PWD"/*/ || exit ;;
*) cd -- "$1" && mode=one && set -- "$PWD" || exit ;;
esac
for folder; do
    folder=${folder%/}; [ -d "$folder" ] || continue
    upload 9<"$folder" || failed=1
    printf '%s: %s' "$folder" "$words" | tr '[:cntrl:]' ' ' && echo
done
exit "${failed:-0}"
