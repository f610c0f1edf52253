/**
 * The four letters by which a text message names an offer: enough to tell the open offers of one rep
 * apart. They prove nothing; the number that a message comes from does.
 */
export const offerCode = (assignmentId: string): string => assignmentId.slice(-4).toUpperCase()
