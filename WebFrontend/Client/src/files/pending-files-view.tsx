import type { PendingFile } from '@parley/client';
import { formatSize, t } from '../i18n/i18n.ts';
import { FileIcon } from '../ui/icons.tsx';
import { useWorkspace } from '../workspace/workspace-context.ts';

/** The files of a message that is not sent yet, and how far they are. */
export function PendingFiles({ files }: { files: readonly PendingFile[] }) {
  const { uploads } = useWorkspace();
  return (
    <ul class="attachments" aria-label={t.files.attached}>
      {files.map(({ key, name, size }) => {
        const one = uploads.find(key);
        return (
          <li key={key} class="attachment">
            {one?.preview == null ? (
              <span class="attachment-face">
                <FileIcon />
              </span>
            ) : (
              <img class="attachment-face" src={one.preview} alt="" />
            )}
            <span class="attachment-text">
              <span class="attachment-name" dir="auto">
                {name}
              </span>
              <span class="attachment-size">{formatSize(size)}</span>
              {one?.state === 'uploading' && <progress max={size} value={one.sent} aria-label={t.files.progress(name)} />}
            </span>
          </li>
        );
      })}
    </ul>
  );
}
