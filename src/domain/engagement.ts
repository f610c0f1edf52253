import { buyingWordsIn } from './buying-words.ts'
import type { TranscriptMessage } from './lead-form.ts'

/** What one message of a chat counts for. */
export type Turn = {
  readonly role: TranscriptMessage['role']
  readonly at: Date | undefined
  readonly isQuestion: boolean
  readonly buyingWords: number
}

/** How much a visitor took part in a chat, in numbers that rules can use. */
export type Engagement = {
  readonly visitorMessages: number
  /** Between a message of ours and the visitor's next one; absent when they answered none. */
  readonly medianAnswerSeconds?: number
  /** Messages of the visitor with a question mark. */
  readonly questions: number
  readonly buyingWords: number
  readonly qualificationAnswers: number
  readonly handoffAsked: boolean
  readonly ended: boolean
  /** From the first message to the last; absent when fewer than two have a time. */
  readonly durationSeconds?: number
}

type Given = {
  /** In the order they were written. */
  readonly turns: readonly Turn[]
  readonly qualificationAnswers?: number
  readonly handoffAsked?: boolean
  readonly ended?: boolean
}

/** Reads one message. Only what visitors write says anything about them. */
export function turnOf(
  message: { readonly role: TranscriptMessage['role']; readonly text: string; readonly at?: Date },
  words?: readonly string[],
): Turn {
  const { role, text, at } = message
  const isVisitor = role === 'visitor'
  return {
    role,
    at,
    isQuestion: isVisitor && /[?？؟]/.test(text),
    buyingWords: isVisitor ? buyingWordsIn(text, words) : 0,
  }
}

/** Adds a chat up. Pure: it depends on nothing but the messages and their order. */
export function engagementOf(given: Given): Engagement {
  const { turns, qualificationAnswers = 0, handoffAsked = false, ended = false } = given
  const visitor = turns.filter(({ role }) => role === 'visitor')
  const median = medianOf(answerSeconds(turns))
  const duration = durationSeconds(turns)
  return {
    visitorMessages: visitor.length,
    ...(median === undefined ? {} : { medianAnswerSeconds: median }),
    questions: visitor.filter(({ isQuestion }) => isQuestion).length,
    buyingWords: visitor.reduce((sum, turn) => sum + turn.buyingWords, 0),
    qualificationAnswers,
    handoffAsked,
    ended,
    ...(duration === undefined ? {} : { durationSeconds: duration }),
  }
}

/** The engagement of a transcript that came whole with a lead. */
export function engagementInTranscript(transcript: readonly TranscriptMessage[]): Engagement {
  return engagementOf({
    turns: transcript.map(({ role, text, at }) =>
      turnOf({ role, text, ...(at === undefined ? {} : { at: new Date(at) }) }),
    ),
  })
}

/** Of several messages in a row, the first answers; what was written before counts for nothing. */
function answerSeconds(turns: readonly Turn[]): number[] {
  return turns.flatMap((turn, index) => {
    const before = turns[index - 1]
    const isAnswer = turn.role === 'visitor' && before !== undefined && before.role !== 'visitor'
    if (!isAnswer || turn.at === undefined || before.at === undefined) return []
    return [Math.max(0, turn.at.getTime() - before.at.getTime()) / 1_000]
  })
}

function medianOf(numbers: readonly number[]): number | undefined {
  const sorted = numbers.toSorted((a, b) => a - b)
  const middle = Math.floor(sorted.length / 2)
  const upper = sorted[middle]
  if (upper === undefined) return undefined
  const lower = sorted.length % 2 === 0 ? sorted[middle - 1] : undefined
  return lower === undefined ? upper : (lower + upper) / 2
}

function durationSeconds(turns: readonly Turn[]): number | undefined {
  const times = turns.flatMap(({ at }) => at?.getTime() ?? [])
  if (times.length < 2) return undefined
  const latest = times.reduce((a, b) => Math.max(a, b))
  return (latest - times.reduce((a, b) => Math.min(a, b))) / 1_000
}
