export type Route =
  | { readonly to: 'home' | 'dashboard' | 'devices' | 'account' | 'outbox' | 'invite' | 'people' }
  /** A room, by name or id, and in it a message, by its number, and what stands beside it. */
  | { readonly to: 'room'; readonly name: string; readonly message?: number; readonly panel?: 'pins' }
  | { readonly to: 'nowhere'; readonly path: string };

export function parseRoute(path: string): Route {
  if (path === '/' || path === '/rooms' || path === '/rooms/') return { to: 'home' };
  if (path === '/dashboard' || path === '/dashboard/') return { to: 'dashboard' };
  if (path === '/invite' || path === '/invite/') return { to: 'invite' };
  if (path === '/devices' || path === '/devices/') return { to: 'devices' };
  if (path === '/account' || path === '/account/') return { to: 'account' };
  if (path === '/people' || path === '/people/') return { to: 'people' };
  if (path === '/outbox' || path === '/outbox/') return { to: 'outbox' };
  if (path === '/welcome' || path === '/join' || path === '/reset-password') return { to: 'home' };
  const [, room, pins, message] = /^\/rooms\/([^/]+)(?:(\/pins)|\/m\/([1-9]\d{0,14}))?\/?$/.exec(path) ?? [];
  if (room === undefined) return { to: 'nowhere', path };
  try {
    const name = decodeURIComponent(room);
    return { to: 'room', name, ...(message === undefined ? {} : { message: Number(message) }), ...(pins === undefined ? {} : { panel: 'pins' }) };
  } catch {
    return { to: 'nowhere', path };
  }
}

export function formatRoute(route: Route): string {
  switch (route.to) {
    case 'home':
      return '/';
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
    case 'outbox':
      return '/outbox';
    case 'room':
      return `/rooms/${encodeURIComponent(route.name)}${route.panel === undefined ? '' : `/${route.panel}`}${route.message === undefined ? '' : `/m/${route.message}`}`;
    case 'nowhere':
      return route.path;
  }
}
