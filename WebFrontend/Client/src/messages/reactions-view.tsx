import { signal } from '@preact/signals';
import { useEffect, useState } from 'preact/hooks';
import type { Reaction } from '@parley/client';
import type { Choice } from '../composer/complete-state.ts';
import { t } from '../i18n/i18n.ts';
import { Dialog } from '../ui/dialog.tsx';
import { SmileIcon } from '../ui/icons.tsx';
import { SearchField } from '../ui/search-field.tsx';
import { sentence } from '../ui/sentence.ts';
import { toast } from '../ui/toast.tsx';
import { nameOf } from '../users/people-state.ts';
import { useWorkspace } from '../workspace/workspace-context.ts';

const QUICK = ['👍', '❤️', '😂', '🎉', '👀', '✅', '🙏', '😮'];

type Place = { readonly room: string; readonly seq: number };

/** What people pressed under a message; pressed once more, it is taken back. */
export function Reactions({ room, seq, reactions, focusable, mayReact }: Place & { reactions: readonly Reaction[]; focusable: boolean; mayReact: boolean }) {
  const workspace = useWorkspace();
  if (reactions.length === 0) return null;
  const names = ({ users, count }: Reaction): string => {
    const known = users.map((id) => (id === workspace.me.id ? t.you : nameOf(workspace.users.users.value, id, t.someone)));
    return t.reactions.by(count > users.length ? [...known, t.messages.others(count - users.length)] : known);
  };
  return (
    <div class="reactions" role="group" aria-label={t.reactions.title}>
      {reactions.map((one) => (
        <button
          key={one.emoji}
          type="button"
          class="reaction"
          tabIndex={focusable ? 0 : -1}
          aria-pressed={one.mine}
          aria-label={t.reactions.label(one.emoji, one.count)}
          title={names(one)}
          disabled={!mayReact}
          onClick={() => press(workspace.react(room, seq, one.emoji, !one.mine))}
        >
          <span class="reaction-emoji">{one.emoji}</span>
          <span class="reaction-count">{one.count}</span>
        </button>
      ))}
    </div>
  );
}

/** The message that a reaction is chosen for. */
const choosing = signal<Place | null>(null);

export function ReactButton({ room, seq, tabIndex }: Place & { tabIndex: number }) {
  return (
    <button type="button" class="icon-button" tabIndex={tabIndex} aria-label={t.reactions.add} title={t.reactions.add} onClick={() => (choosing.value = { room, seq })}>
      <SmileIcon />
    </button>
  );
}

/** Where the choice opens: not in the row, whose buttons come and go with the mouse. */
export function ReactionPlace() {
  const place = choosing.value;
  return place === null ? null : <ReactionDialog key={`${place.room}/${place.seq}`} {...place} onClose={() => (choosing.value = null)} />;
}

function ReactionDialog({ room, seq, onClose }: Place & { onClose: () => void }) {
  const workspace = useWorkspace();
  const [query, setQuery] = useState('');
  const [emojiLike, setEmojiLike] = useState<((query: string, most: number) => Choice[]) | null>(null);
  useEffect(() => void import('../composer/emoji.ts').then((loaded) => setEmojiLike(() => loaded.emojiLike)), []);
  const shown = query.trim() === '' || emojiLike === null ? QUICK : emojiLike(query.trim().replace(/^:/, ''), 32).map(({ insert }) => insert);
  const take = (emoji: string): void => {
    onClose();
    press(workspace.react(room, seq, emoji, true));
  };
  return (
    <Dialog title={t.reactions.add} onClose={onClose} class="dialog-small">
      <SearchField label={t.reactions.find} value={query} set={setQuery} />
      <div class="emoji-grid">
        {shown.map((emoji) => (
          <button key={emoji} type="button" class="emoji-button" onClick={() => take(emoji)}>
            {emoji}
          </button>
        ))}
        {shown.length === 0 && <p class="dialog-text">{t.reactions.none}</p>}
      </div>
    </Dialog>
  );
}

function press(work: Promise<unknown>): void {
  work.catch((error: unknown) => toast(sentence(error)));
}
