import { lazyDialog } from '../ui/lazy.tsx';
import { forwarding } from './forwarding-store.ts';

const ForwardDialog = lazyDialog(async () => (await import('./forward-dialog-view.tsx')).ForwardDialog);

/** Where the dialog opens: not in the row, whose buttons come and go with the mouse. */
export function ForwardPlace() {
  const what = forwarding.value;
  return what === null ? null : <ForwardDialog key={`${what.room}/${what.seq}`} what={what} onClose={() => (forwarding.value = null)} />;
}
