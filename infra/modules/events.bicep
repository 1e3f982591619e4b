metadata description = '''
The topic on which the storage account reports new blobs. Its subscription needs a key of the running app, so the hook
infra/hooks/subscribe makes it after deployment.
'''

@description('Azure region of the storage account.')
param location string

@description('Name of the system topic.')
param name string

@description('Resource id of the storage account.')
param storageId string

@description('Tags of every resource.')
param tags { *: string }

resource topic 'Microsoft.EventGrid/systemTopics@2025-02-15' = {
  name: name
  location: location
  tags: tags
  // Writes events that it gives up to storage, which takes no keys.
  identity: { type: 'SystemAssigned' }
  properties: {
    source: storageId
    topicType: 'Microsoft.Storage.StorageAccounts'
  }
}

@description('Resource id of the topic.')
output id string = topic.id

@description('Object id of the topic\'s identity.')
output principalId string = topic.identity.principalId

@description('Name of the topic.')
output name string = topic.name
