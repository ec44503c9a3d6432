import { under } from '../routes/base.ts';

const PLAIN = under('/favicon.svg');
const MARKED = under('/favicon-unread.svg');

/** The page's icon has a dot while something is unread, and an installed app its number. */
export function showBadge(count: number): void {
  const icon = document.querySelector<HTMLLinkElement>('link[rel="icon"]');
  const wanted = count > 0 ? MARKED : PLAIN;
  if (icon !== null && icon.getAttribute('href') !== wanted) icon.href = wanted;
  if (!('setAppBadge' in navigator)) return;
  const shown = count > 0 ? navigator.setAppBadge(count) : navigator.clearAppBadge();
  shown.catch(() => {}); // not installed
}
