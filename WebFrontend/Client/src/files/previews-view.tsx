import { useComputed } from '@preact/signals';
import type { LinkPreview } from '@parley/client';
import { t } from '../i18n/i18n.ts';
import { CloseIcon } from '../ui/icons.tsx';
import { sentence } from '../ui/sentence.ts';
import { toast } from '../ui/toast.tsx';
import { useWorkspace } from '../workspace/workspace-context.ts';
import { fileUrl, isImage } from './file-state.ts';
import { fitted } from './uploads-state.ts';

const WIDE = 360;
const SMALL = 80;

type PreviewsProps = { room: string; seq: number; who: string; previews: readonly LinkPreview[]; focusable: boolean };

/** What the pages say of themselves that a message links to. Images have their place before they are there. */
export function Previews({ room, seq, who, previews, focusable }: PreviewsProps) {
  const workspace = useWorkspace();
  const mayRemove = useComputed(() => {
    const may = workspace.rooms.value.get(room)?.may ?? [];
    return (who === workspace.me.id && may.includes('write')) || may.includes('deleteOthers');
  }).value;
  if (previews.length === 0) return null;
  const remove = (url: string): void => void workspace.client.rest.removePreviews(room, seq, url).catch((error: unknown) => toast(t.previews.removeFailed(sentence(error))));
  return (
    <ul class="previews" aria-label={t.previews.title}>
      {previews.map((one) => (
        <li key={one.url} class="preview">
          <Card room={room} preview={one} tabIndex={focusable ? 0 : -1} />
          {mayRemove && (
            <button type="button" class="icon-button preview-remove" tabIndex={focusable ? 0 : -1} aria-label={t.previews.remove(nameOf(one))} title={t.previews.remove(nameOf(one))} onClick={() => remove(one.url)}>
              <CloseIcon />
            </button>
          )}
        </li>
      ))}
    </ul>
  );
}

function Card({ room, preview, tabIndex }: { room: string; preview: LinkPreview; tabIndex: number }) {
  const { url, title, description, image } = preview;
  const shown = image !== undefined && isImage(image) ? image : null;
  // a wide picture is the page's face, others are its sign
  const isWide = shown !== null && shown.width! >= 300 && shown.width! >= shown.height! * 1.2;
  const size = shown === null ? null : fitted(shown.width!, shown.height!, isWide || title === undefined ? WIDE : SMALL);
  return (
    <a class={isWide || title === undefined ? 'preview-card preview-wide' : 'preview-card'} href={url} target="_blank" rel="noopener noreferrer nofollow" tabIndex={tabIndex}>
      <span class="preview-text">
        <span class="preview-site" dir="auto">
          {preview.site ?? hostOf(url)}
        </span>
        {title !== undefined && (
          <span class="preview-title" dir="auto">
            {title}
          </span>
        )}
        {description !== undefined && (
          <span class="preview-description" dir="auto">
            {description}
          </span>
        )}
      </span>
      {shown !== null && size !== null && <img class="preview-image" src={fileUrl(room, shown.id)} alt="" width={size.width} height={size.height} loading="lazy" decoding="async" />}
    </a>
  );
}

function nameOf({ title, url }: LinkPreview): string {
  return title ?? hostOf(url);
}

function hostOf(url: string): string {
  return URL.canParse(url) ? new URL(url).host : url;
}
