/** What the server says of its queue of jobs. */

import { hasEnded, type Job as OwnJob } from '@parley/client';

export type JobState = OwnJob['state'];
export const JOB_STATES: readonly JobState[] = ['failure', 'started', 'retry', 'pending', 'success', 'cancelled'];

export type JobQueue = {
  readonly kind: string;
  readonly waiting: number;
  readonly running: number;
  readonly succeeded: number;
  readonly failed: number;
  readonly cancelled: number;
  /** Since when the one that waits longest could have been begun; null: none is late. */
  readonly oldestDueAt?: string | null;
};

/** A job of anybody, as administrators see it. */
export type Job = OwnJob & {
  readonly kind: string;
  readonly attempts: number;
  readonly maxAttempts: number;
  readonly createdAt: string;
  /** Code of the last failure. */
  readonly failure?: string;
  /** Silo that is at it. */
  readonly worker?: string;
};

/** What an administrator can do about a job: one that has ended can only be tried again, and only if it failed. */
export const remedy = (state: JobState): 'requeue' | 'cancel' | null => (state === 'failure' ? 'requeue' : hasEnded({ state }) ? null : 'cancel');
