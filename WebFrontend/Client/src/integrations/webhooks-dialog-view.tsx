import type { Room } from '@parley/client';
import { WebhookCalls } from '@parley/client';
import { t } from '../i18n/i18n.ts';
import { may } from '../rooms/rooms-state.ts';
import { Dialog } from '../ui/dialog.tsx';
import { useWorkspace } from '../workspace/workspace-context.ts';
import { IncomingWebhooks } from './incoming-view.tsx';
import { OutgoingWebhooks } from './outgoing-view.tsx';

/** What posts into a room, and where what happens in it is posted to. */
export function WebhooksDialog({ room, onClose }: { room: Room; onClose: () => void }) {
  const { client } = useWorkspace();
  const calls = new WebhookCalls(client.rest, room.id);
  return (
    <Dialog title={t.integrations.webhooks} onClose={onClose}>
      <IncomingWebhooks calls={calls} />
      {may(room, 'changeSettings') && <OutgoingWebhooks calls={calls} />}
    </Dialog>
  );
}
