import { signal } from '@preact/signals';
import type { ParleyRest } from '@parley/client';

/** From the finest on. */
export const LEVELS = ['Trace', 'Debug', 'Information', 'Warning', 'Error', 'Critical', 'None'] as const;
export type Level = (typeof LEVELS)[number];

/** A level of the log that counts for a while on every silo and frontend. */
export type LevelChange = { readonly category: string; readonly level: Level; readonly until: string };

type Answer = { levels: LevelChange[] };

/** The latest answer; null until there is one. */
export const levels = signal<readonly LevelChange[] | null>(null);

const take = (answer: unknown): void => {
  levels.value = (answer as Answer).levels;
};

export const lookAtLevels = async (rest: ParleyRest): Promise<void> => take(await rest.request('GET', '/admin/log-levels'));

/** Changes the level of a category, with what is below it. */
export async function setLevel(rest: ParleyRest, category: string, level: Level, forSeconds: number): Promise<void> {
  take(await rest.request('PUT', `/admin/log-levels/${encodeURIComponent(category)}`, { level, forSeconds }));
}

/** Has a category go back to what is configured. */
export async function resetLevel(rest: ParleyRest, category: string): Promise<void> {
  take(await rest.request('DELETE', `/admin/log-levels/${encodeURIComponent(category)}`));
}
