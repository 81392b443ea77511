/** Text in columns, and durations. */

/** Lines of cells, with two blanks between columns. The first row is the head. */
export const columns = (rows: readonly (readonly string[])[]): readonly string[] => {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((cells) => (cells[column] ?? '').length)))
  return rows.map((cells) =>
    cells
      .map((cell, column) => cell.padEnd((widths[column] ?? 0) + 2))
      .join('')
      .trimEnd(),
  )
}

/** `0:07`, `1:02:03` */
export const duration = (ms: number): string => {
  const all = Math.max(0, Math.floor(ms / 1000))
  const parts = [Math.floor(all / 60) % 60, all % 60].map((part) => String(part).padStart(2, '0')).join(':')
  return all < 3600 ? parts.replace(/^0/, '') : `${Math.floor(all / 3600)}:${parts}`
}
