# After deployment: lets Event Grid call the app for each new file in inbox. The webhook's key goes from one pipe into
# the next: it is not written to a file, not printed, and not an argument of a command.
$ErrorActionPreference = 'Stop'
$PSNativeCommandUseErrorActionPreference = $false
Set-Location "$PSScriptRoot/../.."
. infra/hooks/retry.ps1

Assert-Environment AZURE_SUBSCRIPTION_ID, AZURE_RESOURCE_GROUP, AZURE_FUNCTION_APP, AZURE_EVENT_GRID_TOPIC_ID,
  SERVICE_API_URI, DAVIDBERT_INBOX, DAVIDBERT_LABEL_FUNCTION, AZURE_STORAGE_ACCOUNT_ID, DAVIDBERT_DEAD_LETTERS
if (-not (Get-Command az -ErrorAction Ignore)) {
  throw "The Azure CLI (az) is not installed; only it can read the webhook's key. Then run: azd hooks run postdeploy"
}

$subscription = "$env:AZURE_EVENT_GRID_TOPIC_ID/eventSubscriptions/$($env:DAVIDBERT_INBOX)?api-version=2025-02-15"
$template = @'
{
  "properties": {
    "eventDeliverySchema": "EventGridSchema",
    "destination": { "endpointType": "WebHook", "properties": { "endpointUrl": "%webhook%" } },
    "filter": {
      "includedEventTypes": ["Microsoft.Storage.BlobCreated"],
      "subjectBeginsWith": "/blobServices/default/containers/%inbox%/blobs/"
    },
    "retryPolicy": { "maxDeliveryAttempts": 30, "eventTimeToLiveInMinutes": 1440 },
    "deadLetterWithResourceIdentity": {
      "identity": { "type": "SystemAssigned" },
      "deadLetterDestination": {
        "endpointType": "StorageBlob",
        "properties": { "resourceId": "%account%", "blobContainerName": "%dead-letters%" }
      }
    }
  }
}
'@

# The key is there once the app has started with the deployed code.
function Set-Subscription {
  $key = az functionapp keys list --subscription $env:AZURE_SUBSCRIPTION_ID --resource-group $env:AZURE_RESOURCE_GROUP `
    --name $env:AZURE_FUNCTION_APP --query systemKeys.blobs_extension --output tsv
  if ($LASTEXITCODE -ne 0 -or -not $key) { return $false }
  $webhook = "$env:SERVICE_API_URI/runtime/webhooks/blobs?functionName=Host.Functions.$env:DAVIDBERT_LABEL_FUNCTION" +
    "&code=$([Uri]::EscapeDataString($key))"
  $template.Replace('%webhook%', $webhook).Replace('%inbox%', $env:DAVIDBERT_INBOX).
    Replace('%account%', $env:AZURE_STORAGE_ACCOUNT_ID).Replace('%dead-letters%', $env:DAVIDBERT_DEAD_LETTERS) |
    az rest --method put --uri $subscription --body '@-' --output none | Out-Host
  return $LASTEXITCODE -eq 0
}

function Get-State {
  az rest --method get --uri $subscription --query properties.provisioningState --output tsv
}

$subscribed = Invoke-Retry {
  (Set-Subscription) -and (Invoke-Retry { (Get-State) -in 'Succeeded', 'Failed', 'Canceled' }) -and ((Get-State) -eq 'Succeeded')
}
if (-not $subscribed) {
  [Console]::Error.WriteLine("Event Grid has no subscription to ${env:DAVIDBERT_INBOX}: new files stay there unlabelled. The reason is above.")
  [Console]::Error.WriteLine('When that is fixed, run: azd hooks run postdeploy')
  exit 1
}
Write-Host "New files in $env:DAVIDBERT_INBOX are reported to $env:DAVIDBERT_LABEL_FUNCTION."
