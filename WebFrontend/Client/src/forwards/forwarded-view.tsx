import { useEffect } from 'preact/hooks';
import type { ForwardedFrom } from '@parley/client';
import { formatDay, formatFull, formatTime, t } from '../i18n/i18n.ts';
import { MessageText } from '../messages/message-text-view.tsx';
import { addressOf } from '../rooms/rooms-state.ts';
import { follow, pathTo } from '../routes/router.ts';
import { ForwardIcon } from '../ui/icons.tsx';
import { nameOf } from '../users/people-state.ts';
import { useWorkspace } from '../workspace/workspace-context.ts';

/** A message from elsewhere: who wrote it and when, and to those who may read it what it says. */
export function ForwardedView({ room, seq, from, focusable }: { room: string; seq: number; from: ForwardedFrom; focusable: boolean }) {
  const { forwards, rooms, users } = useWorkspace();
  const said = forwards.said.value.get(`${room}/${seq}`);
  useEffect(() => {
    forwards.want(room, seq);
    users.want([from.sender]);
  }, [room, seq]);
  const at = new Date(from.at);
  const source = rooms.value.get(from.room);
  const to = { to: 'room', name: source === undefined ? from.room : addressOf(source), message: from.seq } as const;
  const text = said?.text ?? null;
  return (
    <blockquote class="forwarded">
      <p class="forwarded-head">
        <ForwardIcon />
        <b dir="auto">{nameOf(users.users.value, from.sender, t.someone)}</b>
        {source !== undefined && <span dir="auto">{source.title}</span>}
        <time dateTime={from.at} title={formatFull(at)}>
          {formatDay(at, new Date())}, {formatTime(at)}
        </time>
      </p>
      {text !== null && text !== '' && (
        <div class="message-text" dir="auto">
          <MessageText text={text} />
        </div>
      )}
      {said !== undefined && said !== null && said.files.length > 0 && <p class="forwarded-files">{said.files.map(({ name }) => name).join(', ')}</p>}
      {said !== undefined && text === null && <p class="message-gone">{t.forwards.hidden}</p>}
      {said?.readable === true && (
        <a class="forwarded-open" href={pathTo(to)} tabIndex={focusable ? 0 : -1} onClick={follow(to)}>
          {t.forwards.open}
        </a>
      )}
    </blockquote>
  );
}
