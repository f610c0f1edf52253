import * as z from 'zod'
import { CommandFailed } from './command.ts'
import { alone, type Call, defineVerbs, exactly } from './define-command.ts'
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

type Values = Call<typeof options>['values']

const WithSecret = Subscription.extend({ secret: z.string() })

/** Who is told of events, and how that goes. */
export const subscriptions = defineVerbs({
  name: 'subscriptions',
  summary: 'tell other programs of events, and see how that goes',
  help,
  options,
  verbs: {
    list: alone(list),
    create: about(async ({ product, named: url, values }) => {
      const body = { events: ['lead.*'], ...settingsOf(values), url }
      return secretText(await product.post('/v1/subscriptions', body, WithSecret))
    }),
    change: about(async ({ product, path, values }) =>
      subscriptionText(await product.patch(path, settingsOf(values), Subscription)),
    ),
    show: about(async ({ product, path }) =>
      subscriptionText(await product.get(path, Subscription)),
    ),
    pause: posted('pause'),
    resume: posted('resume'),
    rotate: about(async ({ product, path }) =>
      secretText(await product.post(`${path}/rotate-secret`, undefined, WithSecret)),
    ),
    test: about(async ({ product, path }) => {
      const Sent = z.object({ eventId: z.string() })
      const { eventId } = await product.post(`${path}/test`, undefined, Sent)
      return `${eventId} is on its way.`
    }),
    delete: about(async ({ product, path, named }) => {
      await product.remove(path)
      return `Deleted ${named}.`
    }),
    deliveries,
    redeliver: about(async ({ product, path, others: eventIds, values }) => {
      const since = values['failed-since']
      const body = since === undefined ? { eventIds } : { failedSince: since }
      const Answer = z.object({ redelivered: z.number() })
      const { redelivered } = await product.post(`${path}/redeliver`, body, Answer)
      return `Redelivering: ${redelivered}.`
    }),
  },
})

type SubscriptionsCall = Call<typeof options>
type Asked = {
  readonly product: Product
  /** The path of the subscription that was named. */
  readonly path: string
  readonly named: string
  readonly others: readonly string[]
  readonly values: Values
}

/** A verb about the subscription that is named behind it; what it comes to is printed. */
function about(act: (asked: Asked) => Promise<string>) {
  return async ({ positionals, values, ...terminal }: SubscriptionsCall): Promise<number> => {
    const [named, ...others] = positionals
    if (named === undefined) throw new CommandFailed(UNNAMED, 2)
    const product = await terminal.product()
    terminal.out(await act({ product, path: pathOf(named), named, others, values }))
    return 0
  }
}

function posted(verb: 'pause' | 'resume') {
  return about(async ({ product, path }) =>
    subscriptionText(await product.post(`${path}/${verb}`, undefined, Subscription)),
  )
}

const UNNAMED = 'Say what to do with which subscription: see the help.'

const pathOf = (named: string) => `/v1/subscriptions/${encodeURIComponent(named)}`

async function list({ print, product }: SubscriptionsCall): Promise<number> {
  const { items } = await (await product()).get('/v1/subscriptions', SubscriptionList)
  print(items, () => items.map(subscriptionText).join('\n') || 'No subscriptions.')
  return 0
}

async function deliveries({ positionals, values, print, product }: SubscriptionsCall) {
  const [named] = exactly(1, positionals, UNNAMED)
  const state = values.state === undefined ? '' : `&state=${encodeURIComponent(values.state)}`
  const path = `${pathOf(named)}/deliveries?limit=100${state}`
  const { items } = await (await product()).get(path, DeliveryList)
  print(items, deliveriesText)
  return 0
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
