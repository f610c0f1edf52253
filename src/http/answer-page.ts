import type { LinkAction } from '../domain/alert.ts'
import { builtIn } from '../domain/alert-words/built-in.ts'
import type { AnswerEnding, LocaleWords } from '../domain/alert-words/locale-words.ts'
import { wordsOf } from '../domain/alert-words/words-of.ts'
import { filledTemplate } from '../domain/template.ts'
import { escaped, htmlPage } from './html-page.ts'

/** What the page behind a link of an alert shows. */
export type AnswerView =
  | { readonly state: 'asked'; readonly action: LinkAction }
  | { readonly state: AnswerEnding }
  | { readonly state: 'over'; readonly holder: string | undefined }
  /** Without a number where there is none any more. */
  | { readonly state: 'call-done'; readonly phone: string | undefined }

/**
 * The page, in the language of a locale. It says nothing of the lead, since a mail is passed on more often
 * than one thinks.
 */
export function answerPage(view: AnswerView, locale: string | undefined): string {
  const words = wordsOf(locale)
  const { title, body } = pageOf(view, words)
  return htmlPage(title, body, { language: words.language })
}

/** The same in a sentence or two, for what shows no page. */
export function answerSaid(view: AnswerView, locale: string | undefined): string {
  const { said, pages } = wordsOf(locale)
  switch (view.state) {
    case 'asked':
      return pages.questions[view.action]
    case 'over':
      return filledTemplate(builtIn(said.tooLate), { holder: view.holder }) ?? said.passedOn
    case 'call-done':
      return said.counts.call
    case 'snooze-used-up':
      return said.usedUp
    case 'back-done':
    case 'back-over':
    case 'unknown':
    case 'expired':
      return `${pages.endings[view.state].title}. ${pages.endings[view.state].text}`
    default:
      return said.counts[ACTION_OF[view.state]]
  }
}

const ACTION_OF = {
  'accept-done': 'accept',
  'decline-done': 'decline',
  'snooze-done': 'snooze',
} as const

type Page = { readonly title: string; readonly body: string }

function pageOf(view: AnswerView, words: LocaleWords): Page {
  const { questions, endings } = words.pages
  if (view.state === 'over') return overPage(view.holder, words)
  if (view.state === 'call-done') return callPage(view.phone, words)
  if (view.state !== 'asked') return plain(endings[view.state])
  const button = escaped(buttonOf(view.action, words))
  return {
    title: questions[view.action],
    body: `<form method="post"><button autofocus>${button}</button></form>`,
  }
}

function buttonOf(action: LinkAction, { answers, call, comeBack }: LocaleWords): string {
  if (action === 'back') return comeBack
  return action === 'call' ? call : answers[action]
}

const plain = ({ title, text }: { readonly title: string; readonly text: string }): Page => ({
  ...{ title, body: `<p>${escaped(text)}</p>` },
})

function overPage(holder: string | undefined, { pages: { over } }: LocaleWords): Page {
  const text = filledTemplate(builtIn(over.text), { holder }) ?? over.passedOn
  return plain({ ...over, text })
}

/** Dials at once where the browser lets a page do so; else the number is there to be pressed. */
function callPage(phone: string | undefined, { pages }: LocaleWords): Page {
  if (phone === undefined) return plain(pages.noNumber)
  const { title, text } = pages.called
  const call = filledTemplate(builtIn(text), { phone }) ?? phone
  const href = `tel:${escaped(phone)}`
  const dial = `<meta http-equiv="refresh" content="0; url=${href}">`
  return { title, body: `${dial}<p><a class="button" href="${href}">${escaped(call)}</a></p>` }
}
