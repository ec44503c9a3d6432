import { signal } from '@preact/signals';
import type { ParleyRest } from '@parley/client';
import type { Dashboard } from './dashboard-state.ts';

const EVERY_MS = 1500;

/** The latest numbers; null until there are any. */
export const dashboard = signal<Dashboard | null>(null);
/** Why the latest attempt brought none; null if it did. */
export const failure = signal<unknown>(null);

/** Asks again and again until the returned function is called; not while nobody can see it. */
export function watch(rest: ParleyRest): () => void {
  let stopped = false;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const look = async (): Promise<void> => {
    if (document.visibilityState === 'visible') {
      try {
        const answer = (await rest.request('GET', '/dashboard')) as Dashboard;
        if (stopped) return;
        [dashboard.value, failure.value] = [answer, null];
      } catch (error) {
        if (stopped) return;
        failure.value = error;
      }
    }
    timer = setTimeout(() => void look(), EVERY_MS);
  };
  void look();
  return () => {
    stopped = true;
    clearTimeout(timer);
    [dashboard.value, failure.value] = [null, null];
  };
}

/** Development only: the silo's process ends at once. */
export async function killSilo(rest: ParleyRest, silo: string): Promise<void> {
  await rest.request('POST', `/dashboard/silos/${encodeURIComponent(silo)}/kill`);
}

/** The process of a silo or a frontend stops in order. */
export async function drainNode(rest: ParleyRest, kind: 'silos' | 'frontends', id: string): Promise<void> {
  await rest.request('POST', `/dashboard/${kind}/${encodeURIComponent(id)}/drain`);
}
