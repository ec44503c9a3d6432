import { t } from '../i18n/i18n.ts';
import { wordsOf } from '../messages/markdown.ts';
import { CloseIcon } from '../ui/icons.tsx';
import { told } from './slash-commands-store.ts';

/** What a program has told me alone: it is no message, and gone when it is closed. */
export function ToldView({ room }: { room: string }) {
  const now = told.value;
  if (now?.room !== room) return null;
  return (
    <div class="composer-told" role="status">
      <div>
        <p class="composer-told-by">{t.composer.told(now.command)}</p>
        <p class="composer-told-text" dir="auto">
          {wordsOf(now.text)}
        </p>
      </div>
      <button type="button" class="icon-button" aria-label={t.composer.closeTold} title={t.composer.closeTold} onClick={() => (told.value = null)}>
        <CloseIcon />
      </button>
    </div>
  );
}
