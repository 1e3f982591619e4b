metadata description = '''
Who may do what. Blob roles are given container by container; docs/azure.md has this table with the reasons.
'''

import { containers, eventContainer, hostContainers, packageContainer } from '../names.bicep'

@description('A role, who gets it, and where.')
type grant = {
  @description('Who gets the role: app for the function app, topic for Event Grid, otherwise an object id.')
  who: string

  @description('The built-in role.')
  role: 'blobReader' | 'blobContributor' | 'blobOwner'

  @description('The container that the role covers.')
  container: string
}

@description('Name of the storage account.')
param storageName string

@description('Name of the Application Insights component.')
param componentName string

@description('Object id of the function app\'s identity.')
param appPrincipalId string

@description('Object id of the identity of the Event Grid topic.')
param topicPrincipalId string

@description('Object id of the principal that deploys and publishes models.')
param publisherPrincipalId string

@description('Object ids of people and groups who put files into inbox and fetch what comes out.')
param analystPrincipalIds string[]

@description('Ids of the built-in roles.')
var roles = {
  blobReader: '2a2b9908-6ea1-4ae2-8e65-a410df84e7d1'
  blobContributor: 'ba92f5b4-2d11-453d-a403-e96b0029c9fe'
  blobOwner: 'b7e6dc6d-f1e8-4753-8033-0f276bb0955b'
  queueContributor: '974c5e8b-45b9-4653-ba55-5f855dd0fb88'
  reader: 'acdd72a7-3385-48ef-bd42-f606fba81ae7'
  metricsPublisher: '3913510d-42f4-4e42-8a64-420c390055eb'
}

@description('What the function app does in each container.')
var appGrants grant[] = [
  { who: 'app', role: 'blobReader', container: containers.models }
  { who: 'app', role: 'blobContributor', container: containers.inbox }
  { who: 'app', role: 'blobContributor', container: containers.work }
  { who: 'app', role: 'blobContributor', container: containers.labelled }
  { who: 'app', role: 'blobContributor', container: containers.done }
  { who: 'app', role: 'blobContributor', container: containers.rejected }
  { who: 'app', role: 'blobContributor', container: containers.reports }
  { who: 'app', role: 'blobContributor', container: packageContainer }
  { who: 'app', role: 'blobOwner', container: hostContainers.locks }
  { who: 'app', role: 'blobOwner', container: hostContainers.keys }
]

@description('What Event Grid does with events that it gives up.')
var topicGrants grant[] = [{ who: 'topic', role: 'blobContributor', container: eventContainer }]

@description('What publishing a model needs.')
var publisherGrants grant[] = [
  { who: publisherPrincipalId, role: 'blobContributor', container: containers.models }
]

@description('What an analyst needs.')
var analystGrants grant[] = flatten(map(analystPrincipalIds, id => [
  { who: id, role: 'blobContributor', container: containers.inbox }
  { who: id, role: 'blobReader', container: containers.labelled }
  { who: id, role: 'blobReader', container: containers.reports }
  { who: id, role: 'blobReader', container: containers.rejected }
]))

@description('All assignments on containers.')
var grants = concat(appGrants, topicGrants, publisherGrants, analystGrants)

resource account 'Microsoft.Storage/storageAccounts@2026-06-01' existing = {
  name: storageName

  resource blobs 'blobServices' existing = {
    name: 'default'

    resource granted 'containers' existing = [for grant in grants: { name: grant.container }]
  }
}

resource component 'Microsoft.Insights/components@2020-02-02' existing = {
  name: componentName
}

resource containerRoles 'Microsoft.Authorization/roleAssignments@2022-04-01' = [
  for (grant, index) in grants: {
    scope: account::blobs::granted[index]
    name: guid(account.id, grant.container, grant.who, grant.role)
    properties: {
      principalId: grant.who == 'app' ? appPrincipalId : grant.who == 'topic' ? topicPrincipalId : grant.who
      principalType: contains(['app', 'topic'], grant.who) ? 'ServicePrincipal' : null
      roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', roles[grant.role])
    }
  }
]

resource accountRoles 'Microsoft.Authorization/roleAssignments@2022-04-01' = [
  for role in ['queueContributor', 'reader']: {
    scope: account
    name: guid(account.id, 'app', role)
    properties: {
      principalId: appPrincipalId
      principalType: 'ServicePrincipal'
      roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', roles[role])
    }
  }
]

resource telemetryRole 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  scope: component
  name: guid(component.id, 'app', 'metricsPublisher')
  properties: {
    principalId: appPrincipalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', roles.metricsPublisher)
  }
}
