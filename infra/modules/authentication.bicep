metadata description = '''
App Service authentication: a request needs an Entra ID access token, except on the paths that stay open. Tokens are
only checked, never asked for, so the app registration needs no secret.
'''

import { openPaths } from '../names.bicep'

@description('Name of the function app.')
param appName string

@description('Client id of the app registration that stands for the service.')
param clientId string

resource app 'Microsoft.Web/sites@2025-03-01' existing = {
  name: appName

  resource authentication 'config' = {
    name: 'authsettingsV2'
    properties: {
      platform: { enabled: true, runtimeVersion: '~1' }
      globalValidation: {
        requireAuthentication: true
        unauthenticatedClientAction: 'Return401'
        excludedPaths: openPaths
      }
      httpSettings: { requireHttps: true }
      identityProviders: {
        azureActiveDirectory: {
          enabled: true
          registration: {
            clientId: clientId
            openIdIssuer: '${environment().authentication.loginEndpoint}${tenant().tenantId}/v2.0'
          }
          validation: { allowedAudiences: [clientId, 'api://${clientId}'] }
        }
      }
      login: { tokenStore: { enabled: false } }
    }
  }
}
