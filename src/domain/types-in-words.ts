/** Types of the library in the words of whoever writes rules. */
export const typesInWords = (types: string): string =>
  types
    .replace(/\b(double|int|uint)\b/g, 'number')
    .replace(/\bstring\b/g, 'text')
    .replace(/\bbool\b/g, 'yes or no')
    .replace(/\$(\w+)/g, 'the group `$1`')
