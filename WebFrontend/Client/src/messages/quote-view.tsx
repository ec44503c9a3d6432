import { useEffect } from 'preact/hooks';
import { t } from '../i18n/i18n.ts';
import { addressOf } from '../rooms/rooms-state.ts';
import { go } from '../routes/router.ts';
import { ReplyIcon } from '../ui/icons.tsx';
import { nameOf } from '../users/people-state.ts';
import { useWorkspace } from '../workspace/workspace-context.ts';
import { useList } from './list-context.ts';
import { wordsOf } from './markdown.ts';

/** What a message answers, in a line; a press goes there. */
export function Quote({ room, seq, focusable }: { room: string; seq: number; focusable: boolean }) {
  const workspace = useWorkspace();
  const store = useList();
  const parent = store.parents.value.get(seq) ?? null;
  useEffect(() => {
    store.wantParent(seq);
    if (parent !== null) workspace.users.want([parent.who]);
  }, [seq, parent?.who]);
  const words = parent === null ? '…' : parent.text === null ? t.messages.deleted : wordsOf(parent.text);
  const name = parent === null ? '' : nameOf(workspace.users.users.value, parent.who, t.someone);
  const show = (): void => {
    const here = workspace.rooms.peek().get(room);
    // what a message of a thread answers may lie outside of it
    const isHere = store.thread === null || store.timeline.peek()?.entries.some((entry) => entry.seq === seq) === true;
    if (isHere || here === undefined) void store.show(seq);
    else go({ to: 'room', name: addressOf(here), message: seq });
  };
  return (
    <button type="button" class="quote" tabIndex={focusable ? 0 : -1} aria-label={t.messages.toParent(name, words)} onClick={show}>
      <ReplyIcon />
      <span class="quote-name" dir="auto">
        {name}
      </span>
      <span class="quote-text" dir="auto">
        {words}
      </span>
    </button>
  );
}
