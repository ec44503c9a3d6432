import type { ConnectionState } from '@parley/client';

export const QUIET_MS = 2000;

export type Banner =
  | { readonly show: 'nothing' }
  | { readonly show: 'reconnecting'; readonly seconds: number; readonly trying: boolean }
  | { readonly show: 'refused' };

/** A short break is nobody's business; after two seconds people want to know. */
export function bannerOf(state: ConnectionState, now: number): Banner {
  if (state.is === 'refused') return { show: 'refused' };
  if (state.is !== 'waiting' && state.is !== 'connecting') return { show: 'nothing' };
  const down = now - state.downSince;
  if (down < QUIET_MS) return { show: 'nothing' };
  return { show: 'reconnecting', seconds: Math.floor(down / 1000), trying: state.is === 'connecting' };
}
