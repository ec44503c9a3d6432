import { t } from '../i18n/i18n.ts';
import { nameOf } from '../users/people-state.ts';
import { useWorkspace } from '../workspace/workspace-context.ts';
import { typingIn } from './typing-state.ts';

export function TypingLine({ room }: { room: string }) {
  const { typing, users } = useWorkspace();
  const names = typingIn(typing.value, room).map((id) => nameOf(users.users.value, id, t.someone));
  return (
    <div class="typing" aria-live="polite">
      {names.length > 0 && (
        <>
          <span class="typing-dots" aria-hidden="true">
            <i />
            <i />
            <i />
          </span>
          <span>{t.typing(names)}</span>
        </>
      )}
    </div>
  );
}
