/** Whether this looks like an id of the product, and not like a name or a number. */
export const isId = (text: string): boolean => /^[\da-f]{8}-[\da-f-]{27}$/i.test(text)
