metadata description = 'DavidBert on Azure Functions Flex Consumption, with all that it needs, and nothing secret in it.'

targetScope = 'subscription'

import { containers, eventContainer, labelFunction } from 'names.bicep'
import { serviceSettings } from 'settings.bicep'

@description('Name of the environment; resources are named after it.')
@minLength(1)
@maxLength(40)
param environmentName string

@description('Azure region; it must offer Flex Consumption.')
@metadata({ azd: { type: 'location' } })
param location string

@description('Object id of the principal that publishes models; by default the one that deploys.')
param publisherPrincipalId string = deployer().objectId

@description('Object ids of people and groups who put files into inbox and fetch what comes out.')
param analystPrincipalIds string[] = []

@description('Memory of an instance in MB; its share of CPU follows from it.')
param instanceMemoryMB 512 | 2048 | 4096 = 2048

@description('The most instances.')
@minValue(1)
@maxValue(1000)
param maximumInstanceCount int = 40

@description('Instances that always run for HTTP; 0: the first request after a pause waits for a cold start.')
@minValue(0)
@maxValue(100)
param alwaysReady int = 0

@description('Requests that an instance gets at a time; more start another one. The service itself refuses beyond 48.')
@minValue(1)
@maxValue(48)
param requestsPerInstance int = 32

@description('Whether instances are spread over the zones of the region: two always run, and storage is zone-redundant.')
param zoneRedundant bool = false

@description('Redundancy of the storage account.')
param storageSku 'Standard_LRS' | 'Standard_ZRS' | 'Standard_GRS' | 'Standard_GZRS' = 'Standard_LRS'

@description('Days after which labelled inputs are deleted from the container done.')
@minValue(1)
param doneDays int = 30

@description('Web origins whose pages may call the service, such as https://www.example.org.')
param corsOrigins string[] = []

@description('key: requests need a key; open: they need none (with Entra ID set, still a token).')
param accessMode 'key' | 'open' = 'key'

@description('SHA-256 hashes of the keys in hex, separated by commas.')
@secure()
param accessKeyHashes string = ''

@description('Client id of the Entra ID app registration whose tokens requests need; empty: none.')
param entraClientId string = ''

@description('Whether storage is closed to the internet and outbound traffic goes through a virtual network.')
param privateNetworking bool = false

@description('With private networking: IP addresses and ranges that still reach the storage account.')
param allowedIpAddresses string[] = []

@description('Address that gets a mail when an alert fires; empty: alerts show in the portal only.')
param alertEmail string = ''

@description('Traces that each instance keeps a second.')
@minValue(0)
param tracesPerSecond int = 5

@description('Days for which telemetry is kept.')
@minValue(30)
@maxValue(730)
param telemetryDays int = 30

@description('Settings of the service that differ from infra/settings.bicep, by their full name.')
param settings { *: string } = {}

@description('Tags of every resource, besides azd-env-name.')
param tags { *: string } = {}

@description('The part that makes names unique.')
var token = uniqueString(subscription().id, environmentName, location)

@description('Names that several modules need before the resource exists.')
var names = {
  storage: 'st${token}'
  component: 'appi-${token}'
  app: 'davidbert-${token}'
}

@description('Tags of every resource.')
var allTags = union(tags, { 'azd-env-name': environmentName })

@description('Redundancy of the storage account, across zones where instances are.')
var redundancy = zoneRedundant ? replace(replace(storageSku, '_LRS', '_ZRS'), '_GRS', '_GZRS') : storageSku

@description('Cores of an instance, rounded up.')
var cores = instanceMemoryMB == 4096 ? 2 : 1

resource group 'Microsoft.Resources/resourceGroups@2025-04-01' = {
  name: 'rg-${environmentName}'
  location: location
  tags: allTags
}

module identity 'modules/identity.bicep' = {
  scope: group
  params: { location: location, name: 'id-${token}', tags: allTags }
}

