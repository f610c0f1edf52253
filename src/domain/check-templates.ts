import { ALERT_FACTS, type AlertFact, type AlertFactName } from './alert-facts.ts'
import { channelsOf, SEEN_BY_OTHERS } from './alert-text.ts'
import { wordsOf } from './alert-words/words-of.ts'
import { thereIsNo } from './closest-name.ts'
import type { Path } from './document-references.ts'
import type { AlertTemplate, TemplatesDocument } from './documents/templates.ts'
import { smsSize } from './sms-text.ts'
import { factsIn, filledTemplate, readTemplate, type Template } from './template.ts'

/** Something wrong in a text, and where within it. */
export type TemplateProblem = {
  readonly kind: 'templates'
  readonly path: Path
  readonly reason: string
  readonly within?: { readonly line: number; readonly column: number }
}

type Text = { readonly text: string; readonly path: Path; readonly isTitle: boolean }

/**
 * What is wrong with the texts of alerts: one that cannot be read, a fact that there is not or that is
 * never known for the alert, one that others could see, and a text message that is too long.
 */
export function checkTemplates({ alerts }: TemplatesDocument): readonly TemplateProblem[] {
  return alerts.flatMap((template, index) => {
    const path = ['alerts', index]
    return [
      ...textsOf(template, path).flatMap((text) => checkText(text, template)),
      ...withoutLines(template, path),
      ...coveredByEarlier(template, alerts.slice(0, index), path),
    ]
  })
}

function textsOf({ title, lines = [] }: AlertTemplate, path: Path): readonly Text[] {
  const ofLines = lines.map((text, line) => ({
    ...{ text, path: [...path, 'lines', line], isTitle: false },
  }))
  const ofTitle = title === undefined ? [] : [{ text: title, path: [...path, 'title'] }]
  return [...ofTitle.map((one) => ({ ...one, isTitle: true })), ...ofLines]
}

function checkText(text: Text, template: AlertTemplate): readonly TemplateProblem[] {
  const read = readTemplate(text.text)
  if (!read.ok) return [problem(text, read.reason, read.column)]
  const ofFacts = factsIn(read.template).flatMap(({ name, column }) => {
    const reason = whyNot(name, text, template)
    return reason === undefined ? [] : [problem(text, reason, column)]
  })
  const isText = text.isTitle && channelsOf(template).includes('sms')
  return isText ? [...ofFacts, ...tooLong(text, read.template)] : ofFacts
}

const problem = ({ path }: Text, reason: string, column: number): TemplateProblem => ({
  ...{ kind: 'templates', path, reason, within: { line: 1, column } },
})

const isFact = (name: string): name is AlertFactName => Object.hasOwn(ALERT_FACTS, name)

function whyNot(name: string, { isTitle }: Text, template: AlertTemplate): string | undefined {
  if (!isFact(name)) {
    const names = Object.keys(ALERT_FACTS)
    const told = thereIsNo('fact', name, names)
    return told.includes('did you mean') ? told : `${told}; there are ${names.join(', ')}`
  }
  const { isPrivate = false, kinds }: AlertFact = ALERT_FACTS[name]
  const other = template.kinds.find((kind) => !(kinds?.includes(kind) ?? true))
  if (other !== undefined) return `\`{${name}}\` is never known for \`${other}\``
  const open = channelsOf(template).find((channel) => SEEN_BY_OTHERS.has(channel))
  if (isPrivate && open !== undefined) {
    return `\`{${name}}\` must not be sent by \`${open}\`, which others than the rep can see`
  }
  return template.kinds.includes('digest') ? ofDigest(name, isTitle) : undefined
}

/** The title of a digest is about all of its leads, and each of its lines about one. */
function ofDigest(name: AlertFactName, isTitle: boolean): string | undefined {
  if (isTitle === (name === 'count')) return undefined
  return isTitle
    ? `the title of a digest is about all its leads and knows \`{count}\` only`
    : '`{count}` is for the title of a digest; its lines are about one lead each'
}

function tooLong(text: Text, template: Template): readonly TemplateProblem[] {
  const letters = lettersAlone(template)
  const { needed, room, alphabet } = smsSize(letters, wordsOf().reply.both)
  if (needed <= room) return []
  const reason = `takes ${needed} of the ${room} places of a text message (${alphabet}) without its facts`
  return [problem(text, reason, 1)]
}

/** The text with nothing in the places of its facts. */
function lettersAlone(template: Template): string {
  const names = factsIn(template).map(({ name }) => [name, ' '] as const)
  return filledTemplate(template, Object.fromEntries(names)) ?? ''
}

function withoutLines(
  { kinds, channels, lines }: AlertTemplate,
  path: Path,
): readonly TemplateProblem[] {
  const isForText = channels?.includes('sms') ?? false
  // In a digest each lead has a line, also in a text message.
  if (!isForText || lines === undefined || kinds.includes('digest')) return []
  const reason = 'a text message has a title alone; leave `sms` out, or the lines'
  return [{ kind: 'templates', path: [...path, 'lines'], reason }]
}

/** A text behind one that takes all of its alerts is never used, which nobody means. */
function coveredByEarlier(
  template: AlertTemplate,
  earlier: readonly AlertTemplate[],
  path: Path,
): readonly TemplateProblem[] {
  const place = earlier.findIndex((one) => covers(one, template))
  if (place < 0) return []
  const reason = `is never used: text ${place + 1} of the document is about all of its alerts`
  return [{ kind: 'templates', path, reason }]
}

function covers(one: AlertTemplate, other: AlertTemplate): boolean {
  const channels = channelsOf(one)
  const { locales = [] } = other
  return (
    (one.title !== undefined || other.title === undefined) &&
    (one.lines !== undefined || other.lines === undefined) &&
    other.kinds.every((kind) => one.kinds.includes(kind)) &&
    channelsOf(other).every((channel) => channels.includes(channel)) &&
    (one.locales === undefined ||
      (locales.length > 0 && locales.every((locale) => one.locales?.includes(locale))))
  )
}
