import { useEffect, useState } from 'preact/hooks';
import { t } from '../i18n/i18n.ts';
import { Dialog } from '../ui/dialog.tsx';
import { EyeIcon } from '../ui/icons.tsx';
import { Refusal } from '../ui/refusal.tsx';
import { Avatar } from '../users/avatar-view.tsx';
import { nameOf } from '../users/people-state.ts';
import { useWorkspace } from '../workspace/workspace-context.ts';
import type { seeing } from './seeing-store.ts';

/** Who has read as far as a message. */
export function SeenDialog({ what, onClose }: { what: NonNullable<typeof seeing.value>; onClose: () => void }) {
  const { client, users, me } = useWorkspace();
  const [seen, setSeen] = useState<readonly string[] | null>(null);
  const [error, setError] = useState<unknown>(null);
  useEffect(() => {
    client.rest.seenBy(what.room, what.seq).then((ids) => {
      const others = ids.filter((id) => id !== what.who && id !== me.id);
      users.want(others);
      setSeen(others);
    }, setError);
    // and who reads on while one looks
    return client.on('ephemeral', ({ room, kind, user, seq }) => {
      if (kind !== 'seen' || room !== what.room || (seq ?? 0) < what.seq || user === what.who || user === me.id) return;
      users.want([user]);
      setSeen((now) => (now === null || now.includes(user) ? now : [...now, user]));
    });
  }, [what]);
  return (
    <Dialog title={seen === null || seen.length === 0 ? t.seen.open : t.seen.title(seen.length)} onClose={onClose} class="dialog-small">
      <Refusal error={error} />
      {seen?.length === 0 && (
        <div class="dialog-empty">
          <EyeIcon />
          <p>{t.seen.none}</p>
          <p class="dialog-text">{t.seen.noneHint}</p>
        </div>
      )}
      {seen !== null && seen.length > 0 && (
        <ul class="browse-list">
          {seen.map((id) => {
            const user = users.users.value.get(id);
            const name = nameOf(users.users.value, id, t.someone);
            return (
              <li key={id} class="browse-item">
                <Avatar id={id} name={name} bot={user?.isBot === true} />
                <span class="browse-text">
                  <span class="browse-title" dir="auto">
                    {name}
                  </span>
                  {user !== undefined && <span class="browse-more">@{user.userName}</span>}
                </span>
              </li>
            );
          })}
        </ul>
      )}
    </Dialog>
  );
}
