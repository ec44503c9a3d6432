import { useEffect, useState } from 'preact/hooks';
import type { MessageVersion } from '@parley/client';
import { formatFull, t } from '../i18n/i18n.ts';
import { Dialog } from '../ui/dialog.tsx';
import { Refusal } from '../ui/refusal.tsx';
import { useWorkspace } from '../workspace/workspace-context.ts';
import { MessageText } from './message-text-view.tsx';

/** What a message has said, the newest first. */
export function EditsDialog({ room, seq, onClose }: { room: string; seq: number; onClose: () => void }) {
  const { client } = useWorkspace();
  const [versions, setVersions] = useState<readonly MessageVersion[]>([]);
  const [error, setError] = useState<unknown>(null);
  useEffect(() => {
    client.rest.edits(room, seq).then(setVersions, setError);
  }, [room, seq]);
  return (
    <Dialog title={t.messages.history} onClose={onClose}>
      <Refusal error={error} />
      <ol class="versions">
        {versions.toReversed().map((version) => (
          <li key={version.seq}>
            <time dateTime={version.at}>{formatFull(new Date(version.at))}</time>
            <div class="message-text" dir="auto">
              <MessageText text={version.text} />
            </div>
          </li>
        ))}
      </ol>
    </Dialog>
  );
}
