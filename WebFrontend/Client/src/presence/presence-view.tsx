import { t } from '../i18n/i18n.ts';
import { useWorkspace } from '../workspace/workspace-context.ts';

/** A dot: there, away or not. Nothing while it is not known. */
export function PresenceDot({ user }: { user: string }) {
  const state = useWorkspace().presence.value.get(user);
  return state === undefined ? null : <span class={`presence presence-${state}`} role="img" aria-label={t.presence[state]} title={t.presence[state]} />;
}
