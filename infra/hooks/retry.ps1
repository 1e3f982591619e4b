# Tries a script block until it returns true: a new role takes minutes to hold, a new app takes a while to answer.

function Invoke-Retry([scriptblock] $Try) {
  $attempts = if ($env:DAVIDBERT_HOOK_ATTEMPTS) { [int]$env:DAVIDBERT_HOOK_ATTEMPTS } else { 40 }
  $pause = if ($env:DAVIDBERT_HOOK_PAUSE) { [int]$env:DAVIDBERT_HOOK_PAUSE } else { 15 }
  for ($attempt = 1; -not (& $Try); $attempt++) {
    if ($attempt -ge $attempts) { return $false }
    Write-Host "Not yet (attempt $attempt of $attempts); again in $pause s."
    Start-Sleep -Seconds $pause
  }
  return $true
}

function Assert-Environment([string[]] $Names) {
  foreach ($name in $Names) {
    if (-not [Environment]::GetEnvironmentVariable($name)) { throw "$name is not set: azd sets it. Run azd provision." }
  }
}
