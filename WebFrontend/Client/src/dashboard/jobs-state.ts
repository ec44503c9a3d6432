/** What the server says of its queue of jobs. */

export const JOB_STATES = ['failure', 'started', 'retry', 'pending', 'success', 'cancelled'] as const;
export type JobState = (typeof JOB_STATES)[number];

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

export type Job = {
  readonly id: string;
  readonly kind: string;
  readonly state: JobState;
  readonly progress: { readonly done: number; readonly total: number } | null;
  readonly attempts: number;
  readonly maxAttempts: number;
  readonly createdAt: string;
  /** Code of the last failure. */
  readonly failure?: string;
  /** Silo that is at it. */
  readonly worker?: string;
};

/** What an administrator can do about a job: one that has ended can only be tried again, and only if it failed. */
export const remedy = (state: JobState): 'requeue' | 'cancel' | null =>
  state === 'failure' ? 'requeue' : state === 'pending' || state === 'started' || state === 'retry' ? 'cancel' : null;