module storage 'modules/storage.bicep' = {
  scope: group
  params: {
    location: location
    name: names.storage
    sku: any(redundancy)
    workspaceId: monitoring.outputs.workspaceId
    doneDays: doneDays
    closed: privateNetworking
    allowedIpAddresses: allowedIpAddresses
    tags: allTags
  }
}

module monitoring 'modules/monitoring.bicep' = {
  scope: group
  params: {
    location: location
    workspaceName: 'log-${token}'
    componentName: names.component
    retentionDays: telemetryDays
    tags: allTags
  }
}

module events 'modules/events.bicep' = {
  scope: group
  params: { location: location, name: 'evgt-${token}', storageId: storage.outputs.id, tags: allTags }
}

module roles 'modules/roles.bicep' = {
  scope: group
  params: {
    storageName: names.storage
    componentName: names.component
    appPrincipalId: identity.outputs.principalId
    topicPrincipalId: events.outputs.principalId
    publisherPrincipalId: publisherPrincipalId
    analystPrincipalIds: analystPrincipalIds
  }
}

module network 'modules/network.bicep' = if (privateNetworking) {
  scope: group
  params: { location: location, suffix: token, storageId: storage.outputs.id, tags: allTags }
}

module functionApp 'modules/functionapp.bicep' = {
  scope: group
  params: {
    location: location
    planName: 'plan-${token}'
    name: names.app
    identityId: identity.outputs.id
    identityClientId: identity.outputs.clientId
    storageName: names.storage
    componentName: names.component
    serviceSettings: union(serviceSettings(storage.outputs.blobEndpoint, cores, corsOrigins, accessMode), settings)
    accessKeyHashes: accessKeyHashes
    tracesPerSecond: tracesPerSecond
    instanceMemoryMB: instanceMemoryMB
    maximumInstanceCount: maximumInstanceCount
    alwaysReady: zoneRedundant ? max(alwaysReady, 2) : alwaysReady
    requestsPerInstance: requestsPerInstance
    zoneRedundant: zoneRedundant
    subnetId: privateNetworking ? network!.outputs.appSubnetId : ''
    platformCorsOrigins: empty(entraClientId) ? [] : corsOrigins
    tags: allTags
  }
  // The platform fetches the package, and the host starts, under these roles.
  dependsOn: [roles]
}

module authentication 'modules/authentication.bicep' = if (!empty(entraClientId)) {
  scope: group
  params: { appName: names.app, clientId: entraClientId }
  dependsOn: [functionApp]
}

module alerts 'modules/alerts.bicep' = {
  scope: group
  params: {
    location: location
    prefix: 'davidbert-${token}'
    workspaceId: monitoring.outputs.workspaceId
    appId: functionApp.outputs.id
    topicId: events.outputs.id
    email: alertEmail
    tags: allTags
  }
}

@description('Resource group of all resources.')
output AZURE_RESOURCE_GROUP string = group.name

@description('Address of the service.')
output SERVICE_API_URI string = functionApp.outputs.uri

@description('Name of the function app.')
output AZURE_FUNCTION_APP string = functionApp.outputs.name

@description('Name of the storage account.')
output AZURE_STORAGE_ACCOUNT string = storage.outputs.name

@description('Address of the storage account: what davidbert publish takes as --to.')
output AZURE_STORAGE_BLOB_ENDPOINT string = storage.outputs.blobEndpoint

@description('Resource id of the Event Grid topic that the hook subscribes to.')
output AZURE_EVENT_GRID_TOPIC_ID string = events.outputs.id

@description('Resource id of the storage account, where Event Grid puts events that it gave up.')
output AZURE_STORAGE_ACCOUNT_ID string = storage.outputs.id

@description('The container of events that Event Grid gave up.')
output DAVIDBERT_DEAD_LETTERS string = eventContainer

@description('The container whose new files are labelled.')
output DAVIDBERT_INBOX string = containers.inbox

@description('The function that labels them.')
output DAVIDBERT_LABEL_FUNCTION string = labelFunction
