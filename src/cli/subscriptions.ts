import { parseArgs } from 'node:util'
import * as z from 'zod'
import { type Command, CommandFailed } from './command.ts'
import type { Product } from './product.ts'
import {
  DeliveryList,
  deliveriesText,
  Subscription,
  SubscriptionList,
  subscriptionText,
} from './subscription-text.ts'

const help = `Usage: ./stl subscriptions list [--json]
       ./stl subscriptions create <url> [--events <types>]
             [--description <text>] [--include contact]
             [--disable-after-days <n>]
       ./stl subscriptions change <id> [--url <url>] [the options of create]
       ./stl subscriptions show|pause|resume|rotate|test|delete <id>
       ./stl subscriptions deliveries <id> [--json]
             [--state pending|accepted|failed]
       ./stl subscriptions redeliver <id> <event id> ... | --failed-since <time>

Tells other programs of events, as docs/events.md describes.

  --events <types>    with commas, such as lead.captured,lead.assigned;
                      lead.* for all, which is the default of create
  --include contact   names and addresses too; --include none: ids only
  create, rotate      print the secret once; the old one signs for another day
  test                sends an event to this subscriber; deliveries show how
                      it went`

const options = {
  json: { type: 'boolean' },
  url: { type: 'string' },
  events: { type: 'string' },
  description: { type: 'string' },
  include: { type: 'string' },
  'disable-after-days': { type: 'string' },
  state: { type: 'string' },
  'failed-since': { type: 'string' },
} as const

const parsed = (args: string[]) => parseArgs({ args, allowPositionals: true, options })
type Values = ReturnType<typeof parsed>['values']

type Call = {
  readonly product: Product
  /** The path of the subscription that was named. */
  readonly path: string
  readonly named: string
  readonly others: readonly string[]
  readonly values: Values
}

const WithSecret = Subscription.extend({ secret: z.string() })

/** Who is told of events, and how that goes. */
export const subscriptions: Command = {
  name: 'subscriptions',
  summary: 'tell other programs of events, and see how that goes',
  help,
  async run(args, terminal) {
    const { values, positionals } = parsed(args)
    const [verb = '', named = '', ...others] = positionals
    const act = Object.hasOwn(VERBS, verb) ? VERBS[verb] : undefined
    if (act === undefined || (verb !== 'list' && named === '')) {
      throw new CommandFailed('Say what to do with which subscription: see the help.', 2)
    }
    const product = await terminal.product()
    const path = `/v1/subscriptions/${encodeURIComponent(named)}`
    terminal.out(await act({ product, path, named, others, values }))
    return 0
  },
}

const VERBS: Readonly<Record<string, (call: Call) => Promise<string>>> = {
  async list({ product, values }) {
    const { items } = await product.get('/v1/subscriptions', SubscriptionList)
    if (values.json === true) return JSON.stringify(items, undefined, 2)
    return items.length === 0 ? 'No subscriptions.' : items.map(subscriptionText).join('\n')
  },
  async create({ product, named: url, values }) {
    const body = { events: ['lead.*'], ...settingsOf(values), url }
    return secretText(await product.post('/v1/subscriptions', body, WithSecret))
  },
  change: async ({ product, path, values }) =>
    subscriptionText(await product.patch(path, settingsOf(values), Subscription)),
  show: async ({ product, path }) => subscriptionText(await product.get(path, Subscription)),
  pause: (call) => posted('pause', call),
  resume: (call) => posted('resume', call),
  rotate: async ({ product, path }) =>
    secretText(await product.post(`${path}/rotate-secret`, undefined, WithSecret)),
  async test({ product, path }) {
    const Sent = z.object({ eventId: z.string() })
    const { eventId } = await product.post(`${path}/test`, undefined, Sent)
    return `${eventId} is on its way.`
  },
  async delete({ product, path, named }) {
    await product.remove(path)
    return `Deleted ${named}.`
  },
  async deliveries({ product, path, values }) {
    const state = values.state === undefined ? '' : `&state=${encodeURIComponent(values.state)}`
    const { items } = await product.get(`${path}/deliveries?limit=100${state}`, DeliveryList)
    return values.json === true ? JSON.stringify(items, undefined, 2) : deliveriesText(items)
  },
  async redeliver({ product, path, others: eventIds, values }) {
    const since = values['failed-since']
    const body = since === undefined ? { eventIds } : { failedSince: since }
    const Answer = z.object({ redelivered: z.number() })
    const { redelivered } = await product.post(`${path}/redeliver`, body, Answer)
    return `Redelivering: ${redelivered}.`
  },
}

async function posted(verb: string, { product, path }: Call): Promise<string> {
  return subscriptionText(await product.post(`${path}/${verb}`, undefined, Subscription))
}

const secretText = ({ secret, ...subscription }: z.infer<typeof WithSecret>) =>
  `${subscriptionText(subscription)}\n  secret  ${secret}`

/** What was given of it, in the words of the API. */
function settingsOf({ url, events, description, include, ...values }: Values) {
  const days = values['disable-after-days']
  return {
    ...(url === undefined ? {} : { url }),
    ...(events === undefined ? {} : { events: events.split(',') }),
    ...(description === undefined ? {} : { description }),
    ...(include === undefined ? {} : { include: include === 'none' ? [] : include.split(',') }),
    ...(days === undefined ? {} : { disableAfterDays: Number(days) }),
  }
}
