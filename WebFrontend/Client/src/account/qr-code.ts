import createCode from 'qrcode-generator';

/** The dark modules of a code as an SVG path, one unit each. */
export function draw(text: string): { size: number; path: string } {
  const code = createCode(0, 'M');
  code.addData(text);
  code.make();
  const size = code.getModuleCount();
  let path = '';
  for (let row = 0; row < size; row++) {
    for (let column = 0; column < size; column++) {
      if (code.isDark(row, column)) path += `M${column} ${row}h1v1h-1z`;
    }
  }
  return { size, path };
}
