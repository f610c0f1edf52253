import { CommandFailed } from './command.ts'
import { type Call, defineCommand } from './define-command.ts'
import { listSources } from './list-sources.ts'
import { testSource } from './test-source.ts'

const help = `Usage: ./stl sources list [--json]
       ./stl sources test <source> <file> [options]

list shows all sources, the leads of the last day, what a person has to mend at
a vendor, and what of the last seven days made no lead: how often and why.

test shows what a payload would become: the lead in our words, which of their
names went to which of our fields, what became answers, the key by which it is
known when it comes again, and what validation would say. Nothing is stored.

<source> is the key of a source or, when there is none of that key, a kind with
nothing set: form, google-ads, ...

  --content-type <type>   when neither the file's extension nor its beginning
                          says what it is
  --header <name: value>  a header the payload came with, such as its signature
  --fetched               the file is what the vendor's API answered for a lead
  --json                  everything, for scripts`

const options = {
  'content-type': { type: 'string' },
  header: { type: 'string', multiple: true },
  fetched: { type: 'boolean' },
  json: { type: 'boolean' },
} as const

/** A call of the command. */
export type SourcesCall = Call<typeof options>

/** Where leads come from. */
export const sources = defineCommand({
  name: 'sources',
  summary: 'list sources, or show how a payload of one is understood',
  help,
  options,
  allowPositionals: true,
  async run(call) {
    const [verb = 'list', source, file, ...more] = call.positionals
    if (verb === 'list' && source === undefined) return listSources(call)
    if (verb !== 'test' || source === undefined || file === undefined || more.length > 0) {
      throw new CommandFailed('Say sources list, or sources test <source> <file>.', 2)
    }
    return testSource(source, file, call)
  },
})
