import { useEffect, useState } from 'preact/hooks';
import type { Room } from '@parley/client';
import { Composer } from '../composer/composer-view.tsx';
import { ReadOnly } from '../composer/read-only-view.tsx';
import { t } from '../i18n/i18n.ts';
import { MessageList } from '../messages/message-list-view.tsx';
import { Panel } from '../panels/panel-view.tsx';
import { BellIcon, BellOffIcon } from '../ui/icons.tsx';
import { sentence } from '../ui/sentence.ts';
import { toast } from '../ui/toast.tsx';
import { useWorkspace } from '../workspace/workspace-context.ts';

/** @param message Number of the message to show; undefined: where reading goes on. */
export function ThreadPanel({ room, root, message, onClose }: { room: Room; root: number; message: number | undefined; onClose: () => void }) {
  const workspace = useWorkspace();
  const [store] = useState(() => workspace.openThread(room.id, root));
  useEffect(() => () => workspace.closeThread(store), []);
  useEffect(() => {
    if (message === undefined) void store.open();
    else void store.show(message);
  }, [message]);
  const stand = store.stand.value;
  const follow = (on: boolean): void => {
    workspace.threads.follow(room.id, root, on).then(
      () => toast(on ? t.threads.nowFollowed : t.threads.notFollowed),
      (error: unknown) => toast(sentence(error)),
    );
  };
  return (
    <Panel
      title={t.threads.title}
      more={<span dir="auto">{room.title}</span>}
      onClose={onClose}
      actions={
        stand !== null && (
          <button type="button" class={stand.follows ? 'icon-button thread-followed' : 'icon-button'} aria-pressed={stand.follows} aria-label={t.threads.follow} title={stand.follows ? t.threads.unfollow : t.threads.follow} onClick={() => follow(!stand.follows)}>
            {stand.follows ? <BellIcon /> : <BellOffIcon />}
          </button>
        )
      }
    >
      <MessageList room={room} store={store} covered={false} label={t.threads.log} beginning={() => null} />
      <div class="panel-foot">{room.archived || room.role === 'muted' ? <ReadOnly room={room} /> : <Composer room={room} store={store} />}</div>
    </Panel>
  );
}
