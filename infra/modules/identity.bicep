metadata description = 'The identity under which the function app reaches storage and Application Insights.'

@description('Azure region.')
param location string

@description('Name of the identity.')
param name string

@description('Tags of every resource.')
param tags { *: string }

resource identity 'Microsoft.ManagedIdentity/userAssignedIdentities@2024-11-30' = {
  name: name
  location: location
  tags: tags
}

@description('Resource id of the identity.')
output id string = identity.id

@description('Client id: code chooses this identity by it.')
output clientId string = identity.properties.clientId

@description('Object id: roles are assigned to it.')
output principalId string = identity.properties.principalId
