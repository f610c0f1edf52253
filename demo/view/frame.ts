import type { Counts } from '../board.ts'
import type { NewsItem } from '../news.ts'
import type { Scene } from '../scene.ts'
import { PASSED, type State } from '../seen-lead.ts'
import { vendorsOf } from '../summary.ts'
import { latestLeads } from './latest-leads.ts'
import { line, type Paint, type Piece, type Style } from './paint.ts'
import { clock, shortTime } from './words.ts'

export type Size = { readonly columns: number; readonly rows: number }

/** Lines that leads and news do not take. */
const FIXED = 15
/** Wider lines are harder to read. */
const WIDEST = 140

/** The whole picture as lines, none longer than the terminal is wide and not more than it is high. */
export function frame(scene: Scene, size: Size, paint: Paint): string[] {
  const now = scene.endedAt ?? new Date()
  const columns = Math.min(size.columns, WIDEST)
  const counts = scene.board.counts(now)
  const room = Math.max(0, size.rows - FIXED)
  const news = Math.max(2, Math.floor(room / 3))
  const draw = (pieces: readonly Piece[]) => line(pieces, columns, paint)
  const lines = [
    draw(title(scene, now, columns)),
    draw([['─'.repeat(columns), 'dim']]),
    draw(flowNames()),
    draw(flowCounts(counts)),
    '',
    draw(states(counts)),
    draw(speed(counts)),
    draw(reps(scene)),
    '',
    ...vendors(scene, columns).map(draw),
    '',
    draw(HEADING),
    ...latestLeads(scene, columns, room - news).map(draw),
    ...latestNews(scene, news).map(draw),
    draw([[` Look at one:  ${lookFurther(scene)}`, 'dim']]),
  ]
  return lines.slice(0, size.rows)
}

/** The command that shows a lead of this demo while the product runs. */
export const lookFurther = ({ dataDir }: Scene) => `STL_DATA_DIR=${dataDir} ./stl lead --latest`

const HEADING: readonly Piece[] = [
  [' Latest leads', 'bold'],
  ['   rep, why (rule, reason), and time from capture to the first rep', 'dim'],
]

function title({ options, url, startedAt }: Scene, now: Date, columns: number): Piece[] {
  const elapsed = clock((now.getTime() - startedAt.getTime()) / 1_000)
  const ends = options.seconds === undefined ? 'Ctrl-C ends it' : `of ${clock(options.seconds)}`
  const right = `${elapsed} ${ends} `
  const left = ` Speed-to-Lead`
  const middle = `   ${url}   seed ${options.seed}`
  return [
    [left, 'title'],
    [middle, 'dim', Math.max(0, columns - left.length - right.length)],
    [right, 'bold'],
  ]
}

const FLOW = [...PASSED, 'decided']
const ARROW = ' ▸ '

function flowNames(): Piece[] {
  return FLOW.flatMap((name, place): Piece[] => [
    [place === 0 ? ' ' : ARROW, 'dim'],
    [name, place === FLOW.length - 1 ? 'bold' : 'plain', flowWidth(name)],
  ])
}

function flowCounts({ passed, decided }: Counts): Piece[] {
  return FLOW.flatMap((name, place): Piece[] => [
    [place === 0 ? ' ' : ' '.repeat(ARROW.length)],
    [`${passed[place] ?? decided}`, 'bold', flowWidth(name)],
  ])
}

const flowWidth = (name: string) => Math.max(name.length, 7)

const STATE_STYLE: Readonly<Record<State, Style>> = {
  assigned: 'green',
  attached: 'green',
  waiting: 'yellow',
  quarantined: 'yellow',
  rejected: 'red',
  erased: 'red',
  travelling: 'cyan',
}

function states({ byState }: Counts): Piece[] {
  return Object.entries(byState).flatMap(([state, count]): Piece[] => [
    [` ${state} `, 'dim'],
    [`${count}`, STATE_STYLE[state as State], Math.max(2, `${count}`.length)],
  ])
}

function speed({ speedMs, perSecond }: Counts): Piece[] {
  const time = (ms: number | undefined) => (ms === undefined ? '–' : shortTime(ms))
  return [
    [' Speed to lead  ', 'bold'],
    ['p50 ', 'dim'],
    [time(speedMs?.p50), 'green', 8],
    ['p95 ', 'dim'],
    [time(speedMs?.p95), 'green', 8],
    ['p99 ', 'dim'],
    [time(speedMs?.p99), 'green', 8],
    [`  ${perSecond.toFixed(1)} leads/s`, 'bold'],
  ]
}

function reps({ board: { deeds }, tally }: Scene): Piece[] {
  const { acknowledged, declined, escalated, contacted } = deeds
  return [
    [' Reps   ', 'bold'],
    ['took ', 'dim'],
    [`${acknowledged} `, 'green', 5],
    ['called ', 'dim'],
    [`${contacted} `, 'green', 5],
    ['declined ', 'dim'],
    [`${declined} `, 'yellow', 4],
    ['escalated ', 'dim'],
    [`${escalated} `, 'red', 5],
    [`${tally.sentAgain} resent, ${tally.refused} forged`, 'dim'],
  ]
}

const VENDOR_NAMES = [
  ['clearbit', 'Clearbit'],
  ['slack', 'Slack'],
  ['hubspot', 'HubSpot'],
  ['email', 'Mail'],
  ['sms', 'Texts'],
  ['teams', 'Teams'],
] as const

/** What a vendor without a word about its mood needs. */
const VENDOR_WIDTH = 31

/** Two in a line. */
function vendors(scene: Scene, columns: number): Piece[][] {
  const tallies = vendorsOf(scene)
  const width = Math.min(columns - 9 - VENDOR_WIDTH, 50)
  const cells = VENDOR_NAMES.map(([vendor, name]) => {
    const mood = vendor === 'clearbit' ? scene.story.clearbit : 'well'
    return vendorCell(name, tallies[vendor], mood, width)
  })
  return [0, 2, 4].map((first) => [
    [first === 0 ? ' Vendors ' : ' '.repeat(9), 'bold'] as const,
    ...(cells[first] ?? []),
    ...(cells[first + 1] ?? []),
  ])
}

type Tally = { readonly calls: number; readonly failed: number }

const MOODS = {
  well: ['● ', 'green', ''],
  slow: ['● ', 'yellow', 'slow'],
  down: ['✖ ', 'red', 'DOWN'],
} as const

function vendorCell(
  name: string,
  { calls, failed }: Tally,
  mood: keyof typeof MOODS,
  width: number,
): Piece[] {
  const [mark, style, word] = MOODS[mood]
  const failures = failed > 0 ? `${failed} failed` : ''
  return [
    [mark, style],
    [name, 'plain', 9],
    [`${calls} calls`, 'bold', 11],
    [[word, failures].filter(Boolean).join(', '), style, width - 22],
  ]
}

const NEWS_STYLE = { story: 'title', good: 'green', bad: 'yellow' } as const

/** The last announcement stays on top, however much the reps do. */
function latestNews({ news }: Scene, most: number): Piece[][] {
  const announced = news.items.filter(({ kind }) => kind === 'story').slice(0, 1)
  const others = news.items.filter(({ kind }) => kind !== 'story')
  const lines = [...announced, ...others.slice(0, most - announced.length)].map(newsLine)
  return [...lines, ...Array.from({ length: most - lines.length }, (): Piece[] => [])]
}

const newsLine = ({ at, kind, text }: NewsItem): Piece[] => [
  [` ${at.toTimeString().slice(0, 8)}  `, 'dim'],
  [text, NEWS_STYLE[kind]],
]
