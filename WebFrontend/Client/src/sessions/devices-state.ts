import type { Session } from '@parley/client';

/** This device first, then those that were seen last. */
export function inOrder(sessions: readonly Session[]): Session[] {
  return sessions.toSorted((a, b) => Number(b.current) - Number(a.current) || b.lastSeenAt.localeCompare(a.lastSeenAt) || a.id.localeCompare(b.id));
}

/** How long ago, in the largest unit of which there is at least one: what `Intl.RelativeTimeFormat` takes. */
export function ago(at: Date, now: Date): readonly [number, 'minute' | 'hour' | 'day'] {
  const minutes = Math.max(0, Math.floor((now.getTime() - at.getTime()) / 60_000));
  if (minutes < 60) return [-minutes, 'minute'];
  return minutes < 24 * 60 ? [-Math.floor(minutes / 60), 'hour'] : [-Math.floor(minutes / (24 * 60)), 'day'];
}
