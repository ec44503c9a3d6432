import type { Room } from '@parley/client';
import { formatDateTime, t } from '../i18n/i18n.ts';
import { LockIcon } from '../ui/icons.tsx';
import { useWorkspace } from '../workspace/workspace-context.ts';

/** In the composer's place where nothing can be written: says why. */
export function ReadOnly({ room }: { room: Room }) {
  const until = useWorkspace().mutedUntil.value.get(room.id) ?? null;
  const muted = until === null ? t.readOnly.muted : t.readOnly.mutedUntil(formatDateTime(new Date(until)));
  const reason = room.archived ? t.readOnly.archived : room.role === 'muted' ? muted : t.readOnly.other;
  return (
    <div class="composer composer-closed" role="note">
      <LockIcon />
      <span>{reason}</span>
    </div>
  );
}
