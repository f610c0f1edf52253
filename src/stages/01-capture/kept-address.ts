/** As HTTP/2 names the address of a request: no header that a sender writes can be called so. */
const NAME = ':path'

/**
 * What of the address a delivery was sent to is kept beside its headers: the parameters that its kind
 * reads, and nothing else, as others may be credentials. Nothing when there are none.
 */
export function keptAddress(url: string, parameters: readonly string[]): Record<string, string> {
  const query = new URL(url).searchParams
  const read = [...query].filter(([name]) => parameters.includes(name))
  return read.length === 0 ? {} : { [NAME]: `?${new URLSearchParams(read)}` }
}

/** The parameters that were kept, as they follow an address. */
export const keptParameters = (headers: Readonly<Record<string, string>>) => headers[NAME] ?? ''
