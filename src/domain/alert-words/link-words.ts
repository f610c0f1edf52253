import type { LinkAction } from '../alert.ts'
import type { LocaleWords } from './locale-words.ts'

/** What links do and are called, in the order in which a message has them. */
export const linkWords = ({
  answers,
  call,
  comeBack,
}: LocaleWords): readonly (readonly [LinkAction, string])[] => [
  ['accept', answers.accept],
  ['call', call],
  ['decline', answers.decline],
  ['snooze', answers.snooze],
  ['back', comeBack],
]
