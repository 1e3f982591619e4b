metadata description = '''
What the service is told: every setting of the section DavidBert with its value in Azure, except
DavidBert__Access__KeyHashes, which modules/functionapp.bicep adds as it comes in a secure parameter.
'''

@description('The settings of the service. docs/settings.md lists their names, defaults and meanings.')
@export()
func serviceSettings(storage string, threads int, corsOrigins string[], accessMode string) {
  *: string
} => {
  DavidBert__Storage: storage
  DavidBert__Model__Name: 'attributes'
  DavidBert__Model__Folder: ''
  DavidBert__Model__PollSeconds: '30'
  DavidBert__Model__CacheFolder: ''
  DavidBert__Model__CacheBytes: '1073741824'
  DavidBert__Model__Threads: string(threads)
  DavidBert__Model__Glossary: ''
  DavidBert__Model__RepairsSpelling: 'true'
  DavidBert__Limits__BodyBytes: '1048576'
  DavidBert__Limits__Texts: '1000'
  DavidBert__Limits__Characters: '10000'
  DavidBert__Batching__Size: '32'
  DavidBert__Batching__Queue: '48'
  DavidBert__Cache__Bytes: '16777216'
  DavidBert__Cors__Origins: join(corsOrigins, ',')
  DavidBert__Access__Mode: accessMode
  DavidBert__Access__Hosts: '' // the platform looks at names
  DavidBert__RateLimit__PerMinute: '600'
  DavidBert__RateLimit__Burst: '120'
  DavidBert__Metrics__Prometheus: 'false'
  DavidBert__Labelling__Column: ''
  DavidBert__Labelling__TopK: '1'
  DavidBert__Labelling__MinimumScore: '0'
  DavidBert__Labelling__After: 'move'
  DavidBert__Labelling__MaxBytes: '1099511627776'
  DavidBert__Labelling__ChunkBytes: '4194304'
}
