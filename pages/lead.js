/* The page of a lead at /leads/<id>, where a rep reads and answers it. Served as it is written. */

import { ask, forgetToken, keepToken, keptToken } from './api.js'
import { openOffer, showLead } from './lead-view.js'
import { dueText } from './lead-words.js'
import { leadReader } from './read-lead.js'
import { problemText, speakAgain, speakTo, words } from './words.js'

const find = (selector) => document.querySelector(selector)
const path = `/v1/leads/${location.pathname.split('/')[2]}`
const read = leadReader(path)
/* Soon enough to see that somebody else was faster; a lead that is being decided is looked at sooner. */
const LOOK_EVERY_MS = 10_000
const LOOK_SOON_MS = 1_000

/* The buttons, and what they are in the API. */
const ANSWERS = {
  accept: { verb: 'acknowledge' },
  decline: { verb: 'decline' },
  snooze: { verb: 'snooze', body: { minutes: 10 } },
  contacted: { verb: 'first-contact' },
}

let token = keptToken()
let me
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
  const found = await read(asked, lead?.version)
  // Somebody signed out meanwhile or in as somebody else, or what was read is older than what is shown.
  if (asked !== token || mine !== looks) return
  clearTimeout(next)
  if (found.me !== undefined && found.me !== me) greet(found.me)
  if (said !== undefined) say(said)
  if (found.error !== undefined) failed(found.error, said)
  else show(found)
  next = setTimeout(lookAgain, lead?.state === 'travelling' ? LOOK_SOON_MS : LOOK_EVERY_MS)
}

/* Whoever has signed in reads in their own language from now on. */
function greet(found) {
  me = found
  speakTo(me.locale)
}

/* While somebody sees the page, and it shows a lead or has not been able to yet. */
function lookAgain() {
  const isOver = document.body.dataset.part === 'none' || token === undefined
  if (!isOver && !isAnswering && !document.hidden) void look()
}

function show({ lead: found, about }) {
  trouble('')
  const isFirst = lead === undefined
  lead = found
  if (about === undefined) return
  names = about.names
  showLead({ lead, ...about })
  part('lead')
  tick()
  // What a link of an alert points at, such as the chat, was not there when the browser looked for it.
  if (isFirst) document.getElementById(location.hash.slice(1))?.scrollIntoView({ block: 'center' })
}

/* Says what is in the way. */
function failed(error, said) {
  const { status } = error
  // Refused is only the token of a rep that does not say of whom.
  if (status === 401 || status === 403) {
    return signOut(`${words().said.signInAgain} ${problemText(error)}`)
  }
  if (status === 404 || status === 400) {
    lead = undefined
    part('none')
    trouble('')
    return say(said ?? words().said.notTheirs)
  }
  const { outOfDate, tryingAgain } = words().said
  const parts = [problemText(error), lead === undefined ? '' : outOfDate, tryingAgain]
  trouble(parts.filter(Boolean).join(' '))
}

async function answer(name, body = ANSWERS[name].body ?? {}) {
  answering(true)
  const asked = ask(token, `${path}/${ANSWERS[name].verb}`, body)
  const came = await asked.then(() => words().said[name], lost)
  await look(came)
  answering(false)
}

/* Why an answer did not count. Given again it counts once; only a snooze that came through counts twice. */
function lost(error) {
  const { status, code, facts } = error
  const { tooLate, passedOn, pressAgain } = words().said
  if (code === 'already-taken') return tooLate(names.get(facts.repId) ?? facts.repId)
  if (code === 'lead-unknown' || code === 'not-assigned' || code === 'not-your-lead') {
    return passedOn
  }
  return status === undefined ? `${problemText(error)} ${pressAgain}` : problemText(error)
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
  document.title = words().page.lead
  find('h1').textContent = words().page.lead
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
find('#sign-out').addEventListener('click', () => signOut(words().said.signedOut))
for (const event of ['online', 'visibilitychange']) window.addEventListener(event, lookAgain)
setInterval(tick, 1_000)

speakAgain()
part(token === undefined ? 'sign-in' : 'loading')
if (token !== undefined) void look()
