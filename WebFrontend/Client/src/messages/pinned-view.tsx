import { useEffect } from 'preact/hooks';
import { t } from '../i18n/i18n.ts';
import { PinIcon } from '../ui/icons.tsx';
import { sentence } from '../ui/sentence.ts';
import { toast } from '../ui/toast.tsx';
import { nameOf } from '../users/people-state.ts';
import { useWorkspace } from '../workspace/workspace-context.ts';
import type { Workspace } from '../workspace/workspace.ts';

/** @param on False: take the pin away. */
export function pin({ client }: Workspace, room: string, seq: number, on: boolean): void {
  client.rest.pin(room, seq, on).catch((error: unknown) => toast(sentence(error)));
}

/** Above a pinned message: who thought it worth keeping at hand. */
export function PinnedMark({ by }: { by: string }) {
  const { users, me } = useWorkspace();
  useEffect(() => users.want([by]), [by]);
  return (
    <p class="message-pinned">
      <PinIcon />
      <span>{by === me.id ? t.pins.byMe : t.pins.by(nameOf(users.users.value, by, t.someone))}</span>
    </p>
  );
}
