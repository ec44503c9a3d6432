import type { Room } from '@parley/client';
import { t } from '../i18n/i18n.ts';
import { Dialog } from '../ui/dialog.tsx';
import { sentence } from '../ui/sentence.ts';
import { toast } from '../ui/toast.tsx';
import { useWorkspace } from '../workspace/workspace-context.ts';
import { LEVELS } from './notify-state.ts';

/** What of one room one wants to be told. */
export function LevelDialog({ room, onClose }: { room: Room; onClose: () => void }) {
  const { notify } = useWorkspace();
  const level = notify.levelOf(room.id);
  return (
    <Dialog title={t.notify.roomTitle(room.title)} onClose={onClose} class="dialog-small">
      <fieldset class="choices">
        <legend class="sr-only">{t.notify.roomTitle(room.title)}</legend>
        {LEVELS.map((value) => (
          <label key={value} class="choice">
            <input type="radio" name="level" value={value} checked={level === value} onChange={() => void notify.setLevel(room.id, value).catch((error: unknown) => toast(sentence(error)))} />
            <span class="choice-text">
              <span class="choice-label">{t.notify.levels[value].label}</span>
              <span class="choice-hint">{t.notify.levels[value].hint}</span>
            </span>
          </label>
        ))}
      </fieldset>
    </Dialog>
  );
}
