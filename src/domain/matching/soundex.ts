/** The digit of each letter from a to z; 0 are those that are not heard. */
const DIGITS = '01230120022455012623010202'
const LENGTH = 4

/**
 * How a name sounds in English, as a letter and three digits (American Soundex, as the US National
 * Archives describe it): `robert` and `rupert` are both `r163`. Empty for a text without letters.
 */
export function soundex(text: string): string {
  const letters = text.replace(/[^a-z]/g, '')
  let code = letters.charAt(0)
  let before = digitOf(code)
  for (const letter of letters.slice(1)) {
    const digit = digitOf(letter)
    if (digit !== '0' && digit !== before) code += digit
    // What sounds alike on both sides of h or w is heard once.
    if (letter !== 'h' && letter !== 'w') before = digit
  }
  return code === '' ? '' : code.slice(0, LENGTH).padEnd(LENGTH, '0')
}

const digitOf = (letter: string) => DIGITS.charAt(letter.charCodeAt(0) - 'a'.charCodeAt(0))
