/** The line that separates the parts of a multipart body; undefined when the type names none. */
export function multipartBoundary(contentType: string): string | undefined {
  const boundary = /boundary="?([^";]+)/i.exec(contentType)?.[1]?.trim()
  return boundary ? `--${boundary}` : undefined
}
