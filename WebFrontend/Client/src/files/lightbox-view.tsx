import { useEffect, useRef } from 'preact/hooks';
import type { MessageFile } from '@parley/client';
import { t } from '../i18n/i18n.ts';
import { CloseIcon, DownIcon } from '../ui/icons.tsx';
import { fileUrl } from './file-state.ts';

type LightboxProps = { room: string; images: readonly MessageFile[]; at: number; move: (at: number) => void; onClose: () => void };

/** An image as large as the window: arrows go to the next, Esc and a click beside it close. */
export function Lightbox({ room, images, at, move, onClose }: LightboxProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const file = images[at]!;
  useEffect(() => {
    const element = dialog.current!;
    const before = document.activeElement;
    element.showModal();
    return () => {
      element.close();
      if (before instanceof HTMLElement && before.isConnected) before.focus();
    };
  }, []);
  const key = (event: KeyboardEvent): void => {
    const by = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (by === undefined) return;
    event.preventDefault();
    const forward = document.documentElement.dir === 'rtl' ? -by : by;
    move((at + forward + images.length) % images.length);
  };
  return (
    <dialog
      ref={dialog}
      class="lightbox"
      aria-label={file.name}
      onKeyDown={key}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
      onClick={(event) => {
        if (event.target === event.currentTarget) onClose();
      }}
    >
      <img src={fileUrl(room, file.id)} alt={file.name} width={file.width} height={file.height} />
      <div class="lightbox-bar">
        <span class="lightbox-name" dir="auto">
          {file.name}
        </span>
        {images.length > 1 && (
          <span>
            {at + 1} / {images.length}
          </span>
        )}
        <a class="icon-button" href={fileUrl(room, file.id)} download={file.name} aria-label={t.files.download} title={t.files.download}>
          <DownIcon />
        </a>
        <button type="button" class="icon-button" aria-label={t.close} title={t.close} onClick={onClose}>
          <CloseIcon />
        </button>
      </div>
    </dialog>
  );
}
