metadata description = 'Names that the service, its hooks and its documentation agree on.'

@description('Blob containers of the service.')
@export()
var containers = {
  models: 'models'
  inbox: 'inbox'
  work: 'work'
  labelled: 'labelled'
  done: 'done'
  rejected: 'rejected'
  reports: 'reports'
}

@description('Blob containers of the Functions host: its locks and receipts, and its keys.')
@export()
var hostContainers = {
  locks: 'azure-webjobs-hosts'
  keys: 'azure-webjobs-secrets'
}

@description('The blob container of events that Event Grid gave up.')
@export()
var eventContainer = 'dead-letters'

@description('The blob container that holds the deployed package.')
@export()
var packageContainer = 'app-package'

@description('Storage queues of the service.')
@export()
var queues = {
  chunks: 'davidbert-chunks'
  poisonedChunks: 'davidbert-chunks-poison'
}

@description('Names of log events that alerts look for (the EventId.Name of the log record).')
@export()
var logEvents = {
  labelRejected: 'DavidBert.LabelRejected'
  chunkPoisoned: 'DavidBert.ChunkPoisoned'
  poisonWaiting: 'DavidBert.PoisonWaiting'
  placesMissing: 'DavidBert.PlacesMissing'
  messageParked: 'DavidBert.MessageParked'
  fileStuck: 'DavidBert.FileStuck'
  modelLoadFailed: 'DavidBert.ModelLoadFailed'
}

@description('Paths that App Service authentication lets through: the webhook of Event Grid, health and the page.')
@export()
var openPaths = [
  '/runtime/webhooks/blobs'
  '/api/health/live'
  '/api/health/ready'
  '/api/demo'
  '/api/demo/*'
  '/api/docs'
  '/api/docs/*'
  '/api/openapi.json'
]

@description('The function that Event Grid calls for a new file in inbox.')
@export()
var labelFunction = 'label-file'
