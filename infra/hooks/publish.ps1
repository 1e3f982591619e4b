# After provisioning: publishes the default bundle to the container models, as the principal that azd runs as.
$ErrorActionPreference = 'Stop'
$PSNativeCommandUseErrorActionPreference = $false
Set-Location "$PSScriptRoot/../.."
. infra/hooks/retry.ps1

Assert-Environment AZURE_STORAGE_BLOB_ENDPOINT
# The principal that azd deployed as has the role on models.
if (-not $env:AZURE_TOKEN_CREDENTIALS) { $env:AZURE_TOKEN_CREDENTIALS = 'AzureDeveloperCliCredential' }

dotnet build --configuration Release src/DavidBert.Cli
if ($LASTEXITCODE -ne 0) { exit 1 }

$published = Invoke-Retry {
  dotnet run --no-build --configuration Release --project src/DavidBert.Cli -- `
    publish models/attributes --to $env:AZURE_STORAGE_BLOB_ENDPOINT | Out-Host
  $LASTEXITCODE -eq 0
}
if (-not $published) {
  [Console]::Error.WriteLine('The default bundle was not published. The reason is above. With private networking the storage account')
  [Console]::Error.WriteLine('is reached only from inside the network or from DAVIDBERT_ALLOWED_IP_ADDRESSES. Then run: azd hooks run postprovision')
  exit 1
}
