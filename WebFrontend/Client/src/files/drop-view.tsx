import { useEffect, useState } from 'preact/hooks';
import { t } from '../i18n/i18n.ts';
import { FileIcon } from '../ui/icons.tsx';
import { useWorkspace } from '../workspace/workspace-context.ts';
import { addFiles } from './add-files.ts';

/** Files that are dragged over the page can be dropped anywhere on the room. */
export function DropPlace({ room, title }: { room: string; title: string }) {
  const workspace = useWorkspace();
  const [over, setOver] = useState(false);
  useEffect(() => {
    let depth = 0; // enter and leave come for every element on the way
    const hasFiles = (event: DragEvent): boolean => event.dataTransfer?.types.includes('Files') === true;
    const enter = (event: DragEvent): void => {
      if (!hasFiles(event)) return;
      event.preventDefault();
      depth++;
      setOver(true);
    };
    const stay = (event: DragEvent): void => {
      if (hasFiles(event)) event.preventDefault();
    };
    const leave = (event: DragEvent): void => {
      if (hasFiles(event) && --depth <= 0) setOver(false);
    };
    const drop = (event: DragEvent): void => {
      if (!hasFiles(event)) return;
      event.preventDefault();
      depth = 0;
      setOver(false);
      addFiles(workspace, room, event.dataTransfer!.files);
    };
    document.addEventListener('dragenter', enter);
    document.addEventListener('dragover', stay);
    document.addEventListener('dragleave', leave);
    document.addEventListener('drop', drop);
    return () => {
      document.removeEventListener('dragenter', enter);
      document.removeEventListener('dragover', stay);
      document.removeEventListener('dragleave', leave);
      document.removeEventListener('drop', drop);
    };
  }, [room]);
  if (!over) return null;
  return (
    <div class="drop" role="status">
      <FileIcon />
      <span>{t.files.drop(title)}</span>
    </div>
  );
}
