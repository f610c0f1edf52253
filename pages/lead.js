/* The page of a lead at /leads/<id>, where a rep reads and answers it. Served as it is written. */

import { ask, forgetToken, keepToken, keptToken } from './api.js'
import { openOffer, showLead } from './lead-view.js'
import { dueText } from './lead-words.js'

const find = (selector) => document.querySelector(selector)
const path = `/v1/leads/${location.pathname.split('/')[2]}`
/* Soon enough to see that somebody else was faster; a lead that is being decided is looked at sooner. */
const LOOK_EVERY_MS = 10_000
const LOOK_SOON_MS = 1_000

const ANSWERS = {
  accept: { verb: 'acknowledge', said: 'The lead is yours.' },
  decline: { verb: 'decline', said: 'Passed on to the next rep.' },
  snooze: { verb: 'snooze', body: { minutes: 10 }, said: 'You have 10 more minutes.' },
  contacted: { verb: 'first-contact', said: 'The first contact is recorded.' },
}
const NOT_THEIRS = 'This lead is not with you. Somebody else has it, or there is no such lead.'

let token = keptToken()
let names = new Map()
let lead
let next
let looks = 0
let isAnswering = false

/* Reads the lead and shows it; `said` is what an answer came to, and stays. Never rejects. */
async function look(said) {
  const asked = token
  looks++
  const mine = looks
  const read = await all(asked).catch((error) => ({ error }))
  // Somebody signed out meanwhile or in as somebody else, or what was read is older than what is shown.
  if (asked !== token || mine !== looks) return
  clearTimeout(next)
  if (said !== undefined) say(said)
  if (read.error !== undefined) failed(read.error, said)
  else show(read)
  next = setTimeout(lookAgain, lead?.state === 'travelling' ? LOOK_SOON_MS : LOOK_EVERY_MS)
}

/* While somebody sees the page, and it shows a lead or has not been able to yet. */
function lookAgain() {
  const isOver = document.body.dataset.part === 'none' || token === undefined
  if (!isOver && !isAnswering && !document.hidden) void look()
}

/* The lead, and what else is shown of it when it is another than what is shown. */
async function all(asked) {
  const found = await ask(asked, path)
  if (found.version === lead?.version) return { found }
  const parts = ['journey', 'explanation?rules=evaluated', 'transcript']
  const paths = [...parts.map((one) => `${path}/${one}`), '/v1/reps', '/v1/me']
  const [journey, explanation, chat, reps, me] = await Promise.all(
    paths.map((one) => ask(asked, one)),
  )
  names = new Map(reps.items.map(({ id, name }) => [id, name]))
  return { found, about: { journey, explanation, chat, names, me } }
}

function show({ found, about }) {
  trouble('')
  const isFirst = lead === undefined
  lead = found
  if (about === undefined) return
  showLead({ lead, ...about })
  part('lead')
  tick()
  // What a link of an alert points at, such as the chat, was not there when the browser looked for it.
  if (isFirst) document.getElementById(location.hash.slice(1))?.scrollIntoView({ block: 'center' })
}

/* Says what is in the way. */
function failed({ status, message }, said) {
  // Refused is only the token of a rep that does not say of whom.
  if (status === 401 || status === 403) return signOut(`Sign in again. ${sentence(message)}`)
  if (status === 404 || status === 400) {
    lead = undefined
    part('none')
    trouble('')
    return say(said ?? NOT_THEIRS)
  }
  const stale = lead === undefined ? '' : ' What you see may be out of date.'
  trouble(`${sentence(message)}${stale} Trying again.`)
}

async function answer(name, body = ANSWERS[name].body ?? {}) {
  const { verb, said } = ANSWERS[name]
  answering(true)
  const came = await ask(token, `${path}/${verb}`, body).then(() => said, lost)
  await look(came)
  answering(false)
}

/* Why an answer did not count. Given again it counts once; only a snooze that came through counts twice. */
function lost({ status, code, facts, message }) {
  if (code === 'already-taken') {
    return `Too late: ${names.get(facts.repId) ?? facts.repId} has the lead.`
  }
  if (code === 'lead-unknown' || code === 'not-assigned' || code === 'not-your-lead') {
    return 'Too late: the lead has been passed on.'
  }
  return `${sentence(message)}${status === undefined ? ' Perhaps it was not counted: press again.' : ''}`
}

function signOut(why) {
  clearTimeout(next)
  forgetToken()
  token = undefined
  lead = undefined
  part('sign-in')
  trouble('')
  say(why)
}

/* Shows one part of the page; what is not shown keeps nothing of a lead. */
function part(name) {
  document.body.dataset.part = name
  if (name === 'lead') return
  document.title = 'Lead'
  find('h1').textContent = 'Lead'
  for (const one of document.querySelectorAll('.of-lead')) one.replaceChildren()
  find('#call').removeAttribute('href')
}

function tick() {
  const dueAt = lead && openOffer(lead)?.acknowledgeBy
  find('#due').textContent = dueAt ? dueText(dueAt, Date.now()) : ''
}

const say = (text) => {
  find('#said').textContent = text
}
const trouble = (text) => {
  find('#trouble').textContent = text
}
const answering = (value) => {
  isAnswering = value
  for (const button of document.querySelectorAll('#lead button')) button.disabled = value
}
const sentence = (text) => `${text.charAt(0).toUpperCase()}${text.slice(1).replace(/\.$/, '')}.`

find('#sign-in').addEventListener('submit', (event) => {
  event.preventDefault()
  token = new FormData(event.target).get('token').trim()
  keepToken(token)
  event.target.reset()
  say('')
  part('loading')
  void look()
})
find('#contacted').addEventListener('submit', (event) => {
  event.preventDefault()
  void answer('contacted', { how: new FormData(event.target).get('how') })
})
for (const button of document.querySelectorAll('[data-act]')) {
  button.addEventListener('click', () => void answer(button.dataset.act))
}
// The browser dials whatever becomes of this; to be reached takes the lead as well.
find('#call').addEventListener('click', () => void answer('contacted', { how: 'call' }))
find('#sign-out').addEventListener('click', () => signOut('Signed out.'))
for (const event of ['online', 'visibilitychange']) window.addEventListener(event, lookAgain)
setInterval(tick, 1_000)

part(token === undefined ? 'sign-in' : 'loading')
if (token !== undefined) void look()
