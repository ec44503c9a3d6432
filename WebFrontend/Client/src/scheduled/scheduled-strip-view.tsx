import { formatDateTime, t } from '../i18n/i18n.ts';
import { shownDialog } from '../rooms/shell-store.ts';
import { AlertIcon, ClockIcon } from '../ui/icons.tsx';
import { useWorkspace } from '../workspace/workspace-context.ts';

/** Above the composer: how many messages of mine wait for their time in this room. */
export function ScheduledStrip({ room }: { room: string }) {
  const { scheduled } = useWorkspace();
  const mine = scheduled.messages.value.filter((message) => message.room === room);
  const [next] = mine;
  if (next === undefined) return null;
  const refused = mine.some(({ state }) => state === 'refused');
  return (
    <button type="button" class={refused ? 'later-strip later-strip-bad' : 'later-strip'} onClick={() => (shownDialog.value = 'scheduled')}>
      {refused ? <AlertIcon /> : <ClockIcon />}
      <span>{refused ? t.scheduled.stripRefused : t.scheduled.strip(mine.length, formatDateTime(new Date(next.at)))}</span>
    </button>
  );
}
