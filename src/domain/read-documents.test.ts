import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { describe, it } from 'node:test'
import { checkDocuments } from './check-documents.ts'
import { type DocumentFile, readDocuments } from './read-documents.ts'
import { writeDocuments, writtenForm } from './write-documents.ts'

const FOLDER = new URL('../../config/', import.meta.url)

/** The example company, with some files put in the place of others. */
function example(...replaced: DocumentFile[]): DocumentFile[] {
  const paths = new Set(replaced.map(({ path }) => path))
  const others = readdirSync(FOLDER)
    .filter((path) => !paths.has(path))
    .map((path) => ({ path, text: readFileSync(new URL(path, FOLDER), 'utf8') }))
  return [...others, ...replaced]
}

const textOf = (path: string) => readFileSync(new URL(path, FOLDER), 'utf8')

function documentsOf(files: readonly DocumentFile[]) {
  const read = readDocuments(files)
  assert.ok(read.ok, read.ok ? '' : JSON.stringify(read.problems, undefined, 2))
  return read.documents
}

function problemsOf(...files: DocumentFile[]) {
  const read = readDocuments(example(...files))
  assert.ok(!read.ok, 'the documents were accepted')
  return read.problems
}

/** The number of the line on which a text first stands. */
const lineOf = (file: string, part: string) => file.slice(0, file.indexOf(part)).split('\n').length

describe('the example company', () => {
  it('is in order, and of the size the guide speaks of', () => {
    const { teams, routing, scoring } = documentsOf(example())

    assert.equal(teams.teams.length, 2)
    assert.equal(teams.reps.length, 8)
    assert.equal(new Set(teams.reps.map(({ timeZone }) => timeZone)).size, 3)
    assert.equal(teams.pools.length, 3)
    assert.equal(teams.pools.filter(({ aroundTheClock }) => aroundTheClock).length, 1)
    assert.equal(routing.rules.length, 10)
    assert.ok(scoring.fit.length + scoring.interest.length >= 12)
  })

  it('reads the same after it was written out', () => {
    const documents = documentsOf(example())

    assert.deepEqual(documentsOf(writeDocuments(documents)), documents)
    assert.deepEqual(checkDocuments(writtenForm(documents)), { ok: true, documents })
  })

  it('may be given as JSON', () => {
    const documents = documentsOf(example())
    const files = Object.entries(writtenForm(documents)).map(([kind, document]) => ({
      path: `somewhere/${kind}.json`,
      text: JSON.stringify(document, undefined, '\t'),
    }))

    assert.deepEqual(documentsOf(files), documents)
  })

  it('takes documents that no file holds from those in force', () => {
    const base = documentsOf(example())
    const sla = 'acknowledgeWithinMinutes: { hot: 1, warm: 2, cold: 3 }'

    const read = readDocuments([{ path: 'sla.yaml', text: sla }], base)

    assert.ok(read.ok)
    assert.equal(read.documents.sla.acknowledgeWithinMinutes.hot, 1)
    assert.deepEqual(read.documents.teams, base.teams)
  })
})

