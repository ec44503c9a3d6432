import { t } from '../i18n/i18n.ts';
import type { Route } from '../routes/route-state.ts';
import { follow, pathTo } from '../routes/router.ts';

/** The other pages for administrators; for the head of each of them. */
export function AdminLinks({ here }: { here: 'people' | 'all-rooms' | 'audit' | 'dashboard' }) {
  const pages: readonly (readonly [Route & { to: string }, string])[] = [
    [{ to: 'people' }, t.people.title],
    [{ to: 'all-rooms' }, t.allRooms.title],
    [{ to: 'audit' }, t.audit.title],
    [{ to: 'dashboard' }, t.dashboard.title],
  ];
  return (
    <>
      {pages
        .filter(([to]) => to.to !== here)
        .map(([to, title]) => (
          <a key={to.to} href={pathTo(to)} onClick={follow(to)}>
            {title}
          </a>
        ))}
    </>
  );
}
