// The path that the server lies under on its host: empty, or e.g. /chat. The server writes it into the page (Parley:PathBase).

const written = globalThis.document?.querySelector('meta[name="parley-base"]')?.getAttribute('content') ?? './';

export const BASE = written === './' ? '' : written.replace(/\/$/, '');

/** An address of this server, from one that begins with a slash. */
export const under = (path: string): string => BASE + path;

/** The other way round: an address without what the server lies under. */
export function within(path: string, base = BASE): string {
  return base !== '' && (path === base || path.startsWith(`${base}/`)) ? path.slice(base.length) || '/' : path;
}

/** Where the page stands. */
export const here = (): string => within(location.pathname);
