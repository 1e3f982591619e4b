#!/bin/sh
# After provisioning: publishes the default bundle to the container models, as the principal that azd runs as.
set -eu
cd "$(dirname "$0")/../.."
. infra/hooks/retry.sh

: "${AZURE_STORAGE_BLOB_ENDPOINT:?is an output of azd provision}"
# The principal that azd deployed as has the role on models.
export AZURE_TOKEN_CREDENTIALS="${AZURE_TOKEN_CREDENTIALS:-AzureDeveloperCliCredential}"

publish() {
  dotnet run --no-build --configuration Release --project src/DavidBert.Cli -- \
    publish models/attributes --to "$AZURE_STORAGE_BLOB_ENDPOINT"
}

dotnet build --configuration Release src/DavidBert.Cli
if ! retry publish; then
  echo "The default bundle was not published. The reason is above. With private networking the storage account" >&2
  echo "is reached only from inside the network or from DAVIDBERT_ALLOWED_IP_ADDRESSES. Then run: azd hooks run postprovision" >&2
  exit 1
fi
