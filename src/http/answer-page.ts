import type { LinkAction } from '../domain/alert.ts'
import { escaped, htmlPage } from './html-page.ts'

type Ended = `${Exclude<LinkAction, 'call'>}-done` | 'snooze-used-up' | 'unknown' | 'expired'

/** What the page behind a link of an alert shows. */
export type AnswerView =
  | { readonly state: 'asked'; readonly action: LinkAction }
  | { readonly state: Ended }
  | { readonly state: 'over'; readonly holder: string | undefined }
  /** Without a number where there is none any more. */
  | { readonly state: 'call-done'; readonly phone: string | undefined }

/** The page. It says nothing of the lead, since a mail is passed on more often than one thinks. */
export function answerPage(view: AnswerView): string {
  if (view.state === 'asked') {
    const { title, button } = QUESTIONS[view.action]
    return htmlPage(title, `<form method="post"><button autofocus>${button}</button></form>`)
  }
  if (view.state === 'over')
    return htmlPage('This offer is over', `<p>${overText(view.holder)}</p>`)
  if (view.state === 'call-done') return callPage(view.phone)
  const { title, text } = ENDINGS[view.state]
  return htmlPage(title, `<p>${text}</p>`)
}

/** Dials at once where the browser lets a page do so; else the number is there to be pressed. */
function callPage(phone: string | undefined): string {
  if (phone === undefined) return htmlPage('There is no number', '<p>Open the lead instead.</p>')
  const href = `tel:${escaped(phone)}`
  const dial = `<meta http-equiv="refresh" content="0; url=${href}">`
  return htmlPage(
    'Your call is recorded',
    `${dial}<p><a class="button" href="${href}">Call ${escaped(phone)}</a></p>`,
  )
}

const overText = (holder: string | undefined) =>
  holder === undefined ? 'The lead has been passed on.' : `The lead is with ${escaped(holder)} now.`

const QUESTIONS: Readonly<Record<LinkAction, { title: string; button: string }>> = {
  accept: { title: 'Accept this lead?', button: 'Accept' },
  decline: { title: 'Decline this lead?', button: 'Decline' },
  call: { title: 'Call now?', button: 'Call' },
  snooze: { title: 'Decide later?', button: 'Snooze' },
}

type Ending = { readonly title: string; readonly text: string }

const ENDINGS: Readonly<Record<Ended, Ending>> = {
  'accept-done': { title: 'The lead is yours', text: 'Nobody else will be asked. Good luck!' },
  'decline-done': { title: 'Passed on', text: 'The next rep is asked now.' },
  'snooze-done': { title: 'You have more time', text: 'You will be reminded.' },
  'snooze-used-up': {
    title: 'Not again',
    text: 'You have put this off as often as you may. Take the lead or pass it on.',
  },
  unknown: { title: 'This link does not work', text: 'It is not whole. Open the lead instead.' },
  expired: { title: 'This link is too old', text: 'Open the lead instead.' },
}
