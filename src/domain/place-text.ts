type Place = {
  readonly file: string
  readonly line?: number | null | undefined
  readonly path?: string | undefined
}

/**
 * Where something stands in a document, as people read it: `routing.yaml:31`, or
 * `routing.yaml rules[2].when` where there is no file whose lines could be counted.
 */
export function placeText({ file, line, path }: Place): string {
  if (line !== undefined && line !== null) return `${file}:${line}`
  return path ? `${file} ${path}` : file
}

/** What is wrong there: `routing.yaml:31: rules[dach].when: ...`, as far as the thing has a name. */
export function problemText({
  named,
  reason,
  ...place
}: Place & { readonly named?: string | undefined; readonly reason: string }): string {
  return [placeText(place), named, reason].filter(Boolean).join(': ')
}
