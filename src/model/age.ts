/** The age of Uniqueids: `1795905535.103`, with the name of the system before it where one is set. */

const UNIQUEID = /^(?:.*-)?(\d+)\.(\d+)$/

const partsOf = (id: string): readonly [number, number] | undefined => {
  const [, second, serial] = UNIQUEID.exec(id) ?? []
  return second === undefined || serial === undefined ? undefined : [Number(second), Number(serial)]
}

/** Below 0 where `a` is older, above 0 where `b` is, 0 where their texts do not tell: a caller of AMI may choose the id of a channel. */
export const compareAge = (a: string, b: string): number => {
  const [first, second] = [partsOf(a), partsOf(b)]
  if (first === undefined || second === undefined) return 0
  return first[0] - second[0] || first[1] - second[1]
}
