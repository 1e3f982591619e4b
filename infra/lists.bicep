metadata description = 'Lists in environment variables, which hold text only.'

@description('The parts of a text between its commas, without surrounding spaces; empty parts are left out.')
@export()
func list(text string) string[] => filter(map(split(text, ','), part => trim(part)), part => !empty(part))
