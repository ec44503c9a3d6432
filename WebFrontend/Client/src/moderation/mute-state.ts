// How long somebody may be muted. Pure.

/** Minutes; null: until somebody lifts it. */
export const MUTES = [10, 60, 8 * 60, 24 * 60, 7 * 24 * 60, null] as const;

/** When a mute that begins now ends. */
export function muteFor(minutes: number, now: Date): string {
  return new Date(now.getTime() + minutes * 60_000).toISOString();
}

/** Whole units of a time in minutes, e.g. 480 is 8 hours. */
export function inUnits(minutes: number): { readonly count: number; readonly unit: 'minute' | 'hour' | 'day' } {
  if (minutes % (24 * 60) === 0) return { count: minutes / (24 * 60), unit: 'day' };
  return minutes % 60 === 0 ? { count: minutes / 60, unit: 'hour' } : { count: minutes, unit: 'minute' };
}
