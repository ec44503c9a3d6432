import type { HeldMessage } from '@parley/client';
import { formatDateTime, t } from '../i18n/i18n.ts';
import { plainText } from '../messages/markdown.ts';
import { Avatar } from '../users/avatar-view.tsx';
import { nameOf } from '../users/people-state.ts';
import { useWorkspace } from '../workspace/workspace-context.ts';

/** Messages that wait until a moderator has looked at them. */
export function HeldList({ held, settle }: { held: readonly HeldMessage[]; settle: (id: string, state: 'approved' | 'rejected') => void }) {
  const { users } = useWorkspace();
  return (
    <ul class="report-list">
      {held.map((message) => {
        const name = nameOf(users.users.value, message.sender, t.someone);
        return (
          <li key={message.id} class="report">
            <div class="report-who">
              <Avatar id={message.sender} name={name} />
              <span class="report-name" dir="auto">
                {name}
              </span>
              <time class="report-by" dateTime={message.at}>
                {formatDateTime(new Date(message.at))}
              </time>
            </div>
            <p class="report-text" dir="auto">
              {plainText(message.text)}
            </p>
            {message.target !== undefined && <p class="report-by">{t.held.isEdit}</p>}
            <div class="report-actions">
              <span class="report-space" />
              <button type="button" class="button button-small button-quiet-danger" onClick={() => settle(message.id, 'rejected')}>
                {t.held.reject}
              </button>
              <button type="button" class="button button-small button-primary" onClick={() => settle(message.id, 'approved')}>
                {t.held.approve}
              </button>
            </div>
          </li>
        );
      })}
    </ul>
  );
}
