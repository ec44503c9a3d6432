import { formatSize, t } from '../i18n/i18n.ts';
import { CloseIcon, FileIcon } from '../ui/icons.tsx';
import { useWorkspace } from '../workspace/workspace-context.ts';

/** The files of the message that is being written, and how far they are. */
export function Attachments({ room }: { room: string }) {
  const { uploads } = useWorkspace();
  const all = uploads.of(room);
  if (all.length === 0) return null;
  return (
    <ul class="attachments" aria-label={t.files.attached}>
      {all.map((one) => (
        <li key={one.key} class={`attachment attachment-${one.state}`}>
          {one.preview === null ? (
            <span class="attachment-face">
              <FileIcon />
            </span>
          ) : (
            <img class="attachment-face" src={one.preview} alt="" />
          )}
          <span class="attachment-text">
            <span class="attachment-name" dir="auto">
              {one.name}
            </span>
            {one.state === 'failed' ? (
              <span class="attachment-error" role="alert">
                {one.error}{' '}
                <button type="button" class="link-button" onClick={() => uploads.retry(one.key)}>
                  {t.messages.retry}
                </button>
              </span>
            ) : (
              <span class="attachment-size">{formatSize(one.size)}</span>
            )}
            {one.state === 'uploading' && <progress max={one.size} value={one.sent} aria-label={t.files.progress(one.name)} />}
          </span>
          <button type="button" class="icon-button" aria-label={t.files.remove(one.name)} title={t.files.remove(one.name)} onClick={() => uploads.cancel(one.key)}>
            <CloseIcon />
          </button>
        </li>
      ))}
    </ul>
  );
}
