// Which messages a moderator may want to delete together. Pure.

/** Messages of somebody, of a time, the last so many; what is left out does not narrow. */
export type Which = { readonly user?: string; readonly since?: string; readonly last?: number };

/** Of the last minutes, the last so many, or as many as one call takes. */
export type Amount = { readonly minutes: number } | { readonly last: number } | 'all';

export const AMOUNTS: readonly Amount[] = [{ minutes: 60 }, { minutes: 24 * 60 }, { last: 10 }, { last: 100 }, 'all'];

/** @param who A user name, with or without the @; empty: of everybody. */
export function whichOf(who: string, amount: Amount, now: Date): Which {
  const user = who.trim().replace(/^@/, '');
  return {
    ...(user === '' ? {} : { user }),
    ...(amount === 'all' ? { last: 500 } : 'last' in amount ? { last: amount.last } : { since: new Date(now.getTime() - amount.minutes * 60_000).toISOString() }),
  };
}
