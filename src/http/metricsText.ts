/** The text format of Prometheus. */

type Labels = Readonly<Record<string, string>>

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
const MOST_LABELS = 200

/** One sample for each name, in the order of the names. */
export const labelled = (label: string, values: readonly (readonly [string, number])[]): readonly Sample[] => {
  const sorted = [...values].sort(([a], [b]) => (a < b ? -1 : 1))
  const rest = sorted.slice(MOST_LABELS)
  const samples = sorted.slice(0, MOST_LABELS).map(([name, value]) => ({ labels: { [label]: name }, value }))
  return rest.length === 0
    ? samples
    : [...samples, { labels: { [label]: 'other' }, value: rest.reduce((sum, [, value]) => sum + value, 0) }]
}

/** Counts by a key of a closed list. */
export class Counts {
  readonly #counts = new Map<string, { readonly labels: Labels; value: number }>()

  add(labels: Labels): void {
    const key = JSON.stringify(labels)
    const known = this.#counts.get(key)
    if (known === undefined) this.#counts.set(key, { labels, value: 1 })
    else known.value += 1
  }

  samples(): readonly Sample[] {
    return [...this.#counts.values()].map(({ labels, value }) => ({ labels, value }))
  }
}

const BOUNDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]

/** Durations in seconds by the value of one label of a closed list. */
export class Durations {
  readonly #label: string
  readonly #all = new Map<string, { readonly counts: number[]; sum: number; count: number }>()

  constructor(label: string) {
    this.#label = label
  }

  add(name: string, seconds: number): void {
    const known = this.#all.get(name) ?? { counts: BOUNDS.map(() => 0), sum: 0, count: 0 }
    this.#all.set(name, known)
    for (const [index, bound] of BOUNDS.entries())
      if (seconds <= bound) known.counts[index] = (known.counts[index] ?? 0) + 1
    known.sum += seconds
    known.count += 1
  }

  samples(): readonly Sample[] {
    return [...this.#all].flatMap(([name, { counts, sum, count }]) => {
      const labels = { [this.#label]: name }
      return [
        ...counts.map((value, index) => ({
          suffix: '_bucket',
          labels: { ...labels, le: String(BOUNDS[index]) },
          value,
        })),
        { suffix: '_bucket', labels: { ...labels, le: '+Inf' }, value: count },
        { suffix: '_sum', labels, value: sum },
        { suffix: '_count', labels, value: count },
      ]
    })
  }
}
