import { newVersion } from '../connection/version-store.ts';
import { BASE, under, within } from '../routes/base.ts';
import { parseRoute } from '../routes/route-state.ts';
import { go } from '../routes/router.ts';

const WORKER = under('/sw.js');
const DATA = BASE === '' ? 'parley-data' : `parley-data${under('/')}`; // sw.js keeps there what opens a room without a server

type PolicyFactory = { createPolicy(name: string, rules: { createScriptURL(url: string): string }): { createScriptURL(url: string): unknown } };

/** Lets the page open without a server from now on. Only a built client has a worker, and only secure pages may. */
export async function startWorker(): Promise<void> {
  if (!import.meta.env.PROD || !('serviceWorker' in navigator)) return;
  navigator.serviceWorker.addEventListener('message', ({ data }: MessageEvent<{ go?: string }>) => {
    if (typeof data.go === 'string') go(parseRoute(within(data.go)));
  });
  try {
    const registration = await navigator.serviceWorker.register(trusted(WORKER));
    registration.addEventListener('updatefound', () => {
      const coming = registration.installing;
      coming?.addEventListener('statechange', () => {
        if (coming.state === 'installed' && navigator.serviceWorker.controller !== null) newVersion.value = true;
      });
    });
  } catch {
    // the page works without it
  }
}

/** Loads the page anew, with the newest worker if one waits. */
export async function reloadNewest(): Promise<void> {
  const waiting = (await navigator.serviceWorker?.getRegistration())?.waiting;
  if (waiting == null) return location.reload();
  navigator.serviceWorker.addEventListener('controllerchange', () => location.reload(), { once: true });
  waiting.postMessage('take-over');
}

/** What was kept of somebody's rooms goes with them. */
export async function forgetKept(): Promise<void> {
  await globalThis.caches?.delete(DATA);
}

/** The one address that may become a script; the page's policy allows this policy and no other. */
function trusted(url: string): string {
  const types = (globalThis as { trustedTypes?: PolicyFactory }).trustedTypes;
  if (types === undefined) return url;
  const policy = types.createPolicy('parley-worker', {
    createScriptURL: (asked) => {
      if (asked !== WORKER) throw new TypeError('no such worker');
      return asked;
    },
  });
  return policy.createScriptURL(url) as string;
}
