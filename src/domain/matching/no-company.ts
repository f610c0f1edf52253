/** What people write who have no company or will not name it. */
const NO_COMPANY = new Set(
  (
    'test testing n a na none no null nil x xx xxx abc asdf company unknown self employed freelance freelancer private privat ' +
    'individual personal home me my student'
  ).split(' '),
)

/** True for words, as `folded` writes them, none of which is the name of a company. */
export const saysNoCompany = (words: readonly string[]) =>
  words.every((word) => NO_COMPANY.has(word))
