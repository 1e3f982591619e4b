metadata description = '''
Private networking: the function app's traffic leaves through a virtual network with one public address, and reaches
storage by private endpoints. Inbound stays public, as Event Grid cannot deliver to a private endpoint.
'''

@description('Azure region.')
param location string

@description('End of every resource\'s name.')
param suffix string

@description('Resource id of the storage account.')
param storageId string

@description('Tags of every resource.')
param tags { *: string }

@description('The storage services that the app uses.')
var services = ['blob', 'queue']

resource address 'Microsoft.Network/publicIPAddresses@2026-03-01' = {
  name: 'pip-${suffix}'
  location: location
  tags: tags
  sku: { name: 'Standard' }
  properties: { publicIPAllocationMethod: 'Static', publicIPAddressVersion: 'IPv4' }
}

resource gateway 'Microsoft.Network/natGateways@2026-03-01' = {
  name: 'ng-${suffix}'
  location: location
  tags: tags
  sku: { name: 'Standard' }
  properties: { publicIpAddresses: [{ id: address.id }], idleTimeoutInMinutes: 4 }
}

resource network 'Microsoft.Network/virtualNetworks@2026-03-01' = {
  name: 'vnet-${suffix}'
  location: location
  tags: tags
  properties: { addressSpace: { addressPrefixes: ['10.20.0.0/16'] } }

  resource app 'subnets' = {
    name: 'app'
    properties: {
      addressPrefix: '10.20.0.0/24'
      defaultOutboundAccess: false
      natGateway: { id: gateway.id }
      delegations: [{ name: 'functions', properties: { serviceName: 'Microsoft.App/environments' } }]
    }
  }

  resource endpoints 'subnets' = {
    name: 'endpoints'
    properties: {
      addressPrefix: '10.20.1.0/24'
      defaultOutboundAccess: false
      privateEndpointNetworkPolicies: 'Disabled'
    }
    dependsOn: [app]
  }
}

resource zones 'Microsoft.Network/privateDnsZones@2024-06-01' = [
  for service in services: {
    name: 'privatelink.${service}.${environment().suffixes.storage}'
    location: 'global'
    tags: tags
  }
]

resource links 'Microsoft.Network/privateDnsZones/virtualNetworkLinks@2024-06-01' = [
  for (service, index) in services: {
    parent: zones[index]
    name: 'vnet-${suffix}'
    location: 'global'
    tags: tags
    properties: { registrationEnabled: false, virtualNetwork: { id: network.id } }
  }
]

resource privateEndpoints 'Microsoft.Network/privateEndpoints@2026-03-01' = [
  for service in services: {
    name: 'pe-${service}-${suffix}'
    location: location
    tags: tags
    properties: {
      subnet: { id: network::endpoints.id }
      privateLinkServiceConnections: [
        { name: service, properties: { privateLinkServiceId: storageId, groupIds: [service] } }
      ]
    }
  }
]

resource dns 'Microsoft.Network/privateEndpoints/privateDnsZoneGroups@2026-03-01' = [
  for (service, index) in services: {
    parent: privateEndpoints[index]
    name: 'default'
    properties: { privateDnsZoneConfigs: [{ name: service, properties: { privateDnsZoneId: zones[index].id } }] }
  }
]

@description('Resource id of the subnet for the function app.')
output appSubnetId string = network::app.id
