import { signal } from '@preact/signals';
import { formatRoute, parseRoute, type Route } from './route-state.ts';

export const route = signal<Route>(parseRoute(location.pathname));

addEventListener('popstate', () => (route.value = parseRoute(location.pathname)));

export function go(to: Route, how: 'push' | 'replace' = 'push'): void {
  const path = formatRoute(to);
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
