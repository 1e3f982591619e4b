using 'main.bicep'

import { list } from 'lists.bicep'

// azd hands its environment to this file: azd env set DAVIDBERT_ALERT_EMAIL you@example.org
// docs/azure.md explains each. Lists are separated by commas.

param environmentName = readEnvironmentVariable('AZURE_ENV_NAME')
param location = readEnvironmentVariable('AZURE_LOCATION')
param analystPrincipalIds = list(readEnvironmentVariable('DAVIDBERT_ANALYSTS', ''))
param instanceMemoryMB = any(int(readEnvironmentVariable('DAVIDBERT_INSTANCE_MEMORY_MB', '2048')))
param maximumInstanceCount = int(readEnvironmentVariable('DAVIDBERT_MAXIMUM_INSTANCES', '40'))
param requestsPerInstance = int(readEnvironmentVariable('DAVIDBERT_REQUESTS_PER_INSTANCE', '32'))
param zoneRedundant = bool(readEnvironmentVariable('DAVIDBERT_ZONE_REDUNDANT', 'false'))
param alwaysReady = int(readEnvironmentVariable('DAVIDBERT_ALWAYS_READY', '0'))
param storageSku = readEnvironmentVariable('DAVIDBERT_STORAGE_SKU', 'Standard_LRS')
param doneDays = int(readEnvironmentVariable('DAVIDBERT_DONE_DAYS', '30'))
param corsOrigins = list(readEnvironmentVariable('DAVIDBERT_CORS_ORIGINS', ''))
param accessMode = readEnvironmentVariable('DAVIDBERT_ACCESS_MODE', 'key')
param accessKeyHashes = readEnvironmentVariable('DAVIDBERT_ACCESS_KEY_HASHES', '')
param entraClientId = readEnvironmentVariable('DAVIDBERT_ENTRA_CLIENT_ID', '')
param privateNetworking = bool(readEnvironmentVariable('DAVIDBERT_PRIVATE_NETWORKING', 'false'))
param allowedIpAddresses = list(readEnvironmentVariable('DAVIDBERT_ALLOWED_IP_ADDRESSES', ''))
param alertEmail = readEnvironmentVariable('DAVIDBERT_ALERT_EMAIL', '')
param tracesPerSecond = int(readEnvironmentVariable('DAVIDBERT_TRACES_PER_SECOND', '5'))
param telemetryDays = int(readEnvironmentVariable('DAVIDBERT_TELEMETRY_DAYS', '30'))
param settings = json(readEnvironmentVariable('DAVIDBERT_SETTINGS', '{}'))
param tags = json(readEnvironmentVariable('DAVIDBERT_TAGS', '{}'))
