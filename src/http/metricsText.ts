/** The text format of Prometheus. */

export type Labels = Readonly<Record<string, string>>

/** One metric with its samples. A metric without samples is left out: unknown is absent, and not 0. */
export interface Metric {
  readonly name: string
  readonly type: 'gauge' | 'counter' | 'histogram'
  readonly help: string
  readonly samples: readonly Sample[]
}

export interface Sample {
  /** `_bucket`, `_sum`, `_count` of a histogram. */
  readonly suffix?: string
  readonly labels?: Labels
  readonly value: number
}

const escaped = (text: string): string =>
  text
    .replaceAll('\\', String.raw`\\`)
    .replaceAll('"', String.raw`\"`)
    .replaceAll('\n', String.raw`\n`)

const labelText = (labels: Labels = {}): string => {
  const pairs = Object.entries(labels).map(([name, value]) => `${name}="${escaped(value)}"`)
  return pairs.length === 0 ? '' : `{${pairs.join()}}`
}

/** The lines of one metric: help, type, samples. */
const lines = ({ name, type, help, samples }: Metric): readonly string[] =>
  samples.length === 0
    ? []
    : [
        `# HELP ${name} ${help.replaceAll('\\', String.raw`\\`).replaceAll('\n', String.raw`\n`)}`,
        `# TYPE ${name} ${type}`,
        ...samples.map(({ suffix = '', labels, value }) => `${name}${suffix}${labelText(labels)} ${value}`),
      ]

export const metricsText = (metrics: readonly Metric[]): string => `${metrics.flatMap(lines).join('\n')}\n`

/** At most so many values of a label; the rest is `other`. */
export const MOST_LABELS = 200

/** One value with the name that bounds its number, and its other labels. */
export interface Named {
  readonly name: string
  readonly more?: Labels
  readonly value: number
}

/** One sample for each name and its other labels, in the order of the names; the names that are too many are combined. */
export const labelled = (
  label: string,
  values: readonly Named[],
  combine: (a: number, b: number) => number = (a, b) => a + b,
): readonly Sample[] => {
  const names = [...new Set(values.map(({ name }) => name))].sort((a, b) => (a < b ? -1 : 1))
  const shown = new Set(names.slice(0, MOST_LABELS))
  const combined = new Map<string, { readonly labels: Labels; readonly value: number }>()
  for (const { name, more, value } of values) {
    const labels = { [label]: shown.has(name) ? name : 'other', ...more }
    const key = JSON.stringify(labels)
    const before = combined.get(key)
    combined.set(key, { labels, value: before === undefined ? value : combine(before.value, value) })
  }
  return [...combined.values()]
}

/** Counts by labels of closed lists. A count that begins is 0. */
export class Counts {
  readonly #counts = new Map<string, { readonly labels: Labels; value: number }>()

  constructor(begun: readonly Labels[] = []) {
    for (const labels of begun) this.begin(labels)
  }

  begin(labels: Labels): void {
    this.#at(labels)
  }

  add(labels: Labels): void {
    this.#at(labels).value += 1
  }

  samples(): readonly Sample[] {
    return [...this.#counts.values()].map(({ labels, value }) => ({ labels, value }))
  }

  #at(labels: Labels): { value: number } {
    const key = JSON.stringify(labels)
    const count = this.#counts.get(key) ?? { labels, value: 0 }
    this.#counts.set(key, count)
    return count
  }
}

interface Histogram {
  readonly labels: Labels
  readonly counts: number[]
  sum: number
  count: number
}

/** Durations in seconds, in buckets, by labels of closed lists. */
export class Durations {
  readonly #bounds: readonly number[]
  readonly #all = new Map<string, Histogram>()

  constructor(bounds: readonly number[], begun: readonly Labels[] = []) {
    this.#bounds = bounds
    for (const labels of begun) this.#at(labels)
  }

  add(labels: Labels, seconds: number): void {
    const known = this.#at(labels)
    for (const [index, bound] of this.#bounds.entries())
      if (seconds <= bound) known.counts[index] = (known.counts[index] ?? 0) + 1
    known.sum += seconds
    known.count += 1
  }

  samples(): readonly Sample[] {
    return [...this.#all.values()].flatMap(({ labels, counts, sum, count }) => [
      ...counts.map((value, index) => ({
        suffix: '_bucket',
        labels: { ...labels, le: String(this.#bounds[index]) },
        value,
      })),
      { suffix: '_bucket', labels: { ...labels, le: '+Inf' }, value: count },
      { suffix: '_sum', labels, value: sum },
      { suffix: '_count', labels, value: count },
    ])
  }

  #at(labels: Labels): Histogram {
    const key = JSON.stringify(labels)
    const known = this.#all.get(key) ?? { labels, counts: this.#bounds.map(() => 0), sum: 0, count: 0 }
    this.#all.set(key, known)
    return known
  }
}
