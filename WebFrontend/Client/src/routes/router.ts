import { signal } from '@preact/signals';
import { here, under } from './base.ts';
import { formatRoute, parseRoute, type Route } from './route-state.ts';

export const route = signal<Route>(parseRoute(here()));

addEventListener('popstate', () => (route.value = parseRoute(here())));

/** For links. */
export const pathTo = (to: Route): string => under(formatRoute(to));

export function go(to: Route, how: 'push' | 'replace' = 'push'): void {
  const path = pathTo(to);
  if (path !== location.pathname) history[how === 'push' ? 'pushState' : 'replaceState'](null, '', path);
  route.value = to;
}

/** For links: a plain click stays in the page, a modified one is the browser's. */
export function follow(to: Route): (event: MouseEvent) => void {
  return (event) => {
    if (event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    go(to);
  };
}
