metadata description = 'The Flex Consumption plan and the function app.'

import { packageContainer } from '../names.bicep'

@description('Azure region.')
param location string

@description('Name of the plan.')
param planName string

@description('Name of the app.')
param name string

@description('Resource id of the app\'s identity.')
param identityId string

@description('Client id of the app\'s identity.')
param identityClientId string

@description('Name of the storage account.')
param storageName string

@description('Name of the Application Insights component.')
param componentName string

@description('Settings of the service itself.')
param serviceSettings { *: string }

@description('SHA-256 hashes of the keys in hex, separated by commas.')
@secure()
param accessKeyHashes string

@description('Traces that each instance keeps a second.')
param tracesPerSecond int

@description('Memory of an instance in MB; its share of CPU follows from it.')
param instanceMemoryMB int

@description('The most instances.')
param maximumInstanceCount int

@description('Instances that always run for HTTP.')
param alwaysReady int

@description('Requests that an instance gets at a time before the platform starts another one.')
param requestsPerInstance int

@description('Whether instances are spread over the zones of the region.')
param zoneRedundant bool

@description('Resource id of the subnet for outbound traffic; empty: none.')
param subnetId string

@description('Origins that the platform itself admits; empty: the service decides.')
param platformCorsOrigins string[]

@description('Tags of every resource.')
param tags { *: string }

@description('Settings that the Functions host and the Azure libraries read.')
var platformSettings = {
  AzureWebJobsStorage__blobServiceUri: 'https://${storageName}.blob.${environment().suffixes.storage}'
  AzureWebJobsStorage__queueServiceUri: 'https://${storageName}.queue.${environment().suffixes.storage}'
  AzureWebJobsStorage__credential: 'managedidentity'
  AzureWebJobsStorage__clientId: identityClientId
  // Otherwise the host writes to tables, and needs one more role for it.
  AzureWebJobsFeatureFlags: 'DisableDiagnosticEventLogging'
  // The address / is the service's page.
  AzureWebJobsDisableHomepage: 'true'
  // The host takes a client's address from the platform's front end, which appends it to what the client wrote.
  ASPNETCORE_FORWARDEDHEADERS_ENABLED: 'true'
  AZURE_CLIENT_ID: identityClientId
  APPLICATIONINSIGHTS_CONNECTION_STRING: component.properties.ConnectionString
  APPLICATIONINSIGHTS_AUTHENTICATION_STRING: 'ClientId=${identityClientId};Authorization=AAD'
  OTEL_TRACES_SAMPLER: 'microsoft.rate_limited'
  OTEL_TRACES_SAMPLER_ARG: string(tracesPerSecond)
}

resource component 'Microsoft.Insights/components@2020-02-02' existing = {
  name: componentName
}

resource account 'Microsoft.Storage/storageAccounts@2026-06-01' existing = {
  name: storageName
}

resource plan 'Microsoft.Web/serverfarms@2025-03-01' = {
  name: planName
  location: location
  tags: tags
  kind: 'functionapp'
  sku: { name: 'FC1', tier: 'FlexConsumption' }
  properties: { reserved: true, zoneRedundant: zoneRedundant }
}

resource app 'Microsoft.Web/sites@2025-03-01' = {
  name: name
  location: location
  tags: union(tags, { 'azd-service-name': 'api' })
  kind: 'functionapp,linux'
  identity: { type: 'UserAssigned', userAssignedIdentities: { '${identityId}': {} } }
  properties: {
    serverFarmId: plan.id
    httpsOnly: true
    clientAffinityEnabled: false
    virtualNetworkSubnetId: empty(subnetId) ? null : subnetId
    functionAppConfig: {
      deployment: {
        storage: {
          type: 'blobContainer'
          value: '${account.properties.primaryEndpoints.blob}${packageContainer}'
          authentication: { type: 'UserAssignedIdentity', userAssignedIdentityResourceId: identityId }
        }
      }
      runtime: { name: 'dotnet-isolated', version: '10.0' }
      scaleAndConcurrency: {
        instanceMemoryMB: instanceMemoryMB
        maximumInstanceCount: maximumInstanceCount
        alwaysReady: alwaysReady > 0 ? [{ name: 'http', instanceCount: alwaysReady }] : []
        triggers: { http: { perInstanceConcurrency: requestsPerInstance } }
      }
    }
    siteConfig: {
      cors: empty(platformCorsOrigins) ? null : { allowedOrigins: platformCorsOrigins }
      ftpsState: 'Disabled'
      http20Enabled: true
      minTlsVersion: '1.2'
      scmMinTlsVersion: '1.2'
    }
  }

  resource settings 'config' = {
    name: 'appsettings'
    properties: union(platformSettings, serviceSettings, { DavidBert__Access__KeyHashes: accessKeyHashes })
  }

  resource ftpPasswords 'basicPublishingCredentialsPolicies' = {
    name: 'ftp'
    properties: { allow: false }
  }

  resource scmPasswords 'basicPublishingCredentialsPolicies' = {
    name: 'scm'
    properties: { allow: false }
  }
}

@description('Resource id of the app.')
output id string = app.id

@description('Name of the app.')
output name string = app.name

@description('Address of the app.')
output uri string = 'https://${app.properties.defaultHostName}'
