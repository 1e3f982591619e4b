metadata description = 'The storage account: models, files on their way through labelling, queues, the host\'s own containers.'

import { containers, eventContainer, hostContainers, packageContainer, queues } from '../names.bicep'

@description('Azure region.')
param location string

@description('Name of the storage account, 3 to 24 lower-case letters and digits.')
param name string

@description('Redundancy of the account.')
param sku 'Standard_LRS' | 'Standard_ZRS' | 'Standard_GRS' | 'Standard_GZRS'

@description('Days after which labelled inputs are deleted from the container done.')
param doneDays int

@description('Whether the account is closed to the internet.')
param closed bool

@description('IP addresses and ranges that still reach a closed account.')
param allowedIpAddresses string[]

@description('Resource id of the Log Analytics workspace that is told who read and wrote what.')
param workspaceId string

@description('Tags of every resource.')
param tags { *: string }

@description('Days for which a deleted blob or container can be brought back, and abandoned work is kept.')
var recoveryDays = 7

resource account 'Microsoft.Storage/storageAccounts@2026-06-01' = {
  name: name
  location: location
  tags: tags
  sku: { name: sku }
  kind: 'StorageV2'
  properties: {
    accessTier: 'Hot'
    allowBlobPublicAccess: false
    allowCrossTenantReplication: false
    allowSharedKeyAccess: false
    defaultToOAuthAuthentication: true
    isLocalUserEnabled: false
    minimumTlsVersion: 'TLS1_2'
    supportsHttpsTrafficOnly: true
    publicNetworkAccess: closed && empty(allowedIpAddresses) ? 'Disabled' : 'Enabled'
    networkAcls: {
      bypass: 'AzureServices'
      defaultAction: closed ? 'Deny' : 'Allow'
      ipRules: [for address in (closed ? allowedIpAddresses : []): { action: 'Allow', value: address }]
    }
  }
}

resource blobs 'Microsoft.Storage/storageAccounts/blobServices@2026-06-01' = {
  parent: account
  name: 'default'
  properties: {
    deleteRetentionPolicy: { enabled: true, days: recoveryDays }
    containerDeleteRetentionPolicy: { enabled: true, days: recoveryDays }
  }

  resource blobContainers 'containers' = [
    for container in concat(
      map(items(union(containers, hostContainers)), item => item.value),
      [eventContainer, packageContainer]
    ): {
      name: container
      properties: { publicAccess: 'None' }
    }
  ]
}

resource queueService 'Microsoft.Storage/storageAccounts/queueServices@2026-06-01' = {
  parent: account
  name: 'default'

  resource storageQueues 'queues' = [for queue in items(queues): { name: queue.value }]
}

resource blobLog 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  scope: blobs
  name: 'who-did-what'
  properties: {
    workspaceId: workspaceId
    logs: [for category in ['StorageRead', 'StorageWrite', 'StorageDelete']: { category: category, enabled: true }]
  }
}

resource queueLog 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  scope: queueService
  name: 'who-did-what'
  properties: {
    workspaceId: workspaceId
    // Reading is what the host does all day.
    logs: [for category in ['StorageWrite', 'StorageDelete']: { category: category, enabled: true }]
  }
}

resource lifecycle 'Microsoft.Storage/storageAccounts/managementPolicies@2026-06-01' = {
  parent: account
  name: 'default'
  properties: {
    policy: {
      rules: [
        for old in [
          { name: 'delete-done-inputs', container: containers.done, days: doneDays }
          { name: 'delete-abandoned-work', container: containers.work, days: recoveryDays }
        ]: {
          name: old.name
          type: 'Lifecycle'
          definition: {
            filters: { blobTypes: ['blockBlob'], prefixMatch: ['${old.container}/'] }
            actions: { baseBlob: { delete: { daysAfterModificationGreaterThan: old.days } } }
          }
        }
      ]
    }
  }
  dependsOn: [blobs]
}

@description('Resource id of the account.')
output id string = account.id

@description('Name of the account.')
output name string = account.name

@description('Address of the blob service, without a final slash.')
output blobEndpoint string = 'https://${account.name}.blob.${environment().suffixes.storage}'
