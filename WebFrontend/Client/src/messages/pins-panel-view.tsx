import { useEffect, useState } from 'preact/hooks';
import { isKnown, type Message, type Room, type RoomEvent } from '@parley/client';
import { formatDay, formatFull, formatTime, t } from '../i18n/i18n.ts';
import { narrow } from '../panels/narrow.ts';
import { Panel } from '../panels/panel-view.tsx';
import { addressOf, may } from '../rooms/rooms-state.ts';
import { go } from '../routes/router.ts';
import { CloseIcon, PinIcon } from '../ui/icons.tsx';
import { Refusal } from '../ui/refusal.tsx';
import { Avatar } from '../users/avatar-view.tsx';
import { nameOf } from '../users/people-state.ts';
import { useWorkspace } from '../workspace/workspace-context.ts';
import { wordsOf } from './markdown.ts';
import { pin } from './pinned-view.tsx';

/** What somebody thought worth keeping at hand, last pinned first; a press goes there. */
export function PinsPanel({ room, onClose }: { room: Room; onClose: () => void }) {
  const { client, users } = useWorkspace();
  const [pins, setPins] = useState<readonly Message[] | null>(null);
  const [error, setError] = useState<unknown>(null);
  useEffect(() => {
    let asked = 0;
    const load = (): void => {
      const mine = ++asked;
      const told = (found: readonly Message[]): void => {
        if (mine !== asked) return;
        users.want(found.map(({ sender }) => sender));
        setError(null);
        setPins(found);
      };
      client.rest.pins(room.id).then(told, (refusal: unknown) => mine === asked && setError(refusal));
    };
    load();
    const stop = client.on('events', (batch) => {
      if (batch.room === room.id && batch.events.some(isAboutPins)) load();
    });
    return () => {
      asked = -1;
      stop();
    };
  }, [room.id]);
  return (
    <Panel title={t.pins.title} more={<span dir="auto">{room.title}</span>} onClose={onClose}>
      <Refusal error={error} />
      {pins?.length === 0 && (
        <div class="panel-empty">
          <PinIcon />
          <p>{t.pins.none}</p>
        </div>
      )}
      <ul class="panel-list" aria-busy={pins === null && error === null}>
        {pins?.map((message) => (
          <Pinned key={message.seq} room={room} message={message} />
        ))}
      </ul>
    </Panel>
  );
}

/** What a list of pins may look different after. */
function isAboutPins(event: RoomEvent): boolean {
  return isKnown(event) && ['messagePinned', 'messageUnpinned', 'messageEdited', 'messageDeleted', 'messageRestored'].includes(event.kind);
}

function Pinned({ room, message }: { room: Room; message: Message }) {
  const workspace = useWorkspace();
  const { seq, sender, text, files } = message;
  const at = new Date(message.at);
  const user = workspace.users.users.value.get(sender);
  const name = nameOf(workspace.users.users.value, sender, t.someone);
  const words = wordsOf(text ?? '') || files.map((file) => file.name).join(', ');
  const show = (): void => {
    if (narrow.peek() || message.thread !== null) go({ to: 'room', name: addressOf(room), message: seq });
    else void workspace.timeline(room.id).show(seq);
  };
  return (
    <li class="panel-item">
      <button type="button" class="panel-card" onClick={show}>
        <Avatar id={sender} name={name} bot={user?.isBot === true} />
        <span class="panel-card-text">
          <span class="panel-card-head">
            <b dir="auto">{name}</b>
            <time dateTime={message.at} title={formatFull(at)}>
              {formatDay(at, new Date())}, {formatTime(at)}
            </time>
          </span>
          <span class="panel-card-words" dir="auto">
            {words}
          </span>
        </span>
      </button>
      {may(room, 'pin') && (
        <button type="button" class="icon-button panel-item-action" aria-label={t.pins.unpin} title={t.pins.unpin} onClick={() => pin(workspace, room.id, seq, false)}>
          <CloseIcon />
        </button>
      )}
    </li>
  );
}
