import type { ComponentChildren } from 'preact';

export type Column<T> = {
  readonly title: string;
  readonly cell: (row: T) => ComponentChildren;
  /** Words instead of a number. */
  readonly words?: boolean;
};

type TableProps<T> = { title: string; columns: readonly Column<T>[]; rows: readonly T[]; id: (row: T) => string; none?: string };

/** Rows of numbers; on a narrow screen each row is a card, and each cell says what it is. */
export function Table<T>({ title, columns, rows, id, none }: TableProps<T>) {
  return (
    <section>
      <h2>{title}</h2>
      {rows.length === 0 ? (
        <p class="dash-note">{none}</p>
      ) : (
        <div class="dash-table">
          <table>
            <caption class="sr-only">{title}</caption>
            <thead>
              <tr>
                {columns.map((column) => (
                  <th key={column.title} scope="col" class={column.words === true ? 'words' : undefined}>
                    {column.title}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {rows.map((row) => (
                <tr key={id(row)}>
                  {columns.map((column) => (
                    <td key={column.title} data-label={column.title} class={column.words === true ? 'words' : undefined}>
                      {column.cell(row)}
                    </td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </section>
  );
}
