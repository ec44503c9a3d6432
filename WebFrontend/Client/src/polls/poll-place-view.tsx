import { lazyDialog } from '../ui/lazy.tsx';
import { asking } from './asking-store.ts';

const PollDialog = lazyDialog(async () => (await import('./poll-dialog-view.tsx')).PollDialog);

/** Where a poll is begun, from the menu of the room or by a command. */
export function PollPlace() {
  const asked = asking.value;
  return asked === null ? null : <PollDialog key={asked.room} room={asked.room} question={asked.question} onClose={() => (asking.value = null)} />;
}
