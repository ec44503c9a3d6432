import { useEffect } from 'preact/hooks';
import { t } from '../i18n/i18n.ts';
import { toast } from '../ui/toast.tsx';
import type { Workspace } from '../workspace/workspace.ts';

/** Says that a message of mine waits for a moderator, and what has come of it. */
export function useHeldNews({ client }: Workspace): void {
  useEffect(() => {
    const undo = [
      client.on('held', () => toast(t.held.waits)),
      client.on('meChanged', (change) => {
        if (change.kind === 'heldSettled') toast(change.approved ? t.held.approved : t.held.rejected);
      }),
    ];
    return () => {
      for (const stop of undo) stop();
    };
  }, [client]);
}
