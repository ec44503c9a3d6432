import { fitted } from './uploads-state.ts';

const PREVIEW = 160;
const THUMBNAIL = 720;

type Small = { readonly preview: string; readonly thumbnail: Blob | null };

/** A small image for the composer and one for the message; drawn here, so that what a camera wrote into the file stays out. Null: no image. */
export async function smallOf(file: File): Promise<Small | null> {
  if (!/^image\/(?:png|jpeg|gif|webp|bmp|avif)$/.test(file.type)) return null;
  try {
    const image = await createImageBitmap(file);
    const preview = draw(image, PREVIEW).toDataURL('image/webp', 0.7);
    const large = image.width > THUMBNAIL || image.height > THUMBNAIL;
    const thumbnail = large ? await new Promise<Blob | null>((resolve) => draw(image, THUMBNAIL).toBlob(resolve, 'image/webp', 0.8)) : null;
    image.close();
    return { preview, thumbnail };
  } catch {
    return null; // not an image after all
  }
}

function draw(image: ImageBitmap, box: number): HTMLCanvasElement {
  const { width, height } = fitted(image.width, image.height, box);
  const canvas = document.createElement('canvas');
  canvas.width = width;
  canvas.height = height;
  canvas.getContext('2d')!.drawImage(image, 0, 0, width, height);
  return canvas;
}
