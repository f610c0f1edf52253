/** A moment of the API as people read it, to the minute: `2026-03-02 14:30`, in UTC. */
export const minute = (moment: string): string => moment.slice(0, 16).replace('T', ' ')
