import type { ParleyRest } from '@parley/client';
import { t } from '../i18n/i18n.ts';
import { confirm } from '../ui/dialog.tsx';
import { sentence } from '../ui/sentence.ts';
import { toast } from '../ui/toast.tsx';
import { drainNode } from './dashboard-store.ts';

/** Has a silo or a frontend stop in order, after a question. */
export function DrainButton({ kind, id, name, rest }: { kind: 'silos' | 'frontends'; id: string; name: string; rest: ParleyRest }) {
  const run = (): void =>
    void drainNode(rest, kind, id).then(
      () => toast(t.dashboard.drained(name)),
      (error: unknown) => toast(sentence(error)),
    );
  return (
    <button
      type="button"
      class="button dash-kill"
      aria-label={t.dashboard.drainTitle(name)}
      onClick={() => confirm({ title: t.dashboard.drainTitle(name), text: kind === 'silos' ? t.dashboard.drainSiloText : t.dashboard.drainFrontendText, action: t.dashboard.drain, run })}
    >
      {t.dashboard.drain}
    </button>
  );
}
