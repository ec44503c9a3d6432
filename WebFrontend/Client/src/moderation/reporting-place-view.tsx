import { lazyDialog } from '../ui/lazy.tsx';
import { reporting } from './reporting-store.ts';

type Reported = NonNullable<typeof reporting.value>;

const ReportDialog = lazyDialog<{ what: Reported; onClose: () => void }>(async () => (await import('./report-dialog-view.tsx')).ReportDialog);

/** Asks for a reason while somebody reports a message. */
export function ReportingPlace() {
  const what = reporting.value;
  return what === null ? null : <ReportDialog what={what} onClose={() => (reporting.value = null)} />;
}
