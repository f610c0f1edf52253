/* Draws a lead. Everything goes into text nodes and properties, since anybody may write a lead. */

import { clock, eventText, lasted, standingText } from './lead-words.js'
import { words } from './words.js'

const find = (selector) => document.querySelector(selector)

/* Shows a lead with its journey, explanation and chat, and the buttons that whoever signed in may press. */
export function showLead({ lead, journey, explanation, chat, names, me }) {
  const nameOf = (repId) => names.get(repId) ?? repId ?? words().somebodyElse
  const { form = {}, findings = {}, enrichment = {} } = lead.parts
  const known = form.fullName ?? [form.firstName, form.lastName].filter(Boolean).join(' ')
  const company = form.company ?? enrichment.company?.name
  const title = known || company || words().page.lead
  document.title = title
  find('h1').textContent = title
  find('#who').textContent = [form.title, known && company, findings.country]
    .filter(Boolean)
    .join(' · ')
  find('#standing').textContent = standingText(lead, nameOf, me.repId)
  find('#tier').textContent = [words().tiers[lead.tier], lead.score]
    .filter((one) => one !== undefined)
    .join(' ')
  find('#tier').dataset.tier = lead.tier ?? ''
  find('#message').textContent = form.message ?? ''
  showButtons(lead, me, findings.phone)
  find('#facts').replaceChildren(...facts(lead, form, findings).flatMap(pair))
  listed(
    '#chat',
    chat.messages.map(({ role, text }) => `${words().roles[role]}: ${text}`),
  )
  const { score, assignments } = explanation
  const given = assignments.at(-1)
  listed('#why', [
    ...(given === undefined ? [] : [`${given.name}: ${words().why(given)}`]),
    ...(score?.reasons ?? []).map(({ points, reason }) => `${reason} (${signed(points)})`),
  ])
  listed(
    '#events',
    journey.steps.map((step) => [
      element('time', { textContent: `+${lasted(step.atMs)}`, title: clock(step.at) }),
      eventText(step, nameOf),
    ]),
  )
}

/* The offer that waits for an answer; undefined when none does. */
export function openOffer({ assignments, assignmentId, state, acknowledgedAt }) {
  if (state !== 'assigned' || acknowledgedAt !== undefined) return undefined
  return assignments.find(({ id }) => id === assignmentId)
}

function showButtons(lead, { role, repId }, phone) {
  const isOpen = openOffer(lead) !== undefined
  // Whoever was told of the lead of another may take it, and nothing else.
  const isHeld = lead.state === 'assigned' || lead.state === 'attached'
  const isTheirs = isHeld && (role !== 'rep' || repId === lead.repId)
  const call = find('#call')
  call.hidden = phone === undefined || !isTheirs
  call.href = `tel:${phone}`
  call.textContent = words().call(phone)
  find('[data-act=accept]').hidden = !isOpen
  for (const name of ['decline', 'snooze']) find(`[data-act=${name}]`).hidden = !isOpen || !isTheirs
  find('#contacted').hidden = !isTheirs || lead.firstContactAt !== undefined
}

/* What is known, as pairs of a name and a text or an element. */
function facts(lead, form, findings) {
  const { receivedAt, decidedAt, acknowledgedAt, firstContactAt } = lead
  const after = (at) =>
    at && words().later(clock(at), lasted(Date.parse(at) - Date.parse(receivedAt)))
  const { facts: names, outcomes } = words()
  const { campaign, form: filled } = lead.attribution
  const source = [lead.sourceKey, campaign?.name ?? campaign?.id, filled?.name]
  return [
    [names.mail, mailTo(findings.email) ?? form.email],
    [names.phone, findings.phone ?? form.phone],
    [names.source, source.filter(Boolean).join(' · ')],
    ...(form.answers ?? []).map(({ label, key, value }) => [label ?? key, value]),
    [names.test, lead.isTest ? names.isTest : undefined],
    [names.captured, clock(receivedAt)],
    [names.decided, after(decidedAt)],
    [names.due, openOffer(lead)?.acknowledgeBy && clock(openOffer(lead).acknowledgeBy)],
    [names.accepted, after(acknowledgedAt)],
    [names.contacted, after(firstContactAt)],
    [names.outcome, outcomes[lead.outcome]],
  ].filter(([, value]) => value !== undefined)
}

function mailTo(email) {
  if (email === undefined) return undefined
  const address = encodeURIComponent(email).replace('%40', '@')
  return element('a', { href: `mailto:${address}`, textContent: email })
}

const pair = ([name, value]) => [element('dt', { textContent: name }), element('dd', {}, value)]

function listed(selector, items) {
  const list = find(selector)
  list.replaceChildren(...items.map((item) => element('li', {}, ...[item].flat())))
  list.parentElement.hidden = items.length === 0
}

function element(name, properties, ...children) {
  const made = Object.assign(document.createElement(name), properties)
  made.append(...children)
  return made
}

const signed = (points) => (points > 0 ? `+${points}` : String(points))
