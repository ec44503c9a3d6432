import { formatFull, t } from '../i18n/i18n.ts';
import { memo } from '../ui/memo.ts';
import { nameOf } from '../users/people-state.ts';
import { useWorkspace } from '../workspace/workspace-context.ts';
import { Dividers } from './message-row-view.tsx';
import type { NoteRow } from './rows-state.ts';

/** One line about what somebody did to the room or its members. */
export const NoteRowView = memo(function NoteRowView({ row, focusable }: { row: NoteRow; focusable: boolean }) {
  const { users } = useWorkspace();
  const { what, by, whom, to } = row.note;
  const name = (id: string): string => nameOf(users.users.value, id, t.someone);
  return (
    <div class="membership" data-row={row.key} data-seq={row.seq} tabIndex={focusable ? 0 : -1} data-landmark-first={focusable ? true : undefined}>
      <Dividers newDay={row.newDay} newLine={row.newLine} at={row.at} />
      <p title={formatFull(row.at)}>{t.notes[what](name(by), name(whom), to)}</p>
    </div>
  );
});
