metadata description = '''
Alerts. Those on logs read what the service itself writes, as the platform's queue-length metric is a daily one.
'''

import { logEvents } from '../names.bicep'

@description('Azure region.')
param location string

@description('Start of every alert\'s name.')
param prefix string

@description('Resource id of the Log Analytics workspace.')
param workspaceId string

@description('Resource id of the function app.')
param appId string

@description('Resource id of the Event Grid topic.')
param topicId string

@description('Address that gets a mail when an alert fires; empty: alerts show in the portal only.')
param email string

@description('Tags of every resource.')
param tags { *: string }

@description('A log record with an exception lands in AppExceptions, one without in AppTraces.')
var eventQuery = 'union AppTraces, AppExceptions | where tostring(Properties.EventName) == "{0}"'

@description('The alerts on logs: what fires them, and how severe it is (0 most, 4 least).')
var logAlerts = [
  {
    name: 'model-load-failed'
    title: 'A model does not load'
    description: 'The service could not load a published model. It goes on with the last good one, if there is one.'
    severity: 1
    query: format(eventQuery, logEvents.modelLoadFailed)
    threshold: 0
  }
  {
    name: 'chunk-poisoned'
    title: 'A chunk of a file failed five times'
    description: 'The file was rejected: its reason lies beside it in the container rejected.'
    severity: 1
    query: format(eventQuery, logEvents.chunkPoisoned)
    threshold: 0
  }
  {
    name: 'poison-waiting'
    title: 'Tasks that failed wait in their queue'
    description: 'Messages lie in davidbert-chunks-poison: the service did not reject their files.'
    severity: 1
    query: format(eventQuery, logEvents.poisonWaiting)
    threshold: 0
  }
  {
    name: 'message-parked'
    title: 'A message of the queue cannot be read'
    description: 'Somebody else writes to the queue of chunks: the message lies in the container rejected, with the reason.'
    severity: 2
    query: format(eventQuery, logEvents.messageParked)
    threshold: 0
  }
  {
    name: 'file-stuck'
    title: 'A file can be neither labelled nor rejected'
    description: 'Storage refuses both, so that the file stays in inbox: its reason lies in the container rejected.'
    severity: 1
    query: format(eventQuery, logEvents.fileStuck)
    threshold: 0
  }
  {
    name: 'places-missing'
    title: 'Storage lacks a container or a queue'
    description: 'No file is labelled until the containers and queues are there.'
    severity: 1
    query: format(eventQuery, logEvents.placesMissing)
    threshold: 0
  }
  {
    name: 'label-rejected'
    title: 'A file was rejected'
    description: 'A file could not be labelled: its reason lies beside it in the container rejected.'
    severity: 3
    query: format(eventQuery, logEvents.labelRejected)
    threshold: 0
  }
  {
    name: 'server-errors'
    title: 'Requests fail with 5xx'
    description: 'More than five requests in a quarter of an hour were answered with a status of 500 or above.'
    severity: 2
    query: 'AppRequests | where toint(ResultCode) >= 500'
    threshold: 5
  }
]

resource actions 'Microsoft.Insights/actionGroups@2023-01-01' = if (!empty(email)) {
  name: '${prefix}-alerts'
  location: 'global'
  tags: tags
  properties: {
    enabled: true
    groupShortName: 'DavidBert'
    emailReceivers: [{ name: 'operator', emailAddress: email, useCommonAlertSchema: true }]
  }
}

resource logRules 'Microsoft.Insights/scheduledQueryRules@2026-03-01' = [
  for alert in logAlerts: {
    name: '${prefix}-${alert.name}'
    location: location
    tags: tags
    kind: 'LogAlert'
    properties: {
      displayName: alert.title
      description: alert.description
      severity: alert.severity
      enabled: true
      scopes: [workspaceId]
      evaluationFrequency: 'PT5M'
      windowSize: 'PT15M'
      autoMitigate: true
      // The tables of a new workspace appear with the first telemetry.
      skipQueryValidation: true
      criteria: {
        allOf: [
          {
            query: alert.query
            // A sampled record stands for ItemCount requests.
            timeAggregation: 'Total'
            metricMeasureColumn: 'ItemCount'
            operator: 'GreaterThan'
            threshold: alert.threshold
            failingPeriods: { numberOfEvaluationPeriods: 1, minFailingPeriodsToAlert: 1 }
          }
        ]
      }
      actions: { actionGroups: empty(email) ? [] : [actions.id] }
    }
  }
]

@description('The alerts on metrics, on what the service itself cannot tell of.')
var metricAlerts = [
  {
    name: 'events-dropped'
    description: 'Event Grid gave up on telling the service of a new file: the file still lies in inbox, unlabelled.'
    severity: 1
    scope: topicId
    namespace: 'Microsoft.EventGrid/systemTopics'
    metric: 'DroppedEventCount'
    threshold: 0
  }
  {
    name: 'platform-errors'
    description: 'More than five requests in a quarter of an hour ended with 5xx, those of the host (a body that stalls) included.'
    severity: 2
    scope: appId
    namespace: 'Microsoft.Web/sites'
    metric: 'Http5xx'
    threshold: 5
  }
]

resource metricRules 'Microsoft.Insights/metricAlerts@2026-01-01' = [
  for alert in metricAlerts: {
    name: '${prefix}-${alert.name}'
    location: 'global'
    tags: tags
    properties: {
      description: alert.description
      severity: alert.severity
      enabled: true
      scopes: [alert.scope]
      evaluationFrequency: 'PT5M'
      windowSize: 'PT15M'
      autoMitigate: true
      criteria: {
        'odata.type': 'Microsoft.Azure.Monitor.SingleResourceMultipleMetricCriteria'
        allOf: [
          {
            name: alert.metric
            criterionType: 'StaticThresholdCriterion'
            metricNamespace: alert.namespace
            metricName: alert.metric
            timeAggregation: 'Total'
            operator: 'GreaterThan'
            threshold: alert.threshold
          }
        ]
      }
      actions: empty(email) ? [] : [{ actionGroupId: actions.id }]
    }
  }
]
