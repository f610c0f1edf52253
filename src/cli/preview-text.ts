import * as z from 'zod'
import { shortened, table } from './table.ts'

const Item = z.object({
  kind: z.enum(['lead', 'reference', 'withdrawal', 'conversation', 'notice', 'fetched']),
  why: z.string().optional(),
  status: z.string().optional(),
  messages: z.number().optional(),
  dedupeKey: z.string().optional(),
  form: z
    .object({
      answers: z.array(z.object({ key: z.string(), label: z.string().optional() })).optional(),
    })
    .loose()
    .optional(),
  judgement: z.object({ verdict: z.string(), reasons: z.array(z.string()).optional() }).optional(),
  fields: z.array(z.object({ field: z.string(), value: z.string(), from: z.array(z.string()) })),
  unused: z.array(z.string()),
})
type Item = z.infer<typeof Item>

/** What the product says a payload would become. */
export const PreviewAnswer = z.object({
  source: z.object({ key: z.string(), kind: z.string(), configured: z.boolean() }),
  proof: z.enum(['authentic', 'unverified', 'stale', 'forged']),
  handshake: z.object({ status: z.number(), body: z.string() }).optional(),
  items: z.array(Item),
})
export type PreviewAnswer = z.infer<typeof PreviewAnswer>

const PROOF: Readonly<Record<PreviewAnswer['proof'], string>> = {
  authentic: 'authentic',
  unverified: 'none is asked for',
  stale: 'right and too old: its leads would be quarantined',
  forged: 'missing or wrong: a delivery like this would be refused with 401',
}

/** The preview of a payload, for a person. */
export function previewText({ source, proof, handshake, items }: PreviewAnswer): string {
  const configured = source.configured ? `source ${source.key}, kind ${source.kind}` : source.kind
  const head = [
    source.configured ? configured : `kind ${configured}, no source of that key is configured`,
    `proof: ${PROOF[proof]}`,
    ...(handshake === undefined
      ? []
      : [`It asks whether we are there, and is answered ${handshake.status} ${handshake.body}`]),
    ...(items.length === 0 && handshake === undefined ? ['There is nothing in it.'] : []),
  ]
  return [head.join('\n'), ...items.map(itemText)].join('\n\n')
}

function itemText(item: Item, index: number): string {
  const rows = item.fields.map((field) => fieldRow(field, item))
  return [
    `${index + 1}. ${titleOf(item)}`,
    ...(item.dedupeKey === undefined ? [] : [`   known again by ${item.dedupeKey}`]),
    ...(rows.length === 0 ? [] : [indented(table(rows))]),
    ...(item.unused.length === 0 ? [] : [`   in the delivery alone: ${item.unused.join(', ')}`]),
  ].join('\n')
}

function titleOf({ kind, why, judgement, status, messages }: Item): string {
  const said = judgement === undefined ? '' : `: ${judgementText(judgement)}`
  if (kind === 'lead') return `a lead${said}`
  if (kind === 'fetched') return `a lead as the vendor gives it when asked${said}`
  if (kind === 'conversation') {
    return `a part of a chat, ${status}, messages: ${messages}; a lead when it can be answered${said}`
  }
  if (kind === 'reference') return 'a reference to a lead, which would be fetched from the vendor'
  if (kind === 'withdrawal') return 'a withdrawal: the lead of this key would be erased'
  return `a notice, of which no lead comes: ${why ?? 'no reason'}`
}

function judgementText({ verdict, reasons = [] }: NonNullable<Item['judgement']>): string {
  return reasons.length === 0 ? verdict : `${verdict} (${reasons.join(', ')})`
}

const ANSWER = /^answers\.(\d+)\.value$/

/** Field, value, and where it came from. An answer is shown by its question. */
function fieldRow({ field, value, from }: Item['fields'][number], { form }: Item): string[] {
  const answer = form?.answers?.[Number(ANSWER.exec(field)?.[1])]
  const name = answer === undefined ? field : `answer "${answer.label ?? answer.key}"`
  const origin = from.length === 0 ? '(derived)' : `<- ${from.slice(0, 3).join(', ')}`
  return [oneLine(name, 40), oneLine(value, 60), origin]
}

const oneLine = (text: string, room: number) => shortened(text.replace(/\s+/g, ' '), room)

const indented = (text: string) => text.replace(/^/gm, '   ')
