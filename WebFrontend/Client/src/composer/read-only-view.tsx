import type { Room } from '@parley/client';
import { t } from '../i18n/i18n.ts';
import { LockIcon } from '../ui/icons.tsx';

/** In the composer's place where nothing can be written: says why. */
export function ReadOnly({ room }: { room: Room }) {
  const reason = room.archived ? t.readOnly.archived : room.role === 'muted' ? t.readOnly.muted : t.readOnly.other;
  return (
    <div class="composer composer-closed" role="note">
      <LockIcon />
      <span>{reason}</span>
    </div>
  );
}
