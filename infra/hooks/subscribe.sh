#!/bin/sh
# After deployment: lets Event Grid call the app for each new file in inbox. The webhook's key goes from one pipe into
# the next: it is not written to a file, not printed, and not an argument of a command.
set -eu
cd "$(dirname "$0")/../.."
. infra/hooks/retry.sh

: "${AZURE_SUBSCRIPTION_ID:?is set by azd}"
: "${AZURE_RESOURCE_GROUP:?is an output of azd provision}"
: "${AZURE_FUNCTION_APP:?is an output of azd provision}"
: "${AZURE_EVENT_GRID_TOPIC_ID:?is an output of azd provision}"
: "${SERVICE_API_URI:?is an output of azd provision}"
: "${DAVIDBERT_INBOX:?is an output of azd provision}"
: "${DAVIDBERT_LABEL_FUNCTION:?is an output of azd provision}"
: "${AZURE_STORAGE_ACCOUNT_ID:?is an output of azd provision}"
: "${DAVIDBERT_DEAD_LETTERS:?is an output of azd provision}"
if ! command -v az >/dev/null; then
  echo "The Azure CLI (az) is not installed; only it can read the webhook's key. Then run: azd hooks run postdeploy" >&2
  exit 1
fi

subscription="$AZURE_EVENT_GRID_TOPIC_ID/eventSubscriptions/$DAVIDBERT_INBOX?api-version=2025-02-15"
template='{
  "properties": {
    "eventDeliverySchema": "EventGridSchema",
    "destination": { "endpointType": "WebHook", "properties": { "endpointUrl": "%s" } },
    "filter": {
      "includedEventTypes": ["Microsoft.Storage.BlobCreated"],
      "subjectBeginsWith": "/blobServices/default/containers/%s/blobs/"
    },
    "retryPolicy": { "maxDeliveryAttempts": 30, "eventTimeToLiveInMinutes": 1440 },
    "deadLetterWithResourceIdentity": {
      "identity": { "type": "SystemAssigned" },
      "deadLetterDestination": {
        "endpointType": "StorageBlob",
        "properties": { "resourceId": "%s", "blobContainerName": "%s" }
      }
    }
  }
}'

# The key is there once the app has started with the deployed code.
key() {
  az functionapp keys list --subscription "$AZURE_SUBSCRIPTION_ID" --resource-group "$AZURE_RESOURCE_GROUP" \
    --name "$AZURE_FUNCTION_APP" --query systemKeys.blobs_extension --output tsv |
    sed -e 's/%/%25/g' -e 's/+/%2B/g' -e 's,/,%2F,g' -e 's/=/%3D/g' -e 's/&/%26/g'
}

put() {
  code="$(key)"
  if [ -z "$code" ]; then
    return 1
  fi
  webhook="$SERVICE_API_URI/runtime/webhooks/blobs?functionName=Host.Functions.$DAVIDBERT_LABEL_FUNCTION&code=$code"
  # shellcheck disable=SC2059 # The template is the format.
  printf "$template" "$webhook" "$DAVIDBERT_INBOX" "$AZURE_STORAGE_ACCOUNT_ID" "$DAVIDBERT_DEAD_LETTERS" |
    az rest --method put --uri "$subscription" --body @- --output none
}

state() {
  az rest --method get --uri "$subscription" --query properties.provisioningState --output tsv
}

settled() {
  case "$(state)" in Succeeded | Failed | Canceled) ;; *) return 1 ;; esac
}

subscribe() {
  put && retry settled && [ "$(state)" = Succeeded ]
}

if ! retry subscribe; then
  echo "Event Grid has no subscription to $DAVIDBERT_INBOX: new files stay there unlabelled. The reason is above." >&2
  echo "When that is fixed, run: azd hooks run postdeploy" >&2
  exit 1
fi
echo "New files in $DAVIDBERT_INBOX are reported to $DAVIDBERT_LABEL_FUNCTION."
