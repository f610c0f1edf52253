/** A change that the guide asks for: a new file, or lines of a file that stay, go (-) and come (+). */
export type Change =
  | { readonly kind: 'new'; readonly path: string; readonly text: string }
  | { readonly kind: 'lines'; readonly path: string; readonly lines: readonly string[] }

const BLOCK = /^( *)```(ts|diff)\n(.*?)^ *```$/gms
const PATH = /`((?:src|config|pages|test)\/[\w./-]+\.(?:ts|js|yaml))`/g

/**
 * The changes that the code blocks of a guide ask for, in their order. Each is about the file that
 * was named last before it: a `ts` block is the whole of a new file, a `diff` block changes lines.
 */
export function changesInGuide(guide: string): Change[] {
  return [...guide.matchAll(BLOCK)].map((block): Change => {
    const [, indent = '', language, content = ''] = block
    const path = [...guide.slice(0, block.index).matchAll(PATH)].at(-1)?.[1]
    if (path === undefined) throw new Error('A code block comes before any file is named')
    const lines = content.split('\n').map((line) => line.slice(indent.length))
    return language === 'ts'
      ? { kind: 'new', path, text: lines.join('\n') }
      : { kind: 'lines', path, lines: lines.slice(0, -1) }
  })
}
