import { useEffect } from 'preact/hooks';
import type { Room } from '@parley/client';
import { t } from '../i18n/i18n.ts';
import { isConversation, may } from '../rooms/rooms-state.ts';
import { FlagIcon } from '../ui/icons.tsx';
import { lazyDialog } from '../ui/lazy.tsx';
import { useWorkspace } from '../workspace/workspace-context.ts';

export const ReportsDialog = lazyDialog<{ room: Room; onClose: () => void }>(async () => (await import('./reports-dialog-view.tsx')).ReportsDialog);

/** In the head of a room, for its moderators, while something is reported: how much. */
export function ReportsButton({ room, show }: { room: Room; show: () => void }) {
  const { reports } = useWorkspace();
  const moderates = !isConversation(room) && may(room, 'deleteOthers');
  useEffect(() => {
    if (moderates) void reports.look(room.id);
  }, [room.id, moderates]);
  const open = moderates ? (reports.open.value.get(room.id) ?? 0) : 0;
  const held = moderates ? (reports.held.value.get(room.id) ?? 0) : 0;
  const count = open + held;
  if (count === 0) return null;
  const label = [...(open > 0 ? [t.moderation.waiting(open)] : []), ...(held > 0 ? [t.held.waiting(held)] : [])].join(', ');
  return (
    <button type="button" class="icon-button reports-button" title={label} onClick={show}>
      <FlagIcon />
      <span class="badge" aria-hidden="true">
        {count > 99 ? '99+' : count}
      </span>
      <span class="sr-only">{label}</span>
    </button>
  );
}
