import type { FollowerName } from '../domain/task.ts'

/** The queue of leads that wait for a stage. */
export const stageQueue = (stage: string): string => `stage-${stage}`

/** The queue of tasks for a follower. */
export const followerQueue = (follower: FollowerName): string => `follower-${follower}`
