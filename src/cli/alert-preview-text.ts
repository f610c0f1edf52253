import * as z from 'zod'

/** What the product says that alerts would be. */
export const PreviewedAlerts = z.object({
  rep: z.string(),
  alerts: z.array(
    z.object({
      kind: z.string(),
      channel: z.string(),
      locale: z.string(),
      title: z.string(),
      lines: z.array(z.string()),
      answers: z.array(z.string()),
      message: z.unknown(),
    }),
  ),
})
export type PreviewedAlerts = z.infer<typeof PreviewedAlerts>
type Previewed = PreviewedAlerts['alerts'][number]

/** Alerts as they would be sent, for a person. */
export function previewedText({ rep, alerts }: PreviewedAlerts): string {
  if (alerts.length === 0) return 'No channel is configured; name one with --channel.'
  return alerts.map((one) => alertText(one, rep)).join('\n\n')
}

function alertText(alert: Previewed, rep: string): string {
  const { kind, channel, locale, title, lines, answers } = alert
  const size = sizeText(alert.message)
  const buttons = answers.map((answer) => `[${answer}]`).join(' ')
  const isDigest = kind === 'digest'
  const below = isDigest || buttons === '' ? [] : [buttons]
  const body = isText(alert.message)
    ? alert.message.text.split('\n')
    : [title, ...lines.map((line) => (isDigest ? `${line} ${buttons}` : line)), ...below]
  return [
    `${kind} by ${channel} to ${rep} (${locale})`,
    ...body.flatMap((line) => line.split('\n')).map((line) => `  ${line}`),
    ...(size === undefined ? [] : [`  -- ${size}`]),
  ].join('\n')
}

type TextMessage = {
  readonly text: string
  readonly segments: number
  readonly places: number
  readonly alphabet: string
}

/** Only a text message says how many segments it has. */
const isText = (message: unknown): message is TextMessage =>
  typeof message === 'object' && message !== null && 'segments' in message

function sizeText(message: unknown): string | undefined {
  if (!isText(message)) return undefined
  const { segments, places, alphabet } = message
  const counted = segments === 1 ? '1 segment' : `${segments} segments`
  return `${counted}, ${places} places in ${alphabet}`
}
