import type { ScheduledMessage } from '@parley/client';
import { formatDateTime, t } from '../i18n/i18n.ts';
import { wordsOf } from '../messages/markdown.ts';
import { RoomIcon } from '../rooms/room-icon-view.tsx';
import { confirm, Dialog } from '../ui/dialog.tsx';
import { ClockIcon, PencilIcon, SendIcon, TrashIcon } from '../ui/icons.tsx';
import { sentence } from '../ui/sentence.ts';
import { toast } from '../ui/toast.tsx';
import { useWorkspace } from '../workspace/workspace-context.ts';
import { scheduling } from './scheduling-store.ts';

/** All that is to be sent later, and what can still be done about it. */
export function ScheduledDialog({ onClose }: { onClose: () => void }) {
  const { scheduled } = useWorkspace();
  const messages = scheduled.messages.value;
  return (
    <Dialog title={t.scheduled.title} onClose={onClose}>
      {messages.length === 0 ? (
        <div class="dialog-empty">
          <ClockIcon />
          <p>{t.scheduled.none}</p>
          <p class="dialog-text">{t.scheduled.noneHint}</p>
        </div>
      ) : (
        <ul class="later-list">
          {messages.map((message) => (
            <Later key={message.clientId} message={message} />
          ))}
        </ul>
      )}
    </Dialog>
  );
}

function Later({ message }: { message: ScheduledMessage }) {
  const workspace = useWorkspace();
  const { rest } = workspace.client;
  const room = workspace.rooms.value.get(message.room);
  const { clientId, text, state } = message;
  const failed = (error: unknown): void => toast(sentence(error));
  const gone = (): void => workspace.scheduled.told({ ...message, state: 'cancelled' });
  const cancel = (): void =>
    confirm({
      title: t.scheduled.cancelTitle,
      text: t.scheduled.cancelText,
      action: t.scheduled.cancel,
      run: () => void rest.cancelScheduled(clientId).then(gone, failed),
    });
  // cancelled first: better asked for twice than sent twice
  const now = (): void =>
    void rest.cancelScheduled(clientId).then(() => {
      gone();
      workspace.client.send(message.room, text, message.replyTo === undefined ? {} : { replyTo: message.replyTo });
    }, failed);
  return (
    <li class="later">
      <p class="later-head">
        {room !== undefined && (
          <span class="later-room" dir="auto">
            <RoomIcon room={room} />
            {room.title}
          </span>
        )}
        <time class="later-at" dateTime={message.at}>
          {formatDateTime(new Date(message.at))}
        </time>
      </p>
      <p class="later-text" dir="auto">
        {wordsOf(text)}
      </p>
      {state === 'refused' && (
        <p class="field-error" role="alert">
          {t.scheduled.refused(why(message.refusal))}
        </p>
      )}
      {state === 'sending' ? (
        <p class="later-at">{t.messages.sending}</p>
      ) : (
        <div class="later-actions">
          <button type="button" class="button button-small" onClick={() => (scheduling.value = { room: message.room, text, message })}>
            <PencilIcon />
            {t.scheduled.edit}
          </button>
          <button type="button" class="button button-small" onClick={now}>
            <SendIcon />
            {t.scheduled.now}
          </button>
          <button type="button" class="button button-small button-quiet-danger" onClick={cancel}>
            <TrashIcon />
            {t.scheduled.cancel}
          </button>
        </div>
      )}
    </li>
  );
}

/** The server keeps the code of a refusal, not its sentence. */
function why(code: string | undefined): string {
  if (code === 'muted') return t.readOnly.muted;
  if (code === 'room-archived') return t.readOnly.archived;
  return t.refusals[code ?? ''] ?? t.readOnly.other;
}
