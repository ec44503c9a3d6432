export type Route =
  | { readonly to: 'home' | 'threads' | 'dashboard' | 'devices' | 'account' | 'outbox' | 'invite' | 'people' | 'all-rooms' | 'audit' }
  /** A room, by name or id, what stands beside it, a thread by the number of its first message, and a message of the one or the other. */
  | { readonly to: 'room'; readonly name: string; readonly panel?: 'pins'; readonly thread?: number; readonly message?: number }
  | { readonly to: 'nowhere'; readonly path: string };

export function parseRoute(path: string): Route {
  if (path === '/' || path === '/rooms' || path === '/rooms/') return { to: 'home' };
  if (path === '/threads' || path === '/threads/') return { to: 'threads' };
  if (path === '/dashboard' || path === '/dashboard/') return { to: 'dashboard' };
  if (path === '/invite' || path === '/invite/') return { to: 'invite' };
  if (path === '/devices' || path === '/devices/') return { to: 'devices' };
  if (path === '/account' || path === '/account/') return { to: 'account' };
  if (path === '/people' || path === '/people/') return { to: 'people' };
  if (path === '/all-rooms' || path === '/all-rooms/') return { to: 'all-rooms' };
  if (path === '/audit' || path === '/audit/') return { to: 'audit' };
  if (path === '/outbox' || path === '/outbox/') return { to: 'outbox' };
  if (path === '/welcome' || path === '/join' || path === '/setup' || path === '/reset-password') return { to: 'home' };
  const [, room, pins, thread, message] = /^\/rooms\/([^/]+)(?:(\/pins)|(?:\/t\/([1-9]\d{0,14}))?(?:\/m\/([1-9]\d{0,14}))?)\/?$/.exec(path) ?? [];
  if (room === undefined) return { to: 'nowhere', path };
  try {
    const name = decodeURIComponent(room);
    return {
      to: 'room',
      name,
      ...(pins === undefined ? {} : { panel: 'pins' }),
      ...(thread === undefined ? {} : { thread: Number(thread) }),
      ...(message === undefined ? {} : { message: Number(message) }),
    };
  } catch {
    return { to: 'nowhere', path };
  }
}

export function formatRoute(route: Route): string {
  switch (route.to) {
    case 'home':
      return '/';
    case 'threads':
      return '/threads';
    case 'dashboard':
      return '/dashboard';
    case 'devices':
      return '/devices';
    case 'invite':
      return '/invite';
    case 'account':
      return '/account';
    case 'people':
      return '/people';
    case 'all-rooms':
      return '/all-rooms';
    case 'audit':
      return '/audit';
    case 'outbox':
      return '/outbox';
    case 'room':
      return `/rooms/${encodeURIComponent(route.name)}${route.panel === undefined ? '' : `/${route.panel}`}${route.thread === undefined ? '' : `/t/${route.thread}`}${route.message === undefined ? '' : `/m/${route.message}`}`;
    case 'nowhere':
      return route.path;
  }
}
