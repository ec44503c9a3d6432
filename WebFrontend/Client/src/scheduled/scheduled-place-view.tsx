import { lazyDialog } from '../ui/lazy.tsx';
import { type Scheduling, scheduling } from './scheduling-store.ts';

const ScheduleDialog = lazyDialog<{ what: Scheduling; onClose: () => void }>(async () => (await import('./schedule-dialog-view.tsx')).ScheduleDialog);

/** Asks for a time while somebody wants to give one. */
export function SchedulingPlace() {
  const what = scheduling.value;
  return what === null ? null : <ScheduleDialog what={what} onClose={() => (scheduling.value = null)} />;
}
