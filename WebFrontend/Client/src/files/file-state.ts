import { under } from '../routes/base.ts';
import type { MessageFile } from '@parley/client';

export const fileUrl = (room: string, id: string): string => under(`/api/v1/rooms/${encodeURIComponent(room)}/files/${encodeURIComponent(id)}`);

/** One that browsers show, and whose size is known before it is there. */
export const isImage = ({ type, width, height }: MessageFile): boolean => /^image\/(?:png|jpeg|gif|webp|avif)$/.test(type) && width !== undefined && height !== undefined;
