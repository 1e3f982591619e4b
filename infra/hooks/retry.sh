# shellcheck shell=sh
# Tries a command until it succeeds: a new role takes minutes to hold, a new app takes a while to answer.

retry() (
  attempts="${DAVIDBERT_HOOK_ATTEMPTS:-40}"
  pause="${DAVIDBERT_HOOK_PAUSE:-15}"
  attempt=1
  until "$@"; do
    if [ "$attempt" -ge "$attempts" ]; then
      exit 1
    fi
    echo "Not yet (attempt $attempt of $attempts); again in $pause s."
    attempt=$((attempt + 1))
    sleep "$pause"
  done
)
