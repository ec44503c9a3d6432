/** Work that the server does later, or for longer than one waits for an answer. */
export type Job = {
  readonly id: string;
  readonly state: 'pending' | 'started' | 'retry' | 'success' | 'failure' | 'cancelled';
  /** In units of its own; null: nothing is known of it. */
  readonly progress: { readonly done: number; readonly total: number } | null;
};

const STATES: readonly string[] = ['pending', 'started', 'retry', 'success', 'failure', 'cancelled'];

export function parseJob(json: unknown): Job {
  const from = typeof json === 'object' && json !== null ? (json as Record<string, unknown>) : {};
  const progress = from['progress'] as Record<string, unknown> | null | undefined;
  const state = String(from['state'] ?? '');
  return {
    id: String(from['id'] ?? ''),
    state: STATES.includes(state) ? (state as Job['state']) : 'pending',
    progress: typeof progress === 'object' && progress !== null ? { done: Number(progress['done'] ?? 0), total: Number(progress['total'] ?? 0) } : null,
  };
}

/** Nothing more will happen to it. */
export const hasEnded = ({ state }: Pick<Job, 'state'>): boolean => state === 'success' || state === 'failure' || state === 'cancelled';
