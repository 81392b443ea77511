// Medians, ratios within rounds, and verdicts about the targets.

export const median = (values) => {
  const sorted = [...values].sort((a, b) => a - b)
  const middle = sorted.length >> 1
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
}

/** The most variation of a ratio over rounds; a ratio that varies more proves nothing about the code. */
const NOISY = 1.3

const spread = (values) => ({ median: median(values), low: Math.min(...values), high: Math.max(...values) })

/** A verdict: the median is at most the target. `stretch` is a better target. */
export const below = (what, values, target, stretch) => ({
  what,
  ...spread(values),
  target,
  stretch,
  held: target === undefined || median(values) <= target + 1e-9,
})

/** From this number of rounds on, their lowest value is valid too. */
const MANY = 9

/** A verdict that the median reaches, or the lowest value of many rounds. */
export const belowOnce = (what, values, target, stretch) => {
  const verdict = below(what, values, target, stretch)
  return { ...verdict, held: verdict.held || (values.length >= MANY && verdict.low <= target) }
}

/** Access to the rounds of a workload, for its verdicts: reader → result, one Map for each round. */
export const view = (rounds) => {
  const results = (reader, of) => rounds.flatMap((round) => (round.has(reader) ? [of(round.get(reader))] : []))
  const values = (reader) => results(reader, ({ value }) => value)
  return {
    results,
    values,
    /** One ratio a round, so a slow round does not count more. */
    ratio: (reader, other, of = ({ value }) => value) =>
      rounds.flatMap((round) =>
        round.has(reader) && round.has(other) ? [of(round.get(reader)) / of(round.get(other))] : [],
      ),
    fastest: (readers) =>
      readers.filter((each) => values(each).length > 0).sort((a, b) => median(values(a)) - median(values(b))),
  }
}

export const number = (value) =>
  typeof value !== 'number' || Number.isNaN(value)
    ? '–'
    : value >= 100
      ? Math.round(value).toLocaleString('en')
      : value.toPrecision(3)

const aligned = (rows) => {
  const widths = rows[0].map((_, column) => Math.max(...rows.map((row) => row[column].length)))
  return rows.map((row) =>
    row
      .map((cell, column) => (column === 0 ? cell.padEnd(widths[column]) : cell.padStart(widths[column])))
      .join('  ')
      .trimEnd(),
  )
}

/** The lines of one workload's table: the median of each reader, the range of its rounds, and its other results. */
export const table = ({ unit }, rounds) => {
  const { fastest, results, values } = view(rounds)
  const readers = [...new Set(rounds.flatMap((round) => [...round.keys()]))]
  const extras = [...new Set(rounds.flatMap((round) => [...round.values()].flatMap(Object.keys)))].filter(
    (key) => key !== 'value',
  )
  const row = (reader) => {
    const { median: middle, low, high } = spread(values(reader))
    return [
      reader,
      number(middle),
      `${number(low)}–${number(high)}`,
      ...extras.map((key) => number(median(results(reader, (each) => each[key])))),
    ]
  }
  return aligned([['', unit, 'range', ...extras], ...fastest(readers).map(row)])
}

const mark = ({ held, target }) => (target === undefined ? '      ' : held ? 'ok    ' : 'MISSED')

/** The lines of the verdicts, with a warning for rounds that differ too much. */
export const verdictLines = (verdicts) =>
  verdicts.flatMap((verdict) => {
    const { what, median: middle, low, high, target, stretch } = verdict
    const goals = [
      ...(target === undefined ? [] : [`target ${number(target)}`]),
      ...(stretch === undefined ? [] : [`stretch ${number(stretch)}`]),
    ].join(', ')
    const line = `${mark(verdict)} ${what}: ${number(middle)} [${number(low)}–${number(high)}] (${goals})`
    const unclear = target !== undefined && low > 0 && high / low > NOISY && low <= target && high > target
    return unclear ? [line, '       ! the rounds differ too much to tell: repeat it on a quieter machine'] : [line]
  })
