import { useState } from 'preact/hooks';
import type { MessageFile } from '@parley/client';
import { formatSize, t } from '../i18n/i18n.ts';
import { DownIcon, FileIcon } from '../ui/icons.tsx';
import { fileUrl, isImage } from './file-state.ts';
import { Lightbox } from './lightbox-view.tsx';
import { fitted } from './uploads-state.ts';

const BOX = 360;

/** The files of a message. An image has its place before it is there, so that nothing jumps. */
export function Files({ room, files, focusable }: { room: string; files: readonly MessageFile[]; focusable: boolean }) {
  const [shown, setShown] = useState<number | null>(null);
  if (files.length === 0) return null;
  const images = files.filter(isImage);
  const tabIndex = focusable ? 0 : -1;
  return (
    <div class="files">
      {images.map((file, at) => {
        const { width, height } = fitted(file.width!, file.height!, BOX);
        return (
          <button key={file.id} type="button" class="file-image" tabIndex={tabIndex} aria-label={t.files.open(file.name)} onClick={() => setShown(at)}>
            <img src={file.thumbnail === true ? `${fileUrl(room, file.id)}/thumbnail` : fileUrl(room, file.id)} alt={file.name} width={width} height={height} loading="lazy" decoding="async" />
          </button>
        );
      })}
      {files
        .filter((file) => !isImage(file))
        .map((file) => (
          <a key={file.id} class="file" tabIndex={tabIndex} href={fileUrl(room, file.id)} download={file.name}>
            <FileIcon />
            <span class="file-text">
              <span class="file-name" dir="auto">
                {file.name}
              </span>
              <span class="file-size">{formatSize(file.size)}</span>
            </span>
            <DownIcon />
          </a>
        ))}
      {shown !== null && <Lightbox room={room} images={images} at={shown} move={setShown} onClose={() => setShown(null)} />}
    </div>
  );
}
