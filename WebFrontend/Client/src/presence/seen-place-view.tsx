import { lazyDialog } from '../ui/lazy.tsx';
import { seeing } from './seeing-store.ts';

type Seen = NonNullable<typeof seeing.value>;

const SeenDialog = lazyDialog<{ what: Seen; onClose: () => void }>(async () => (await import('./seen-dialog-view.tsx')).SeenDialog);

export function SeenPlace() {
  const what = seeing.value;
  return what === null ? null : <SeenDialog what={what} onClose={() => (seeing.value = null)} />;
}
