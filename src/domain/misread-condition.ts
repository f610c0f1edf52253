/** What people write by habit at the place where a condition cannot be read on, and what is meant. */
type Habit = {
  readonly before?: RegExp
  readonly after?: RegExp
  readonly meant: string
}

const HABITS: readonly Habit[] = [
  { after: /^and\b/i, meant: '&&' },
  { after: /^or\b/i, meant: '||' },
  { after: /^not\s+in\b/i, meant: '!(… in …)' },
  { after: /^is\s+not\b/i, meant: '!=' },
  { after: /^(is|equals?)\b/i, meant: '==' },
  { after: /^contains\b/i, meant: '.contains(…)' },
  { after: /^starts\s*with\b/i, meant: '.startsWith(…)' },
  { after: /^ends\s*with\b/i, meant: '.endsWith(…)' },
  { before: /\bnot\s+$/i, meant: '!' },
  { before: /<$/, after: /^>/, meant: '!=' },
  { before: /==$/, after: /^=/, meant: '==' },
  { before: /!=$/, after: /^=/, meant: '!=' },
  { after: /^=>/, meant: '>=' },
  { after: /^=</, meant: '<=' },
  { after: /^=/, meant: '==' },
  { after: /^&/, meant: '&&' },
  { after: /^\|/, meant: '||' },
  { after: /^[“”„«»]/, meant: '"' },
  { after: /^[‘’‚]/, meant: "'" },
]

/**
 * Why a condition cannot be read on at an offset, where that is a habit of other languages or of word
 * processors, with what is meant instead; undefined for everything else.
 */
export function misread(text: string, offset: number): string | undefined {
  const [before, after] = [text.slice(0, offset), text.slice(offset)]
  if (/\bin\s*\([^)]*$/.test(before) && after.startsWith(',')) {
    return 'a list stands in brackets: `in ["a", "b"]`'
  }
  const habit = HABITS.find((one) => holds(one.before, before) && holds(one.after, after))
  const word = /^\w+/.exec(after)?.[0]
  if (habit !== undefined) return `cannot be read on here; did you mean \`${habit.meant}\`?`
  return word === undefined ? undefined : `\`${word}\` cannot stand here`
}

const holds = (pattern: RegExp | undefined, text: string) => pattern?.test(text) ?? true
