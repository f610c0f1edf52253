/** What identifies a phone number in international notation, however it is spaced: `+4790000001`. */
export const phoneDigits = (phone: string): string =>
  `+${phone.replace(/^\s*00/, '').replace(/\D/g, '')}`