describe('documents with mistakes', () => {
  it('are told of all mistakes in all files at once, each with file, line and reason', () => {
    const routing = textOf('routing.yaml').replace('{ pool: emea }', '{ pool: emae }')
    const teams = textOf('teams.yaml').replace('to: "16:00"', 'to: "07:00"')
    const sla = 'acknowledgeWithinMinutes:\n  hot: soon\n  warm: 15\n  cold: 60\nhops: 3\n'

    const problems = problemsOf(
      { path: 'routing.yaml', text: routing },
      { path: 'teams.yaml', text: teams },
      { path: 'sla.yaml', text: sla },
    )

    assert.deepEqual(
      problems.map(({ file, line, path }) => `${file}:${line} ${path}`),
      [
        `teams.yaml:${lineOf(teams, '"07:00"')} schedules[0].blocks[0].to`,
        'sla.yaml:2 acknowledgeWithinMinutes.hot',
        'sla.yaml:5 hops',
        `routing.yaml:${lineOf(routing, 'emae')} rules[0].targets[0].pool`,
      ],
    )
    assert.equal(problems[3]?.reason, 'there is no pool `emae`; did you mean `emea`?')
    assert.match(problems[2]?.reason ?? '', /^`hops` is not known here; there are .*`maxHops`$/)
    assert.match(problems[0]?.reason ?? '', /split a block that crosses midnight/)
  })

  it('are told that a vendor is neither limited nor checked for being a machine', () => {
    const text = textOf('sources.yaml').replace(
      'secret: demo:demo-google-key',
      'secret: demo:demo-google-key\n    rateLimit: { perMinute: 5 }',
    )

    const [problem, ...others] = problemsOf({ path: 'sources.yaml', text })

    assert.match(problem?.reason ?? '', /a vendor delivers to kind `google-ads`/)
    assert.equal(problem?.line, lineOf(text, 'rateLimit'))
    assert.deepEqual(others, [])
  })

  it('are told the line and column inside a condition', () => {
    const text = textOf('routing.yaml')
    const block = text.replace(
      'account.employees >= 1000 &&\n',
      'account.employees >= 1000 &&\n      lead.contry == "NO" &&\n',
    )
    const plain = text.replace('lead.source == "partner-form"', 'lead.sauce == "partner-form"')
    const quoted = text
      .replace('"!has(lead.country) && lead', "'!has(lead.country) && lead")
      .replace('lead.freeMail"', "lead.freeMale'")

    for (const [written, wrong] of [
      [block, 'lead.contry'],
      [plain, 'lead.sauce'],
      [quoted, 'lead.freeMale'],
    ] as const) {
      const [problem, ...others] = problemsOf({ path: 'routing.yaml', text: written })
      const before = written.slice(0, written.indexOf(wrong))

      assert.deepEqual(others, [])
      assert.equal(problem?.line, before.split('\n').length, wrong)
      assert.equal(problem?.column, before.length - before.lastIndexOf('\n'), wrong)
      assert.match(problem?.reason ?? '', /did you mean `lead\./)
    }
  })

  it('are told of syntax that is not YAML, and of what is wrong elsewhere', () => {
    const problems = problemsOf(
      { path: 'scoring.yaml', text: 'fit: [\ninterest: []\n' },
      { path: 'crm.yaml', text: 'kind: built-inn\n' },
    )

    assert.ok(problems.some(({ file, line }) => file === 'scoring.yaml' && (line ?? 0) >= 1))
    assert.ok(problems.some(({ file, line }) => file === 'crm.yaml' && line === 1))
    assert.equal(
      problems.some(({ reason }) => reason.includes('missing')),
      false,
    )
  })

  it('are told of files that are no document, that stand twice, and that are not there', () => {
    const misnamed = problemsOf({ path: 'rooting.yaml', text: 'rules: []' })
    const twice = problemsOf({ path: 'sla.json', text: '{}' })
    const missing = readDocuments(example().filter(({ path }) => path !== 'sla.yaml'))

    assert.match(misnamed[0]?.reason ?? '', /no document `rooting`; did you mean `routing`\?/)
    assert.match(twice[0]?.reason ?? '', /`sla` stands in sla\.yaml too/)
    assert.ok(!missing.ok)
    assert.deepEqual(
      missing.problems.map(({ reason }) => reason),
      ['the document `sla` is missing'],
    )
  })

  it('are told of names that nothing has, and names given twice', () => {
    const text = textOf('teams.yaml')
      .replace('managerId: ingvild', 'managerId: ingvld')
      .replace('teamId: emea', 'teamId: emee')
      .replace('schedule: office-norway', 'schedule: office-norwai')
      .replace('{ repId: marcus }', '{ repId: markus }')
      .replace('- id: americas\n', '- id: emea\n')
      .replace('defaultAcceptor: marcus', 'defaultAcceptor: somebody-else')

    const reasons = problemsOf({ path: 'teams.yaml', text }).map(({ reason }) => reason)

    for (const expected of [
      'there is no rep `ingvld`; did you mean `ingvild`?',
      'there is no team `emee`; did you mean `emea`?',
      'there is no schedule `office-norwai`; did you mean `office-norway`?',
      'there is no rep `markus`; did you mean `marcus`?',
      'there is already a pool `emea`',
      'there is no rep `somebody-else`; there are `ingvild`, `jonas`, `amelie`, `tobias`, `marcus`, `daniela`, `grace`, `wei-ling`',
    ]) {
      assert.ok(reasons.includes(expected), `${expected} in ${JSON.stringify(reasons)}`)
    }
  })

  it('are told by the name of the rule, rep or source they are in', () => {
    const routing = textOf('routing.yaml')
      .replace('lead.source == "partner-form"', 'lead.sauce == "partner-form"')
      .replace('{ pool: emea }', '{ pool: emae }')
    const teams = textOf('teams.yaml').replace('schedule: office-norway', 'schedule: office-norwai')

    const problems = problemsOf(
      { path: 'routing.yaml', text: routing },
      { path: 'teams.yaml', text: teams },
    )

    assert.deepEqual(problems.map(({ named }) => named).toSorted(), [
      'reps[ingvild].schedule',
      'rules[partners].when',
      'rules[readers].targets[0].pool',
    ])
  })

  it('are told which key or value was meant, whatever document it is in', () => {
    const slips = [
      ['routing.yaml', 'fallback:', 'falback:', '`fallback`'],
      ['routing.yaml', 'name: Referred', 'nam: Referred', '`name`'],
      ['teams.yaml', 'aroundTheClock:', 'arroundTheClock:', '`aroundTheClock`'],
      ['teams.yaml', 'days: [mon, tue,', 'days: [mon, teu,', '`tue`'],
      ['sla.yaml', 'counted: wall', 'counted: rep-hour', '`rep-hours`'],
      ['sources.yaml', 'kind: google-ads', 'kind: googel-ads', '`google-ads`'],
      ['sources.yaml', 'secret:', 'secrt:', '`secret`'],
      ['channels.yaml', 'inApp:', 'inapp:', '`inApp`'],
      ['providers.yaml', 'kind: offline', 'kind: ofline', '`offline`'],
      ['crm.yaml', 'kind: built-in', 'kind: bilt-in', '`built-in`'],
      ['scoring.yaml', 'reason: Decides', 'reson: Decides', '`reason`'],
    ] as const
    for (const [path, right, wrong, meant] of slips) {
      const text = textOf(path).replace(right, wrong)
      const said = problemsOf({ path, text }).filter(({ line }) => line === lineOf(text, wrong))

      assert.ok(
        said.some(({ reason }) => reason.endsWith(`is not known here; did you mean ${meant}?`)),
        `${path}: ${JSON.stringify(said)}`,
      )
    }
  })

  it('are told of each of several keys, and what there is where nothing is close', () => {
    const text = `${textOf('sla.yaml')}\nmaxHop: 3\nzzz: 1\n`

    const [close, far] = problemsOf({ path: 'sla.yaml', text }).map(({ reason }) => reason)

    assert.equal(close, '`maxHop` is not known here; did you mean `maxHops`?')
    assert.match(far ?? '', /^`zzz` is not known here; there are .*`counted`, .*`maxHops`$/)
  })

  it('are told of a kind that is missing, and of a name that may not be one', () => {
    const providers = problemsOf({ path: 'providers.yaml', text: 'providers: [{}]' })
    const teams = textOf('teams.yaml').replace('skills: { enterprise: 8 }', 'skills: { 5_a: 8 }')

    assert.deepEqual(
      providers.map(({ reason }) => reason),
      ['`kind` is missing'],
    )
    assert.ok(
      problemsOf({ path: 'teams.yaml', text: teams }).some(({ reason }) =>
        reason.startsWith('use lower-case letters, digits and dashes'),
      ),
    )
  })

  it('may not offer to someone inactive, after a waiting list, or by a score of scores', () => {
    const teams = textOf('teams.yaml').replace(
      'id: marcus, name',
      'id: marcus, active: false, name',
    )
    const routing = textOf('routing.yaml').replace('fallback: [', 'fallback: [waiting-list, ')
    const scoring = textOf('scoring.yaml').replace('when: lead.hasPhone', 'when: score.total > 5')

    const problems = problemsOf(
      { path: 'teams.yaml', text: teams },
      { path: 'routing.yaml', text: routing },
      { path: 'scoring.yaml', text: scoring },
    )

    assert.deepEqual(
      problems.map(({ path }) => path),
      ['defaultAcceptor', 'fallback[1]', 'interest[5].when'],
    )
  })

  it('are told by path when they did not come from files', () => {
    const written = writtenForm(documentsOf(example()))

    const checked = checkDocuments({ ...written, sla: { acknowledgeWithinMinutes: { hot: 5 } } })

    assert.ok(!checked.ok)
    assert.deepEqual(checked.problems, [
      { kind: 'sla', path: ['acknowledgeWithinMinutes', 'warm'], reason: '`warm` is missing' },
      { kind: 'sla', path: ['acknowledgeWithinMinutes', 'cold'], reason: '`cold` is missing' },
    ])
  })

  it('never fail to be answered, whatever they contain', () => {
    for (const text of [
      '',
      'null',
      '3',
      '[]',
      'a: *b',
      '!!binary x',
      '? {a: 1} : 2',
      '\u0000',
      '- &a [*a]',
      '%YAML 9',
    ]) {
      assert.ok(!readDocuments(example({ path: 'teams.yaml', text })).ok, text)
    }
  })
})

describe('names in the attribution document', () => {
  const name = (id: string, kind = 'campaign') =>
    `  - { platform: google-ads, kind: ${kind}, id: ${id}, name: Spring }\n`

  it('are for ids in quotes, so that no digit is lost, each once', () => {
    const text = `names:\n${name("'77'")}${name('23847239847239847')}${name("'77'")}`

    const problems = problemsOf({ path: 'attribution.yaml', text })

    assert.deepEqual(
      problems.map(({ line, reason }) => [line, reason]),
      [[3, 'write the id in quotes']],
    )
  })

  it('may not name one campaign twice', () => {
    const text = `names:\n${name("'77'")}${name("'77'", 'ad')}${name("'77'")}`

    const problems = problemsOf({ path: 'attribution.yaml', text })

    assert.deepEqual(
      problems.map(({ line, reason }) => [line, reason]),
      [[4, 'there is already a name for the campaign `77`']],
    )
  })
})

describe('the matching document', () => {
  const THOUSAND_TO_ONE = { enabled: true, automaticBits: 10, reviewBits: 0 }

  it('may be left out, and then asks for a thousand to one', () => {
    const read = readDocuments(example().filter(({ path }) => path !== 'matching.yaml'))

    assert.ok(read.ok)
    const { enabled, automaticBits, reviewBits } = read.documents.matching
    assert.deepEqual({ enabled, automaticBits, reviewBits }, THOUSAND_TO_ONE)
  })

  it('names what is wrong with its thresholds, with the line', () => {
    const problemsIn = (text: string) =>
      problemsOf({ path: 'matching.yaml', text }).map(({ line, path, reason }) => [
        line,
        path,
        reason,
      ])

    assert.deepEqual(problemsIn('enabled: true\nautomaticBits: 2\nreviewBits: 5\n'), [
      [2, 'automaticBits', 'must be above reviewBits, which is 5'],
    ])
    assert.deepEqual(problemsIn('automaticBits: much\n'), [
      [1, 'automaticBits', 'give a number of bits'],
    ])
    assert.match(String(problemsIn('automaticBit: 12\n')[0]?.[2]), /automaticBit/)
  })
})
